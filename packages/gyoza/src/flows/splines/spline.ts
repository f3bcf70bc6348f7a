import { ops, type Tensor, ValueError } from '@org/core';
import { cubic } from './cubic.js';
import { linear } from './linear.js';
import { LEAST_SIZE, type Pieces, pieceAt, type SplineKind, type SplineTails } from './pieces.js';
import { quadratic } from './quadratic.js';
import { rationalQuadratic } from './rational-quadratic.js';

const kinds: Readonly<Record<SplineKindName, SplineKind>> = { rationalQuadratic, linear, quadratic, cubic };

export type SplineKindName = 'rationalQuadratic' | 'linear' | 'quadratic' | 'cubic';

export interface SplineShape {
  readonly bins?: number;
  readonly bound?: number;
  readonly tails?: SplineTails;
  readonly kind?: SplineKindName;
}

/** A little inside, so that no derivative of what is not used is infinite, and nothing is rounded out of the interval. */
const INSIDE = 5e-7;
const clipped = (t: Tensor): Tensor => ops.clip(t, INSIDE - 0.5, 0.5 - INSIDE);

/** A monotone spline of some pieces between minus the bound and the bound. */
export class Spline {
  readonly bins: number;
  readonly bound: number;
  readonly tails: SplineTails;
  readonly kind: SplineKindName;
  readonly #law: SplineKind;

  /** @throws ValueError for what makes no spline */
  constructor({ bins = 8, bound = 3, tails = 'linear', kind = 'rationalQuadratic' }: SplineShape) {
    this.bins = bins;
    this.bound = bound;
    this.tails = tails;
    this.kind = kind;
    const isKnown = Object.hasOwn(kinds, kind) && /^(linear|circular)$/.test(tails);
    if (!(isKnown && Number.isInteger(bins) && bins > 0 && bins * LEAST_SIZE < 1 && bound > 0)) {
      throw new ValueError('A spline has some bins within a bound.', {
        expected: `bins from 1 to ${1 / LEAST_SIZE - 1}, a positive bound, tails 'linear' or 'circular', kind ${Object.keys(kinds).join(', ')}`,
        received: `bins ${bins}, bound ${bound}, tails ${tails}, kind ${kind}`,
      });
    }
    this.#law = kinds[kind];
  }

  /** How many parameters describe it. */
  get parameterCount(): number {
    return this.#law.parameterCount(this.bins, this.tails);
  }

  /** From between the bounds to between -½ and ½. */
  #unit(x: Tensor): Tensor {
    return clipped(x.div(2 * this.bound));
  }

  #scaled(t: Tensor): Tensor {
    return t.mul(2 * this.bound);
  }

  #isInside(x: Tensor): Tensor {
    return x.greater(-this.bound).logicalAnd(x.less(this.bound));
  }

  #pieces(parameters: Tensor): Pieces {
    return this.#law.pieces(ops.moveaxis(parameters, -1, 0), this.bins, this.tails);
  }

  /** Values and logarithms of slopes; beyond the bound the identity. @param parameters `[..., parameterCount]`; zeros make the identity */
  forwards(x: Tensor, parameters: Tensor): [Tensor, Tensor] {
    const [t, pieces] = [this.#unit(x), this.#pieces(parameters)];
    const piece = pieceAt(t, pieces.left, pieces);
    const [y, logSlope] = this.#law.forwards(piece, t.sub(piece.left).div(piece.width));
    const isInside = this.#isInside(x);
    return [ops.where(isInside, this.#scaled(clipped(y)), x), ops.where(isInside, logSlope, ops.zerosLike(x))];
  }

  /** The values that lead to `y`. */
  backwards(y: Tensor, parameters: Tensor): Tensor {
    const [t, pieces] = [this.#unit(y), this.#pieces(parameters)];
    const piece = pieceAt(t, pieces.bottom, pieces);
    const x = this.#scaled(piece.left.add(this.#law.backwards(piece, t).mul(piece.width)));
    return ops.where(this.#isInside(y), x, y);
  }

  getConfig(): Record<string, unknown> {
    const { bins, bound, tails, kind } = this;
    return {
      bins,
      bound,
      ...(tails !== 'linear' && { tails }),
      ...(kind !== 'rationalQuadratic' && { kind }),
    };
  }
}
