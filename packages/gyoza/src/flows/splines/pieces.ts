/** What kinds of splines share: pieces, and in which of them a value lies. */
import { ops, type Tensor } from '@org/core';

/** What happens beyond the bound: elements stay; or there is nothing, and both ends are the same place of a circle. */
export type SplineTails = 'linear' | 'circular';

/**
 * Pieces side by side: where they begin, how large they are, and what else describes them; each `[bins, ...]`. Pieces are along the first
 * axis, so that what is done with them is done with whole tensors.
 */
export interface Pieces {
  readonly left: Tensor;
  readonly width: Tensor;
  readonly bottom: Tensor;
  readonly height: Tensor;
  readonly [other: string]: Tensor;
}

/** A kind of spline over the interval from -½ to ½. */
export interface SplineKind {
  /** How many parameters describe it. */
  parameterCount(bins: number, tails: SplineTails): number;
  /** @param parameters `[parameterCount, ...]`; zeros make the identity */
  pieces(parameters: Tensor, bins: number, tails: SplineTails): Pieces;
  /** Within a piece: the value, and the logarithm of the slope. @param t how far into the piece, from 0 to 1 */
  forwards(piece: Pieces, t: Tensor): [y: Tensor, logSlope: Tensor];
  /** How far into a piece a value lies, from 0 to 1. */
  backwards(piece: Pieces, y: Tensor): Tensor;
}

export const LEAST_SIZE = 1e-3;

/** Sizes of pieces that fill 1. */
export function sizes(logits: Tensor): Tensor {
  const each = ops.exp(logits.sub(ops.stopGradient(ops.max(logits, 0))));
  return each
    .div(ops.sum(each, 0))
    .mul(1 - LEAST_SIZE * logits.shape[0]!)
    .add(LEAST_SIZE);
}

/** Where pieces of given sizes begin, the first at -½. */
export const starts = (size: Tensor): Tensor => ops.cumsum(size, { axis: 0 }).sub(size).sub(0.5);

/** What is on the left and on the right of each piece, of what is at all knots: `[bins + 1, ...]`. */
export const sides = (knots: Tensor): [left: Tensor, right: Tensor] => [knots.at(':-1'), knots.at('1:')];

/** The piece in which each value lies. */
export function pieceAt(values: Tensor, from: Tensor, pieces: Pieces): Pieces {
  // The first begins below all values.
  const reached = ops.expandDims(values, 0).greaterEqual(from.at('1:')).cast(values.dtype);
  const edge = (fill: Tensor) => ops.broadcastTo(fill, [1, ...values.shape]);
  const [all, none] = [edge(ops.ones([], values.dtype)), edge(ops.zeros([], values.dtype))];
  const here = ops.concatenate([all, reached], 0).sub(ops.concatenate([reached, none], 0));
  const chosen = Object.entries(pieces).map(([name, each]) => [name, each.mul(here).sum(0)]);
  return Object.fromEntries(chosen) as Pieces;
}
