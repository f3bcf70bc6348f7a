import { ops, type Tensor } from '@org/core';
import { Module } from './module.js';

/**
 * Rows of a table for whole numbers: weight `[numEmbeddings, embeddingDim]`, from a standard normal distribution.
 *
 * @example
 * new Embedding(10, 4)(ops.convertToTensor([[1, 2, 3]], 'int32')); // shape [1, 3, 4]
 */
export class Embedding extends Module {
  readonly weight;

  constructor(numEmbeddings: number, embeddingDim: number) {
    super();
    this.weight = this.normal('weight', [numEmbeddings, embeddingDim]);
  }

  forward(indices: Tensor): Tensor {
    return ops.take(this.weight, indices, { axis: 0 });
  }
}
