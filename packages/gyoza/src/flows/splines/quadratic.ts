import { ops, type Tensor } from '@org/core';
import { type SplineKind, sides, sizes, starts } from './pieces.js';

const LEAST_SLOPE = 1e-3;

/** Quadratic pieces: slopes go straight from knot to knot (Müller et al., arXiv:1808.03856). */
export const quadratic: SplineKind = {
  parameterCount: (bins, tails) => 2 * bins - (tails === 'circular' ? 0 : 1),

  pieces(parameters, bins, tails) {
    const [widths, slopes] = ops.split(parameters, [bins], 0) as [Tensor, Tensor];
    const width = sizes(widths);
    const free = ops.softplus(slopes).add(LEAST_SLOPE);
    const area = (knots: Tensor) => {
      const [before, after] = sides(knots);
      return ops.sum(before.add(after).mul(0.5).mul(width), { axis: 0, keepdims: true });
    };
    let knots: Tensor;
    if (tails === 'circular') knots = ops.concatenate([free, free.at('0:1')], 0);
    else {
      // At both ends such a slope that it is 1 once the whole area is.
      const none = ops.zerosLike(parameters.at('0:1'));
      const ends = ops.add(width.at('0:1'), width.at('-1:')).mul(0.5);
      const edge = area(ops.concatenate([none, free, none], 0)).div(ops.subtract(1, ends));
      knots = ops.concatenate([edge, free, edge], 0);
    }
    const [slopeLeft, slopeRight] = sides(
      knots
        .div(area(knots))
        .mul(1 - LEAST_SLOPE)
        .add(LEAST_SLOPE),
    );
    const height = slopeLeft.add(slopeRight).mul(0.5).mul(width);
    return { left: starts(width), width, bottom: starts(height), height, slopeLeft, slopeRight };
  },

  forwards({ width, bottom, slopeLeft, slopeRight }, t) {
    const slope = slopeLeft!.add(slopeRight!.sub(slopeLeft!).mul(t));
    return [bottom.add(slopeLeft!.add(slope).mul(0.5).mul(width).mul(t)), slope.log()];
  },

  /** Of both forms of the root the one that needs no division by what may be 0. */
  backwards({ width, bottom, slopeLeft, slopeRight }, y) {
    const above = y.sub(bottom).div(width);
    const square = slopeLeft!.square().add(slopeRight!.sub(slopeLeft!).mul(above).mul(2));
    return above.mul(2).div(slopeLeft!.add(ops.sqrt(ops.maximum(square, 0))));
  },
};
