/** Lookups of whole numbers as part of a graph, where their values are not known: in a compiled function. */
import { ops, RuntimeError, type Tensor, tensor } from '@org/core';
import { type HashKey, hashBucket } from '@org/core/internal';
import type { TokenIndex } from './token-index.js';
import { compareNumbers } from './tokens.js';

type Integer = number | bigint;

const int64 = (values: readonly Integer[]): Tensor => tensor(BigInt64Array.from(values, BigInt));

/**
 * The numbers of tokens.
 *
 * @param hash how unknown tokens are spread over several numbers: with a key, or without; undefined for what remains of a division
 * @throws RuntimeError where tokens that are not in the vocabulary are an error
 */
export function numbersInGraph(index: TokenIndex<Integer>, x: Tensor, hash?: HashKey | null): Tensor {
  const { numOovIndices: buckets } = index.settings;
  if (buckets === 0) {
    throw new RuntimeError(
      'Whether a number is in the vocabulary depends on its value, which a compiled function does not have.',
      {
        received: 'num_oov_indices=0',
        hint: 'call the layer on the data before it reaches the function, or set `num_oov_indices=1`.',
      },
    );
  }
  const wide = ops.cast(x, 'int64');
  const bucket = hash === undefined ? ops.mod(wide, buckets) : hashBucket(wide, buckets, hash);
  const oov = ops.add(ops.cast(bucket, 'int32'), index.oovStart);
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
