/**
 * Jacobi's rotations (1846) of many disjoint pairs of columns at once: the first half of the columns is paired with the second,
 * and after each round the columns move on as in a round-robin tournament, so that n - 1 rounds are one sweep over all pairs.
 */

import { range } from '../../shape.js';
import { fromNumbers } from '../../tensor/host-array.js';
import { fromHost, type Tensor } from '../../tensor/tensor.js';
import { equal, less } from '../compare.js';
import { abs, add, div, mul, neg, reciprocal, scalarLike, select, sqrt, sub } from '../elementwise.js';
import { gather } from '../indexing.js';
import { concatenate, reshape, slice } from '../movement.js';

/** Sweeps after which the loop ends in any case; ten are rarely needed. */
export const SWEEPS = 30;

/** The first and the second half of the last axis. */
export function halves(x: Tensor): [p: Tensor, q: Tensor] {
  const last = x.rank - 1;
  const h = x.shape[last]! / 2;
  const part = (start: number) =>
    slice(
      x,
      x.shape.map((_, i) => (i === last ? start : 0)),
      x.shape.map((dim, i) => (i === last ? h : dim)),
    );
  return [part(0), part(h)];
}

/** Cosines and sines of the angles that make the inner products of the pairs vanish. */
export interface Rotation {
  readonly cosine: Tensor;
  readonly sine: Tensor;
}

/** From the squares (or diagonal entries) of both of each pair and their inner products, all [..., h]. */
export function rotation(p: Tensor, q: Tensor, inner: Tensor): Rotation {
  const [zero, one] = [scalarLike(0, p), scalarLike(1, p)];
  const isDone = equal(inner, zero);
  const tau = div(sub(q, p), select(isDone, one, mul(inner, scalarLike(2, p))));
  // The smaller of the two angles.
  const size = reciprocal(add(abs(tau), sqrt(add(one, mul(tau, tau)))));
  const tangent = select(isDone, zero, select(less(tau, zero), neg(size), size));
  const cosine = reciprocal(sqrt(add(one, mul(tangent, tangent))));
  return { cosine, sine: mul(cosine, tangent) };
}

/**
 * The columns of x [..., n, 2h] turned in pairs. By the small difference that a turn makes, in H. Rutishauser's form (1966): the
 * rounded cosine of a small angle is 1, which would let the columns grow.
 */
export function rotateColumns(x: Tensor, { cosine, sine }: Rotation): Tensor {
  const [p, q] = halves(x);
  const row = (each: Tensor) => reshape(each, [...each.shape.slice(0, -1), 1, p.shape[p.rank - 1]!]);
  const [s, tau] = [row(sine), row(div(sine, add(cosine, scalarLike(1, cosine))))];
  return concatenate([sub(p, mul(s, add(q, mul(tau, p)))), add(q, mul(s, sub(p, mul(tau, q))))], x.rank - 1);
}

/** Which column comes to each place for the next round: the first stays, the others go around. */
function nextRound(h: number): number[] {
  if (h === 1) return [0, 1];
  const [top, bottom] = [range(h), range(h).map((i) => h + i)];
  return [top[0]!, bottom[0]!, ...top.slice(1, h - 1), ...bottom.slice(1), top[h - 1]!];
}

/** The columns of x in the order of the next round. */
export function moveOn(x: Tensor): Tensor {
  const order = nextRound(x.shape[x.rank - 1]! / 2);
  return gather(x, fromHost(fromNumbers(order, 'int32', [order.length])), x.rank - 1);
}
