import { ops, type Tensor, ValueError } from '@org/core';
import type { AtElements, ElementLaw } from '../element-law.js';
import { cubic } from './cubic.js';
import { linear } from './linear.js';
import { LEAST_SIZE, type Pieces, pieceAt, type SplineKind, type SplineTails } from './pieces.js';
import { quadratic } from './quadratic.js';
import { rationalQuadratic } from './rational-quadratic.js';

const kinds: Readonly<Record<SplineKindName, SplineKind>> = { rationalQuadratic, linear, quadratic, cubic };

export type SplineKindName = 'rationalQuadratic' | 'linear' | 'quadratic' | 'cubic';

export interface SplineShape {
  readonly bins?: number;
  /** Of all elements, or of each. */
  readonly bound?: number | readonly number[];
  /** Of all elements, or of each. */
  readonly tails?: SplineTails | readonly SplineTails[];
  readonly kind?: SplineKindName;
}

/** A little inside, so that no derivative of what is not used is infinite, and nothing is rounded out of the interval. */
const INSIDE = 5e-7;
const clipped = (t: Tensor): Tensor => ops.clip(t, INSIDE - 0.5, 0.5 - INSIDE);

/** A monotone spline of some pieces between minus the bound and the bound. */
export class Spline implements ElementLaw {
  readonly bins: number;
  readonly bound: number | readonly number[];
  readonly tails: SplineTails | readonly SplineTails[];
  readonly kind: SplineKindName;
  readonly #law: SplineKind;

  /**
   * @param elements how many there are, where their tails or bounds differ
   * @throws ValueError for what makes no spline
   */
  constructor({ bins = 8, bound = 3, tails = 'linear', kind = 'rationalQuadratic' }: SplineShape, elements = 0) {
    this.bins = bins;
    this.bound = bound;
    this.tails = Array.isArray(tails) && new Set(tails).size === 1 && tails.length === elements ? tails[0] : tails;
    this.kind = kind;
    const bounds = [bound].flat() as number[];
    const areBounds = bounds.every((one) => one > 0) && (!Array.isArray(bound) || bounds.length === elements);
    const each = Array.isArray(this.tails) ? this.tails : [this.tails];
    const areKnown = each.every((one) => one === 'linear' || one === 'circular');
    const isKnown = Object.hasOwn(kinds, kind) && areKnown && (!Array.isArray(this.tails) || each.length === elements);
    if (!(isKnown && Number.isInteger(bins) && bins > 0 && bins * LEAST_SIZE < 1 && areBounds)) {
      throw new ValueError('A spline has some bins within a bound.', {
        expected: `bins from 1 to ${1 / LEAST_SIZE - 1}, a positive bound, or one for each element, tails 'linear' or 'circular' (or a list of these, one for each element), kind ${Object.keys(kinds).join(', ')}`,
        received: `bins ${bins}, bound ${bounds}, tails ${Array.isArray(tails) ? `[${tails}]` : tails}, kind ${kind}`,
      });
    }
    this.#law = kinds[kind];
  }

  /** How many parameters describe it. */
  get parameterCount(): number {
    const { tails, bins } = this;
    if (!Array.isArray(tails)) return this.#law.parameterCount(bins, tails as SplineTails);
    return Math.max(this.#law.parameterCount(bins, 'linear'), this.#law.parameterCount(bins, 'circular'));
  }

  /** Twice the bound, of the elements at hand. */
  #span(at: AtElements | null): number | Tensor {
    return typeof this.bound === 'number' ? 2 * this.bound : at!(this.bound.map((each) => 2 * each));
  }

  #pieces(parameters: Tensor, at: AtElements | null): Pieces {
    const inFront = ops.moveaxis(parameters, -1, 0);
    const { tails, bins } = this;
    if (!Array.isArray(tails)) return this.#law.pieces(inFront, bins, tails as SplineTails);
    const under = (one: SplineTails) =>
      this.#law.pieces(inFront.at(`:${this.#law.parameterCount(bins, one)}`), bins, one);
    const [lines, circles] = [under('linear'), under('circular')];
    const isCircle = at!(tails.map((one) => (one === 'circular' ? 1 : 0))).greater(0.5);
    const chosen = Object.entries(lines).map(([name, line]) => [name, ops.where(isCircle, circles[name]!, line)]);
    return Object.fromEntries(chosen) as Pieces;
  }

  /**
   * Values and logarithms of slopes; beyond the bound the identity.
   *
   * @param parameters `[..., parameterCount]`; zeros make the identity
   * @param at which tails elements have, where these differ
   */
  forwards(x: Tensor, parameters: Tensor, at: AtElements | null = null): [Tensor, Tensor] {
    const span = this.#span(at);
    const unit = x.div(span);
    const [t, pieces] = [clipped(unit), this.#pieces(parameters, at)];
    const piece = pieceAt(t, pieces.left, pieces);
    const [y, logSlope] = this.#law.forwards(piece, t.sub(piece.left).div(piece.width));
    const isInside = ops.abs(unit).less(0.5);
    return [ops.where(isInside, clipped(y).mul(span), x), ops.where(isInside, logSlope, ops.zerosLike(x))];
  }

  /** The values that lead to `y`. */
  backwards(y: Tensor, parameters: Tensor, at: AtElements | null = null): Tensor {
    const span = this.#span(at);
    const unit = y.div(span);
    const [t, pieces] = [clipped(unit), this.#pieces(parameters, at)];
    const piece = pieceAt(t, pieces.bottom, pieces);
    const x = piece.left.add(this.#law.backwards(piece, t).mul(piece.width)).mul(span);
    return ops.where(ops.abs(unit).less(0.5), x, y);
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
