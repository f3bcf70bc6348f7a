/** Lookups of whole numbers as part of a graph, where their values are not known: in a compiled function. */
import { ops, RuntimeError, type Tensor, tensor } from '@org/core';
import type { TokenIndex } from './token-index.js';
import { compareNumbers } from './tokens.js';

type Integer = number | bigint;

const int64 = (values: readonly Integer[]): Tensor => tensor(BigInt64Array.from(values, BigInt));

/**
 * The numbers of tokens.
 *
 * @throws RuntimeError where tokens that are not in the vocabulary are an error, or are hashed
 */
export function numbersInGraph(index: TokenIndex<Integer>, x: Tensor, isHashed: boolean): Tensor {
  const { numOovIndices } = index.settings;
  if (numOovIndices === 0 || (numOovIndices > 1 && isHashed)) {
    throw new RuntimeError('This lookup depends on values, which a compiled function does not have.', {
      received: `num_oov_indices=${numOovIndices}${isHashed ? ', oov_method=farmhash' : ''}`,
      hint: 'call the layer on the data before it reaches the function.',
    });
  }
  const wide = ops.cast(x, 'int64');
  const oov = ops.add(ops.cast(ops.mod(wide, Math.max(1, numOovIndices)), 'int32'), index.oovStart);
  const entries = index.entries().sort(([a], [b]) => compareNumbers(a, b));
  if (entries.length === 0) return oov;
  const keys = int64(entries.map(([token]) => token));
  const at = ops.minimum(ops.searchsorted(keys, wide), entries.length - 1);
  const numbers = tensor(Int32Array.from(entries, ([, number]) => number));
  return ops.where(ops.equal(ops.take(keys, at), wide), ops.take(numbers, at), oov);
}

/** The tokens of numbers. */
export function tokensInGraph(index: TokenIndex<Integer>, x: Tensor): Tensor {
  const numbers = ops.cast(x, 'int32');
  const isNone = ops.logicalOr(ops.less(numbers, 0), ops.greaterEqual(numbers, index.size));
  const tokens = tensor(Int32Array.from([...index.vocabulary(true), index.settings.oovToken], Number));
  return ops.take(tokens, ops.where(isNone, index.size, numbers));
}
