import { ValueError } from '../../errors.js';
import { add, div, mul, neg, scalarLike } from '../../primitives/elementwise.js';
import { solveMatrices } from '../../primitives/linalg/solve.js';
import { broadcastTo, concatenate, reshape, slice } from '../../primitives/movement.js';
import { convert } from '../../python/promotion.js';
import { formatShape, sameShape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { requireOneOf } from './checks.js';
import { inBatches } from './layout.js';
import { pixelGrid } from './pixel-grid.js';
import { orders, sampled } from './sampling.js';

const op = opFamily('image');

/** Corners [batch, 4, 2], of which there is one set for all images or one for each. */
function corners(name: string, points: TensorLike, images: number): Tensor {
  const given = convert(points, 'float32');
  const batched = given.rank === 2 ? reshape(given, [1, ...given.shape]) : given;
  const [count] = batched.shape;
  if (!sameShape(batched.shape.slice(1), [4, 2]) || (count !== 1 && count !== images)) {
    throw new ValueError(`[perspective_transform]: ${name} does not fit the images.`, {
      expected: `shape [4, 2] or [${images}, 4, 2]`,
      received: formatShape(given.shape),
    });
  }
  return batched;
}

/**
 * The projective maps that bring each end point to its start point: entries [batch, 8, 1] of a matrix whose last one is 1. Every
 * pair of points gives two linear equations.
 */
function homographies(start: Tensor, end: Tensor): Tensor {
  const count = start.shape[0]!;
  const column = (points: Tensor, i: number): Tensor => slice(points, [0, 0, i], [count, 4, 1]);
  const [u, v, x, y] = [column(start, 0), column(start, 1), column(end, 0), column(end, 1)];
  const [zero, one] = [0, 1].map((value) => broadcastTo(scalarLike(value, x), x.shape)) as [Tensor, Tensor];
  const equations = [
    concatenate([x, y, one, zero, zero, zero, neg(mul(u, x)), neg(mul(u, y))], 2),
    concatenate([zero, zero, zero, x, y, one, neg(mul(v, x)), neg(mul(v, y))], 2),
  ];
  return solveMatrices(concatenate(equations, 1), concatenate([u, v], 1));
}

/**
 * Images seen in another perspective: the start points of an image come to lie at the end points.
 *
 * @param startPoints four points (x, y): [4, 2] or [batch, 4, 2]
 * @param endPoints where they come to lie
 * @param interpolation 'nearest' or 'bilinear'
 * @param fillValue what lies outside of the images
 * @throws ValueError unless `images` has rank 3 or 4 and the points fit
 * @example
 * const start = [[0, 0], [0, 64], [80, 0], [80, 64]];
 * ops.image.perspectiveTransform(image, start, [[3, 5], [7, 64], [76, -10], [84, 61]]);
 */
export const perspectiveTransform = op(
  'perspective_transform',
  ['images', 'startPoints', 'endPoints', 'interpolation', 'fillValue', 'dataFormat'],
  (
    images: TensorLike,
    startPoints: TensorLike,
    endPoints: TensorLike,
    interpolation: string = 'bilinear',
    fillValue: TensorLike = 0,
    dataFormat: string | null = null,
  ): Tensor => {
    requireOneOf('perspective_transform', 'interpolation', interpolation, Object.keys(orders));
    return inBatches('perspective_transform', asTensor(images), dataFormat, (x) => {
      const [start, end] = [
        corners('start_points', startPoints, x.shape[0]!),
        corners('end_points', endPoints, x.shape[0]!),
      ];
      if (!sameShape(start.shape, end.shape)) {
        throw new ValueError('[perspective_transform]: there must be as many start points as end points.', {
          received: `${formatShape(start.shape)} and ${formatShape(end.shape)}`,
        });
      }
      const maps = homographies(start, end);
      const count = maps.shape[0]!;
      const entry = (i: number): Tensor => reshape(slice(maps, [0, i, 0], [count, 1, 1]), [count, 1, 1, 1]);
      const grid = pixelGrid(x, 'float32');
      const form = (i: number): Tensor => add(mul(entry(i), grid.columns), mul(entry(i + 1), grid.rows));
      const scale = add(form(6), scalarLike(1, maps));
      const place = (i: number): Tensor => div(add(form(i), entry(i + 2)), scale);
      const coordinates = [grid.images, place(3), place(0), grid.channels];
      return sampled(x, coordinates, { order: orders[interpolation]!, fillMode: 'constant', fillValue });
    });
  },
  { tensors: 3 },
);
