/** Shapes in the plane for the tutorial's pictures. */
import { ops, type Tensor, type TensorLike, tensor } from '@org/core';
import { pythonFunction } from '@org/core/python';
import { range } from '../../utilities/numbers.js';

const float64 = (x: TensorLike): Tensor => ops.cast(x, 'float64');

/**
 * The density of a normal distribution on a grid over [-3, 3] × [-3, 3].
 *
 * @param mu the two means
 * @param sigma the matrix of covariances
 * @param shape rows and columns of the grid
 * @returns the points `[rows * columns, 2]`, their densities, and these as `[columns, rows]`
 */
export const make2DimensionalGaussian = pythonFunction(
  'make2DimensionalGaussian',
  ['mu', 'sigma', 'shape'],
  (mu: TensorLike, sigma: TensorLike, shape: readonly number[]): [X: Tensor, p: Tensor, D: Tensor] => {
    const [rows, columns] = shape as [number, number];
    const along = (count: number) => range(count).map((i) => (count === 1 ? -3 : -3 + (6 * i) / (count - 1)));
    const [x, y] = [along(columns), along(rows)];
    const X = tensor(
      y.flatMap((b) => x.flatMap((a) => [a, b])),
      [rows * columns, 2],
      'float64',
    );
    const [covariances, offset] = [float64(sigma), X.sub(float64(mu))];
    const [[a, b], [c, d]] = [0, 1].map((i) => [covariances.at(i, 0), covariances.at(i, 1)]) as [
      [Tensor, Tensor],
      [Tensor, Tensor],
    ];
    const determinant = a.mul(d).sub(b.mul(c));
    const inverse = ops.stack([ops.stack([d, b.neg()]), ops.stack([c.neg(), a])]).div(determinant);
    const energy = offset.matmul(inverse).mul(offset).sum(1).mul(-0.5);
    const p = energy.exp().div(determinant.sqrt().mul(2 * Math.PI));
    return [X, p, ops.reshape(p, [columns, rows])];
  },
);

/**
 * Points wound up around a centre.
 *
 * @param radius how far the swirl reaches
 * @param rotation an angle that is added everywhere
 */
export const swirl = pythonFunction(
  'swirl',
  ['x', 'y', 'x0', 'y0', 'radius', 'rotation', 'strength'],
  (
    x: TensorLike,
    y: TensorLike,
    x0: number = 0,
    y0: number = 0,
    radius: number = 5,
    rotation: number = 0,
    strength: number = 5,
  ): [x: Tensor, y: Tensor] => {
    const [dx, dy] = [ops.subtract(x, x0), ops.subtract(y, y0)];
    const distance = ops.sqrt(dx.square().add(dy.square()));
    const reach = (Math.log(2) * radius) / 5;
    const angle = distance.div(-reach).exp().mul(strength).add(ops.arctan2(dy, dx)).add(rotation);
    return [distance.mul(ops.cos(angle)), distance.mul(ops.sin(angle))];
  },
);

/**
 * Points of a line from the origin to a circle, clockwise by an angle.
 *
 * @returns coordinates of `pointCount + 1` points
 */
export const makeRadialLine = pythonFunction(
  'makeRadialLine',
  ['radius', 'rotation', 'pointCount'],
  (radius: number, rotation: number, pointCount: number): [x: Tensor, y: Tensor] => {
    const distances = tensor(
      range(pointCount + 1).map((i) => Math.fround((radius / pointCount) * i)),
      null,
      'float64',
    );
    return [distances.mul(Math.cos(rotation)), distances.mul(-Math.sin(rotation))];
  },
);
