import { ops, type Tensor } from '@org/core';
import { monotoneRoot } from '../monotone-root.js';
import { type Pieces, type SplineKind, sides, sizes, starts } from './pieces.js';

/** The logit of ⅓: slopes at the ends lie between 0 and thrice that of their piece, beyond which it is not monotone. */
const SHIFT = -Math.LN2;

/** Cubic pieces, whose slopes at inner knots follow from their sizes (Steffen 1990; Durkan et al., arXiv:1906.02145). */
export const cubic: SplineKind = {
  parameterCount: (bins, tails) => 2 * bins + (tails === 'circular' ? 1 : 2),

  pieces(parameters, bins, tails) {
    const [widths, heights, ends] = ops.split(parameters, [bins, 2 * bins], 0) as [Tensor, Tensor, Tensor];
    const [width, height] = [sizes(widths), sizes(heights)];
    const slope = height.div(width);
    const parts = ops.sigmoid(ends.add(SHIFT)).mul(3);
    const [first, last] = [slope.at('0:1'), slope.at('-1:')];
    const edges =
      tails === 'linear'
        ? [parts.at('0:1').mul(first), parts.at('1:').mul(last)]
        : [ops.minimum(first, last), ops.minimum(first, last)].map((least) => parts.mul(least));
    const [[before, after], [widthBefore, widthAfter]] = [sides(slope), sides(width)];
    const mean = widthAfter.mul(before).add(widthBefore.mul(after)).div(widthBefore.add(widthAfter)).mul(0.5);
    const inner = ops.minimum(ops.minimum(before, after), mean).mul(2);
    const [slopeLeft, slopeRight] = sides(ops.concatenate([edges[0]!, inner, edges[1]!], 0));
    return { left: starts(width), width, bottom: starts(height), height, slopeLeft, slopeRight };
  },

  forwards(piece, t) {
    const [y, slope] = valueAndSlope(t, ...partsOf(piece));
    return [y, slope.div(piece.width).log()];
  },

  backwards(piece, y) {
    const interval = [ops.zerosLike(y), ops.onesLike(y)] as const;
    return monotoneRoot(valueAndSlope, y, partsOf(piece), interval);
  },
};

const partsOf = ({ width, bottom, height, slopeLeft, slopeRight }: Pieces): Tensor[] => [
  bottom,
  height,
  slopeLeft!.mul(width),
  slopeRight!.mul(width),
];

/** Of a cubic function over the interval from 0 to 1, by its values and slopes at both ends. */
function valueAndSlope(t: Tensor, ...parts: Tensor[]): [value: Tensor, slope: Tensor] {
  const [bottom, height, left, right] = parts as [Tensor, Tensor, Tensor, Tensor];
  const a = left.add(right).sub(height.mul(2));
  const b = height.mul(3).sub(left.mul(2)).sub(right);
  const value = a.mul(t).add(b).mul(t).add(left).mul(t).add(bottom);
  return [value, a.mul(3).mul(t).add(b.mul(2)).mul(t).add(left)];
}
