/** Monotone rational-quadratic splines (Durkan et al., arXiv:1906.04032). */
import { ops, type Tensor, ValueError } from '@org/core';

const LEAST_SIZE = 1e-3;
const LEAST_SLOPE = 1e-3;

/** Where bins begin and end, and the slopes there: each `[..., bins]`. */
interface Bins {
  readonly left: Tensor;
  readonly width: Tensor;
  readonly bottom: Tensor;
  readonly height: Tensor;
  readonly slopeLeft: Tensor;
  readonly slopeRight: Tensor;
}

/** Starts and sizes of bins that fill [-bound, bound]. */
function knots(logits: Tensor, bound: number): { start: Tensor; size: Tensor } {
  const bins = logits.shape.at(-1)!;
  const size = ops
    .softmax(logits, -1)
    .mul(1 - LEAST_SIZE * bins)
    .add(LEAST_SIZE)
    .mul(2 * bound);
  return { start: ops.cumsum(size, { axis: -1 }).sub(size).sub(bound), size };
}

/** The numbers of the bin in which each value lies. */
function binAt(values: Tensor, starts: Tensor, bins: Bins): Bins {
  const reached = ops.expandDims(values, -1).greaterEqual(starts).cast(values.dtype);
  const none = ops.zerosLike(reached.at('...', '0:1'));
  const here = reached.sub(ops.concatenate([reached.at('...', '1:'), none], -1));
  const chosen = Object.entries(bins).map(([name, each]) => [name, (each as Tensor).mul(here).sum(-1)]);
  return Object.fromEntries(chosen) as Bins;
}

const within = (x: Tensor, bound: number): Tensor => x.greater(-bound).logicalAnd(x.less(bound));
/** Inside of the bound also where the value is not, so that no derivative of what is not used is infinite. */
const clipped = (x: Tensor, bound: number): Tensor => ops.clip(x, -bound * (1 - 1e-6), bound * (1 - 1e-6));

/** What happens beyond the bound: elements stay; or there is nothing, and both ends are the same place of a circle. */
export type SplineTails = 'linear' | 'circular';

export interface SplineShape {
  readonly bins?: number;
  readonly bound?: number;
  readonly tails?: SplineTails;
}

/** A spline of some bins between minus the bound and the bound. */
export class Spline {
  readonly bins: number;
  readonly bound: number;
  readonly tails: SplineTails;

  /** @throws ValueError for what makes no spline */
  constructor({ bins = 8, bound = 3, tails = 'linear' }: SplineShape) {
    this.bins = bins;
    this.bound = bound;
    this.tails = tails;
    if (Number.isInteger(bins) && bins > 0 && bins * LEAST_SIZE < 1 && bound > 0 && /^(linear|circular)$/.test(tails))
      return;
    throw new ValueError('A spline has some bins within a bound.', {
      expected: `bins from 1 to ${1 / LEAST_SIZE - 1}, a positive bound, tails 'linear' or 'circular'`,
      received: `bins ${bins}, bound ${bound}, tails ${tails}`,
    });
  }

  /** How many parameters describe it: widths, heights and inner slopes, and for a circle the slope where it closes. */
  get parameterCount(): number {
    return 3 * this.bins - (this.tails === 'circular' ? 0 : 1);
  }

  /** @param parameters `[..., parameterCount]` */
  #binsOf(parameters: Tensor): Bins {
    const { bins, bound } = this;
    const [widths, heights, slopes] = ops.split(parameters, [bins, 2 * bins], -1) as [Tensor, Tensor, Tensor];
    const { start: left, size: width } = knots(widths, bound);
    const { start: bottom, size: height } = knots(heights, bound);
    // Softplus is 1 at the shift, so that a network of zeros is the identity.
    const inner = ops.softplus(slopes.add(Math.log(Math.expm1(1 - LEAST_SLOPE)))).add(LEAST_SLOPE);
    const edge = this.tails === 'linear' ? ops.onesLike(parameters.at('...', '0:1')) : inner.at('...', '0:1');
    const all = ops.concatenate(this.tails === 'linear' ? [edge, inner, edge] : [inner, edge], -1);
    return { left, width, bottom, height, slopeLeft: all.at('...', `:${bins}`), slopeRight: all.at('...', '1:') };
  }

  /** Values and logarithms of derivatives; beyond the bound the identity. */
  forwards(x: Tensor, parameters: Tensor): [Tensor, Tensor] {
    const { bound } = this;
    const bins = this.#binsOf(parameters);
    const inside = clipped(x, bound);
    const bin = binAt(inside, bins.left, bins);
    const slope = bin.height.div(bin.width);
    const t = inside.sub(bin.left).div(bin.width);
    const tt = t.mul(ops.subtract(1, t));
    const denominator = slope.add(bin.slopeLeft.add(bin.slopeRight).sub(slope.mul(2)).mul(tt));
    const y = bin.bottom.add(bin.height.mul(slope.mul(t.square()).add(bin.slopeLeft.mul(tt))).div(denominator));
    const rest = ops.subtract(1, t);
    const numerator = bin.slopeRight.mul(t.square()).add(slope.mul(2).mul(tt)).add(bin.slopeLeft.mul(rest.square()));
    const logDerivative = slope.log().mul(2).add(numerator.log()).sub(denominator.log().mul(2));
    const isInside = within(x, bound);
    return [ops.where(isInside, y, x), ops.where(isInside, logDerivative, ops.zerosLike(x))];
  }

  /** The values that lead to `y`: roots of a quadratic equation in each bin. */
  backwards(y: Tensor, parameters: Tensor): Tensor {
    const { bound } = this;
    const bins = this.#binsOf(parameters);
    const inside = clipped(y, bound);
    const bin = binAt(inside, bins.bottom, bins);
    const slope = bin.height.div(bin.width);
    const above = inside.sub(bin.bottom);
    const bend = bin.slopeLeft.add(bin.slopeRight).sub(slope.mul(2));
    const a = bin.height.mul(slope.sub(bin.slopeLeft)).add(above.mul(bend));
    const b = bin.height.mul(bin.slopeLeft).sub(above.mul(bend));
    const c = slope.neg().mul(above);
    const root = ops.sqrt(ops.maximum(b.square().sub(a.mul(c).mul(4)), 0));
    const t = c.mul(2).div(b.neg().sub(root));
    return ops.where(within(y, bound), bin.left.add(t.mul(bin.width)), y);
  }

  getConfig(): Record<string, unknown> {
    const { bins, bound, tails } = this;
    return { bins, bound, ...(tails !== 'linear' && { tails }) };
  }
}
