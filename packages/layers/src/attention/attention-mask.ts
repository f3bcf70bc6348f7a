import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';

/** What the layers of attention over several heads may be told of who sees whom. */
export interface AttentionMasks {
  /** True where a target counts, [batch, T]. */
  queryMask?: TensorLike | null;
  /** True where a source may be looked at, [batch, S]. */
  valueMask?: TensorLike | null;
  keyMask?: TensorLike | null;
  /** True where a target may look at a source, [batch, T, S]. */
  attentionMask?: TensorLike | null;
  /** Whether targets see no later sources. */
  useCausalMask?: boolean;
}

const asBool = (mask: TensorLike): Tensor => ops.cast(mask, 'bool');

/** True for sources that are not after their target, [1, T, S]. @param start the position of the first target among the sources */
export const causalMask = (targets: number, sources: number, start: TensorLike = 0): Tensor =>
  ops.greaterEqual(ops.add(positions(targets, 1), start), positions(sources, 2));

/** True for sources less than `window` away from their target, [1, T, S]. */
export const slidingWindowMask = (targets: number, sources: number, window: number, start: TensorLike = 0): Tensor =>
  ops.less(ops.abs(ops.add(positions(targets, 1), start).sub(positions(sources, 2))), window);

/** 0, 1, 2, ... along one axis of three. */
function positions(n: number, axis: 1 | 2): Tensor {
  return ops.reshape(ops.arange(n, { dtype: 'int32' }), axis === 1 ? [1, n, 1] : [1, 1, n]);
}

/** What is true in all masks given, [batch or 1, T or 1, S or 1]; null where none is given. @param start as for {@link causalMask} */
export function combineMasks(
  { queryMask, valueMask, keyMask, attentionMask, useCausalMask }: AttentionMasks,
  targets: number,
  sources: number,
  slidingWindow: number | null,
  start: TensorLike = 0,
): Tensor | null {
  const masks = [
    attentionMask && asBool(attentionMask),
    queryMask && ops.expandDims(asBool(queryMask), -1),
    valueMask && ops.expandDims(asBool(valueMask), -2),
    keyMask && ops.expandDims(asBool(keyMask), -2),
    useCausalMask && causalMask(targets, sources, start),
    slidingWindow !== null && slidingWindowMask(targets, sources, slidingWindow, start),
  ].filter((mask): mask is Tensor => Boolean(mask));
  return masks.length === 0 ? null : masks.reduce((a, b) => ops.logicalAnd(a, b));
}

/** A mask [..., T, S] with axes for the heads in front of its last `axes`, so that it has `rank` axes. */
export const overHeads = (mask: Tensor, rank: number, axes: number): Tensor =>
  mask.rank >= rank
    ? mask
    : ops.reshape(mask, [
        ...mask.shape.slice(0, mask.rank - axes),
        ...new Array<number>(rank - mask.rank).fill(1),
        ...mask.shape.slice(mask.rank - axes),
      ]);

/** @throws ValueError unless it is null or a positive integer */
export function checkedWindow(window: number | null): number | null {
  if (window === null || (Number.isInteger(window) && window > 0)) return window;
  throw new ValueError('`slidingWindow` must be null or a positive integer.', { received: String(window) });
}
