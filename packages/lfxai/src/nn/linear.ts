import { ops, type Tensor, type Variable } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';
import { Module } from './module.js';

const PARAMETERS = ['inFeatures', 'outFeatures', 'bias'] as const;

/**
 * `x Wᵀ + b`, as torch's: weight `[outFeatures, inFeatures]`, both from U(±1/√inFeatures).
 *
 * @example
 * new Linear(4, 2)(tensor([[1, 2, 3, 4]])); // shape [1, 2]
 */
export class Linear extends Module {
  readonly weight: Variable;
  readonly bias: Variable | null;

  constructor(...args: PythonArguments<typeof PARAMETERS, [inFeatures: number, outFeatures: number, bias?: boolean]>) {
    super();
    const [inFeatures, outFeatures, bias = true] = bindArguments('Linear', PARAMETERS, 2, args) as [
      number,
      number,
      boolean?,
    ];
    const bound = 1 / Math.sqrt(inFeatures);
    this.weight = this.uniform('weight', [outFeatures, inFeatures], bound);
    this.bias = bias ? this.uniform('bias', [outFeatures], bound) : null;
  }

  forward(x: Tensor): Tensor {
    const product = ops.matmul(x, ops.transpose(this.weight));
    return this.bias ? product.add(this.bias) : product;
  }
}
