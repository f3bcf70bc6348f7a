import type { Tensor } from '@org/core';
import type { Layer } from '@org/layers';
import { Module } from './module.js';

/**
 * Modules and layers, one after the other. In state dicts they are called '0', '1', …
 *
 * @example
 * import { nn } from '@org/lfxai';
 * new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 2));
 */
export class Sequential extends Module {
  readonly modules: readonly Layer[];

  constructor(...modules: readonly Layer[]) {
    super();
    this.modules = modules;
  }

  override namedChildren(): [name: string, child: Layer][] {
    return this.modules.map((module, i) => [String(i), module]);
  }

  forward(x: Tensor): Tensor {
    return this.modules.reduce((value, module) => module(value), x);
  }
}
