import { ops, type Tensor, type Variable } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';
import { Module } from './module.js';

const PARAMETERS = ['numEmbeddings', 'embeddingDim', 'paddingIdx'] as const;
type Arguments = PythonArguments<
  typeof PARAMETERS,
  [numEmbeddings: number, embeddingDim: number, paddingIdx?: number | null]
>;

/**
 * Rows of a table for whole numbers: weight `[numEmbeddings, embeddingDim]`, from a standard normal distribution. The row of
 * `paddingIdx` begins as zeros, and is not trained.
 *
 * @example
 * new Embedding(10, 4)(ops.convertToTensor([[1, 2, 3]], 'int32')); // shape [1, 3, 4]
 */
export class Embedding extends Module {
  readonly weight: Variable;
  readonly paddingIdx: number | null;

  constructor(...args: Arguments) {
    super();
    const [count, dim, padding = null] = bindArguments('Embedding', PARAMETERS, 2, args) as [
      number,
      number,
      (number | null)?,
    ];
    this.weight = this.normal('weight', [count, dim]);
    this.paddingIdx = padding !== null && padding < 0 ? count + padding : padding;
    if (this.paddingIdx === null) return;
    const isPadding = ops.equal(ops.arange(count), this.paddingIdx);
    this.weight.assign(ops.where(ops.expandDims(isPadding, 1), 0, this.weight));
  }

  forward(indices: Tensor): Tensor {
    const rows = ops.take(this.weight, indices, { axis: 0 });
    if (this.paddingIdx === null) return rows;
    return ops.where(ops.expandDims(ops.equal(indices, this.paddingIdx), -1), ops.stopGradient(rows), rows);
  }
}
