/** Rules that replace the integral along a path by a sum. */
import { evaluate, ops, type Tensor, ValueError } from '@org/core';

export type QuadratureMethod =
  | 'gausslegendre'
  | 'riemann_trapezoid'
  | 'riemann_left'
  | 'riemann_right'
  | 'riemann_middle';

const even = (count: number, value: (k: number) => number): number[] =>
  Array.from({ length: count }, (_, k) => value(k));

/** Nodes and weights on [0, 1]: zeros of the Legendre polynomial by Newton's method. */
function gaussLegendre(n: number): Quadrature {
  const alphas = new Array<number>(n);
  const stepSizes = new Array<number>(n);
  for (let k = 0; k < (n + 1) / 2; k++) {
    let x = Math.cos((Math.PI * (k + 0.75)) / (n + 0.5));
    let slope = 0;
    for (let step = 0, change = 1; step < 100 && Math.abs(change) > 1e-15; step++) {
      const [value, before] = legendre(n, x);
      slope = (n * (x * value - before)) / (x * x - 1);
      change = value / slope;
      x -= change;
    }
    const weight = 1 / ((1 - x * x) * slope * slope);
    alphas[k] = (1 - x) / 2;
    alphas[n - 1 - k] = (1 + x) / 2;
    stepSizes[k] = weight;
    stepSizes[n - 1 - k] = weight;
  }
  return { alphas, stepSizes };
}

/** The polynomials of degrees n and n - 1 at x. */
function legendre(n: number, x: number): [value: number, before: number] {
  let [before, value] = [1, x];
  for (let degree = 2; degree <= n; degree++)
    [before, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree];
  return [value, before];
}

export interface Quadrature {
  readonly alphas: readonly number[];
  readonly stepSizes: readonly number[];
}

const rules: Readonly<Record<QuadratureMethod, (n: number) => Quadrature>> = {
  gausslegendre: gaussLegendre,
  riemann_trapezoid: (n) => ({
    alphas: even(n, (k) => k / (n - 1)),
    // As in captum: the sum of the weights is (n - 1) / n.
    stepSizes: even(n, (k) => (k === 0 || k === n - 1 ? 0.5 : 1) / n),
  }),
  riemann_left: (n) => ({ alphas: even(n, (k) => k / n), stepSizes: even(n, () => 1 / n) }),
  riemann_right: (n) => ({ alphas: even(n, (k) => (k + 1) / n), stepSizes: even(n, () => 1 / n) }),
  riemann_middle: (n) => ({ alphas: even(n, (k) => (k + 0.5) / n), stepSizes: even(n, () => 1 / n) }),
};

/**
 * Points on the path from 0 to 1, and their weights.
 *
 * @throws ValueError for an unknown method, or too few steps
 * @example
 * approximationParameters('riemann_middle', 2); // { alphas: [0.25, 0.75], stepSizes: [0.5, 0.5] }
 */
export function approximationParameters(method: QuadratureMethod, nSteps: number): Quadrature {
  const rule = Object.hasOwn(rules, method) ? rules[method] : undefined;
  if (!rule)
    throw new ValueError('The approximation method is unknown.', {
      expected: Object.keys(rules).join(', '),
      received: String(method),
    });
  const least = method === 'riemann_trapezoid' ? 2 : 1;
  if (!Number.isInteger(nSteps) || nSteps < least)
    throw new ValueError('The number of steps is too small, or no whole number.', {
      expected: `at least ${least}`,
      received: `${nSteps}`,
    });
  return rule(nSteps);
}

/** The same as tensors, which runs take as they are. */
export async function pathPoints(method: QuadratureMethod, nSteps: number): Promise<[points: Tensor, weights: Tensor]> {
  const { alphas, stepSizes } = approximationParameters(method, nSteps);
  const [points, weights] = [
    ops.convertToTensor([...alphas], 'float32'),
    ops.convertToTensor([...stepSizes], 'float32'),
  ];
  await evaluate([points, weights]);
  return [points, weights];
}
