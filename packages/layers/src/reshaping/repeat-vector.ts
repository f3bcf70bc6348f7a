import { ops, type PythonOptions, type SymbolicShape, type Tensor, TypeError } from '@org/core';
import { positiveInteger } from '../arguments.js';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { ReshapingLayer } from './reshaping-layer.js';

export interface RepeatVectorOptions extends LayerOptions {
  /** How often. */
  n: number;
}

const PARAMETERS = ['n'] as const;

/**
 * Repeats each sample `n` times along a new axis.
 *
 * @throws TypeError unless `n` is an integer, ValueError unless it is positive
 * @example
 * new RepeatVector(3)(x); // [batch, 4] becomes [batch, 3, 4]
 */
@kerasLayer('RepeatVector')
export class RepeatVector extends ReshapingLayer {
  static override readonly parameters = PARAMETERS;

  readonly n: number;

  constructor(...args: PythonOptions<typeof PARAMETERS, RepeatVectorOptions>) {
    const options = layerOptions<RepeatVectorOptions>('RepeatVector', PARAMETERS, 1, args);
    super(options);
    if (!Number.isInteger(options.n)) {
      throw new TypeError('`n` must be an integer.', { received: `n=${JSON.stringify(options.n)}` });
    }
    this.n = positiveInteger(options.n, 'n');
    this.inputSpec = new InputSpec({ ndim: 2 });
  }

  override call(inputs: Tensor): Tensor {
    return ops.repeat(ops.expandDims(inputs, 1), this.n, 1);
  }

  override computeOutputShape([batch, features]: SymbolicShape): SymbolicShape {
    return [batch!, this.n, features!];
  }
}
