import { isTensor, ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import type { AttentionMasks } from './attention-mask.js';

/** Projected keys and values, `[batch, length, heads, size]`. */
export type KeyValueCache = readonly [keys: Tensor, values: Tensor];

/** The shapes of the parts of a cache. */
type CacheShapes = <Length>(length: Length) => readonly (readonly (number | Length)[])[];

/**
 * @param shapes those that a cache of some length has
 * @param start where in it the tokens belong
 * @param tokens how many are new
 * @throws ValueError for what is no such cache, and for a place that it does not have; what a tensor holds is not known
 */
export function assertCache(cache: unknown, shapes: CacheShapes, start: TensorLike, tokens: number): void {
  const parts: unknown[] = Array.isArray(cache) ? cache : [cache];
  const length = isTensor(parts[0]) ? parts[0].shape[1] : undefined;
  const received = parts.map((part) => (isTensor(part) ? `[${part.shape.join(', ')}]` : typeof part)).join(' and ');
  const asText = (all: readonly (readonly unknown[])[]) => all.map((shape) => `[${shape.join(', ')}]`).join(' and ');
  if (length === undefined || received !== asText(shapes(length))) {
    throw new ValueError('`cache` does not fit the layer and its inputs.', {
      expected: `an array of two tensors, keys and values: ${asText(shapes('length'))}`,
      received: Array.isArray(cache) ? `an array of ${received || 'nothing'}` : received,
      hint: 'the first cache is `layer.emptyCache(batchSize, length)`, each next one the last result of the call before.',
    });
  }
  assertPlace(start, tokens, length);
}

function assertPlace(start: TensorLike, tokens: number, length: number): void {
  const last = length - tokens;
  const isWithin = (place: number) => Number.isInteger(place) && place >= 0 && place <= last;
  const isPlace = typeof start === 'number' ? isWithin(start) : ops.convertToTensor(start).rank === 0;
  if (isPlace && last >= 0) return;
  throw new ValueError(`A cache of length ${length} has no such place for ${tokens} new tokens.`, {
    expected: last < 0 ? `at most ${length} new tokens` : `cacheUpdateIndex an integer from 0 to ${last}, or a scalar`,
    received: `cacheUpdateIndex=${isTensor(start) ? `a tensor [${start.shape.join(', ')}]` : String(start)}`,
    hint: 'a longer cache comes from `layer.emptyCache(batchSize, length)`.',
  });
}

/** The cache with the keys and values that were found put at `start`. */
export function extendCache(cache: KeyValueCache, found: KeyValueCache, start: TensorLike): KeyValueCache {
  const put = (held: Tensor, x: Tensor) => ops.sliceUpdate(held, [0, start, 0, 0], x.cast(held.dtype));
  return [put(cache[0], found[0]), put(cache[1], found[1])];
}

/**
 * The masks over all places of a cache. One of new tokens alone says nothing about what was seen before: that counts.
 *
 * @param tokens how many tokens are new
 * @param length the length of the cache
 * @throws ValueError for masks of other lengths
 */
export function masksOverCache(
  masks: AttentionMasks,
  start: TensorLike,
  tokens: number,
  length: number,
): AttentionMasks {
  const { queryMask, ...ofSources } = masks;
  if (queryMask) assertLength('queryMask', ops.convertToTensor(queryMask), [tokens]);
  const placed = Object.entries(ofSources).map(([name, mask]) => {
    if (!mask || typeof mask === 'boolean') return [name, mask];
    const allowed = ops.cast(mask, 'bool');
    assertLength(name, allowed, [tokens, length]);
    return [name, allowed.shape.at(-1) === length ? allowed : placedMask(allowed, start, length)];
  });
  return { queryMask, ...Object.fromEntries(placed) };
}

/** A mask whose last axis is the new tokens, over the cache. What lies behind them is in the future, which nothing sees. */
function placedMask(mask: Tensor, start: TensorLike, length: number): Tensor {
  const places = ops.subtract(ops.arange(length, { dtype: 'int32' }), ops.cast(start, 'int32'));
  const taken = ops.take(mask, ops.clip(places, 0, mask.shape.at(-1)! - 1), -1);
  return ops.logicalOr(taken, ops.less(places, 0));
}

function assertLength(name: string, mask: Tensor, allowed: readonly number[]): void {
  if (allowed.includes(mask.shape.at(-1) ?? 0)) return;
  const [tokens, length] = allowed;
  throw new ValueError(`\`${name}\` does not fit the cache.`, {
    expected: `a last axis of ${tokens}, the new tokens${length === undefined ? '' : `, or of ${length}, all that the cache holds`}`,
    received: `[${mask.shape.join(', ')}]`,
  });
}
