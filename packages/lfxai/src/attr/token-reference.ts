import { ops, type Tensor, ValueError } from '@org/core';

/**
 * Makes baselines of tokens: one token, such as that of padding, in place of all.
 *
 * @example
 * const tokenReference = new TokenReferenceBase(1);
 * tokenReference.generateReference(7).expandDims(0); // shape [1, 7]
 */
export class TokenReferenceBase {
  readonly referenceTokenIdx: number;

  constructor(referenceTokenIdx: number | { referenceTokenIdx?: number } = 0) {
    const { referenceTokenIdx: index = 0 } =
      typeof referenceTokenIdx === 'number' ? { referenceTokenIdx } : referenceTokenIdx;
    this.referenceTokenIdx = index;
  }

  /** [sequenceLength], int32. @throws ValueError unless the length is a whole number */
  generateReference(sequenceLength: number, _device?: unknown): Tensor {
    if (!Number.isInteger(sequenceLength) || sequenceLength < 0) {
      throw new ValueError('sequenceLength must be a whole number, 0 or more.', { received: String(sequenceLength) });
    }
    return ops.full([sequenceLength], this.referenceTokenIdx, 'int32');
  }
}
