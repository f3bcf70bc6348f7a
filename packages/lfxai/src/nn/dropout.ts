import type { Tensor } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';
import { Dropout as KerasDropout } from '@org/layers';
import { Module } from './module.js';

const PARAMETERS = ['p'] as const;

/** In training, each number is 0 with probability `p`, and the others are divided by `1 - p`. */
export class Dropout extends Module {
  readonly p: number;
  readonly #drop: KerasDropout;

  constructor(...args: PythonArguments<typeof PARAMETERS, [p?: number]>) {
    super();
    [this.p = 0.5] = bindArguments('Dropout', PARAMETERS, 0, args) as [number?];
    this.#drop = new KerasDropout(this.p);
  }

  forward(x: Tensor): Tensor {
    return this.training ? this.#drop(x, { training: true }) : x;
  }
}
