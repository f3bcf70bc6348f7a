import { ValueError } from '../../errors.js';
import { reshape, slice } from '../../primitives/movement.js';
import { toFloat } from '../../python/promotion.js';
import { formatShape, range } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { requireOneOf } from './checks.js';
import { fillModes, sampled } from './sampling.js';

const op = opFamily('image');

/**
 * Elements of `inputs` at the given places, which may lie between the elements: shape `coordinates.shape.slice(1)`.
 *
 * @param coordinates positions along each axis of the inputs: [rank of the inputs, ...]
 * @param order 0 takes the nearest element, 1 interpolates
 * @param fillMode what lies outside: 'constant', 'nearest', 'wrap', 'mirror' or 'reflect'
 * @throws ValueError unless there is one row of coordinates for each axis
 * @example
 * ops.image.mapCoordinates([[0.5, 2], [3, 4]], [[0.5], [0.5]], 1); // [2.375]
 */
export const mapCoordinates = op(
  'map_coordinates',
  ['inputs', 'coordinates', 'order', 'fillMode', 'fillValue'],
  (
    inputs: TensorLike,
    coordinates: TensorLike,
    order: number,
    fillMode: string = 'constant',
    fillValue: TensorLike = 0,
  ): Tensor => {
    const [x, places] = [asTensor(inputs), toFloat(coordinates)];
    if (places.rank < 2 || places.shape[0] !== x.rank) {
      throw new ValueError('[map_coordinates]: the coordinates do not fit the inputs.', {
        expected: `shape [${x.rank}, ...], of rank 2 at least`,
        received: formatShape(places.shape),
      });
    }
    requireOneOf('map_coordinates', 'fill_mode', fillMode, fillModes);
    if (order !== 0 && order !== 1) {
      throw new ValueError('[map_coordinates]: unknown order.', { expected: '0 or 1', received: String(order) });
    }
    const shape = places.shape.slice(1);
    const rows = range(x.rank).map((axis) =>
      reshape(slice(places, [axis, ...shape.map(() => 0)], [1, ...shape]), shape),
    );
    return sampled(x, rows, { order, fillMode, fillValue });
  },
  { tensors: 2 },
);
