import { ops, type Tensor } from '@org/core';
import { Module } from './module.js';

/**
 * `x Wᵀ + b`, as torch's: weight `[outFeatures, inFeatures]`, both from U(±1/√inFeatures).
 *
 * @example
 * new Linear(4, 2)(tensor([[1, 2, 3, 4]])); // shape [1, 2]
 */
export class Linear extends Module {
  readonly weight;
  readonly bias;

  constructor(inFeatures: number, outFeatures: number) {
    super();
    const bound = 1 / Math.sqrt(inFeatures);
    this.weight = this.uniform('weight', [outFeatures, inFeatures], bound);
    this.bias = this.uniform('bias', [outFeatures], bound);
  }

  forward(x: Tensor): Tensor {
    return ops.add(ops.matmul(x, ops.transpose(this.weight)), this.bias);
  }
}
