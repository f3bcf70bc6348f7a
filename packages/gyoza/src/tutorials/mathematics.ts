/** gyoza.tutorials.mathematics: curves in the plane. Numbers, arrays and tensors are computed with element by element. */
import { ops, type Tensor, type TensorLike } from '@org/core';
import { pythonFunction } from '@org/core/python';

type Coordinates = [x: Tensor, y: Tensor];
/** A line as a function of x. */
export type Line = (x: TensorLike) => Tensor;

/** Distances from the origin, and angles in (-π, π]. */
export const cartesianToPolar = pythonFunction(
  'cartesianToPolar',
  ['x', 'y'],
  (x: TensorLike, y: TensorLike): [rho: Tensor, phi: Tensor] => [
    ops.sqrt(ops.add(ops.square(x), ops.square(y))),
    ops.arctan2(y, x),
  ],
);

/** The coordinates of points at distances from the origin and angles. */
export const polarToCartesian = pythonFunction(
  'polarToCartesian',
  ['rho', 'phi'],
  (rho: TensorLike, phi: TensorLike): Coordinates => [ops.multiply(rho, ops.cos(phi)), ops.multiply(rho, ops.sin(phi))],
);

/** Points of a spiral whose radius grows with the angle. @param xs the angles @param alpha growth per radian */
export const archimedianSpiral = pythonFunction(
  'archimedianSpiral',
  ['xs', 'alpha'],
  (xs: TensorLike, alpha: TensorLike): Coordinates => polarToCartesian(ops.multiply(alpha, xs), xs),
);

/** Points of a spiral whose radius is alpha e^(beta angle). @param xs the angles */
export const logarithmicSpiral = pythonFunction(
  'logarithmicSpiral',
  ['xs', 'alpha', 'beta'],
  (xs: TensorLike, alpha: TensorLike, beta: TensorLike): Coordinates =>
    polarToCartesian(ops.multiply(alpha, ops.exp(ops.multiply(beta, xs))), xs),
);

/** The points turned around the origin by an angle. */
export const rotate = pythonFunction(
  'rotate',
  ['xs', 'ys', 'theta'],
  (xs: TensorLike, ys: TensorLike, theta: TensorLike): Coordinates => {
    const [rho, phi] = cartesianToPolar(xs, ys);
    return polarToCartesian(rho, phi.add(theta));
  },
);

/** The tangent of a curve at x0. @param f the curve @param fPrime its derivative */
export const tangent = pythonFunction(
  'tangent',
  ['f', 'fPrime', 'x0'],
  (f: (x: number) => number, fPrime: (x: number) => number, x0: number): Line =>
    (x) =>
      ops.add(ops.multiply(ops.subtract(x, x0), fPrime(x0)), f(x0)),
);

/** The line at a right angle to the tangent of a curve at x0. @param f the curve @param fPrime its derivative, not 0 at x0 */
export const normal = pythonFunction(
  'normal',
  ['f', 'fPrime', 'x0'],
  (f: (x: number) => number, fPrime: (x: number) => number, x0: number): Line =>
    (x) =>
      ops.add(ops.multiply(ops.subtract(x, x0), -1 / fPrime(x0)), f(x0)),
);
