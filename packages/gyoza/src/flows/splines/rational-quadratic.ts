import { ops, type Tensor } from '@org/core';
import { type SplineKind, sides, sizes, starts } from './pieces.js';

const LEAST_SLOPE = 1e-3;
/** Where softplus is 1, less the least slope. */
const SHIFT = Math.log(Math.expm1(1 - LEAST_SLOPE));

/** Quotients of quadratic functions with given slopes at the knots (Durkan et al., arXiv:1906.04032). */
export const rationalQuadratic: SplineKind = {
  parameterCount: (bins, tails) => 3 * bins - (tails === 'circular' ? 0 : 1),

  pieces(parameters, bins, tails) {
    const [widths, heights, slopes] = ops.split(parameters, [bins, 2 * bins], 0) as [Tensor, Tensor, Tensor];
    const [width, height] = [sizes(widths), sizes(heights)];
    const inner = ops.softplus(slopes.add(SHIFT)).add(LEAST_SLOPE);
    const edge = tails === 'linear' ? ops.onesLike(parameters.at('0:1')) : inner.at('0:1');
    const [slopeLeft, slopeRight] = sides(ops.concatenate(tails === 'linear' ? [edge, inner, edge] : [inner, edge], 0));
    return { left: starts(width), width, bottom: starts(height), height, slopeLeft, slopeRight };
  },

  forwards({ width, bottom, height, slopeLeft, slopeRight }, t) {
    const [slope, rest] = [height.div(width), ops.subtract(1, t)];
    const tt = t.mul(rest);
    const denominator = slope.add(slopeLeft!.add(slopeRight!).sub(slope.mul(2)).mul(tt));
    const y = bottom.add(height.mul(slope.mul(t.square()).add(slopeLeft!.mul(tt))).div(denominator));
    const numerator = slopeRight!.mul(t.square()).add(slope.mul(2).mul(tt)).add(slopeLeft!.mul(rest.square()));
    return [y, slope.log().mul(2).add(numerator.log()).sub(denominator.log().mul(2))];
  },

  /** A root of a quadratic equation. */
  backwards({ width, bottom, height, slopeLeft, slopeRight }, y) {
    const slope = height.div(width);
    const above = y.sub(bottom);
    const bend = slopeLeft!.add(slopeRight!).sub(slope.mul(2));
    const a = height.mul(slope.sub(slopeLeft!)).add(above.mul(bend));
    const b = height.mul(slopeLeft!).sub(above.mul(bend));
    const c = slope.neg().mul(above);
    const root = ops.sqrt(ops.maximum(b.square().sub(a.mul(c).mul(4)), 0));
    return c.mul(2).div(b.neg().sub(root));
  },
};
