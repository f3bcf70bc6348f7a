/** keras.ops: elements by position, positions by value, and choices by a condition. */
import { ShapeError, ValueError } from '../../errors.js';
import { less } from '../../primitives/compare.js';
import { add, cast, fmod, quotient, scalarLike, select } from '../../primitives/elementwise.js';
import { gather, gatherElements } from '../../primitives/indexing.js';
import { broadcastTo } from '../../primitives/movement.js';
import { promote } from '../../python/promotion.js';
import { formatShape, normalizeAxis, type Shape, sizeOf } from '../../shape.js';
import { newSymbol } from '../../symbolic/symbols.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { numpy } from '../support/arguments.js';
import { asIndices, flat, truth } from '../support/composites.js';
import { positionsOf } from './indexing.js';

/**
 * The elements (or slices along an axis) at the given positions; without axis, of the flattened tensor. Negative positions count
 * from the end.
 *
 * @throws IndexError when the value is read, for a position out of range
 * @example
 * ops.take([[1, 2], [3, 4]], [1, 0], { axis: 1 }); // [[2, 1], [4, 3]]
 */
export const take = numpy(
  'take',
  ['x', 'indices', 'axis'],
  (x: TensorLike, indices: TensorLike, axis: number | null = null): Tensor => {
    const input = asTensor(x);
    const at = asIndices(asTensor(indices));
    return axis === null ? gather(flat(input), at, 0) : gather(input, at, normalizeAxis(axis, input.rank, 'take'));
  },
  { tensors: 2, looksUp: () => true },
);

/** For each index its element along an axis: x[i, indices[i, j]] for axis 1. Other axes broadcast. */
export const takeAlongAxis = numpy(
  'take_along_axis',
  ['x', 'indices', 'axis'],
  (x: TensorLike, indices: TensorLike, axis: number | null = null): Tensor => {
    const [input, at] = [asTensor(x), asIndices(asTensor(indices))];
    return axis === null
      ? alongAxis(flat(input), flat(at), 0)
      : alongAxis(input, at, normalizeAxis(axis, input.rank, 'take_along_axis'));
  },
  { tensors: 2, looksUp: () => true },
);

function alongAxis(x: Tensor, indices: Tensor, axis: number): Tensor {
  const common = x.shape.map((dim, i) => (i === axis ? null : Math.max(dim, indices.shape[i] ?? 0)));
  const fits = ({ shape }: Tensor) => shape.every((dim, i) => common[i] === null || dim === 1 || dim === common[i]);
  if (x.rank !== indices.rank || !fits(x) || !fits(indices)) {
    throw new ShapeError('[take_along_axis]: the indices do not fit.', {
      expected: `a shape that broadcasts with ${formatShape(x.shape)} but for axis ${axis}`,
      received: formatShape(indices.shape),
    });
  }
  const spread = (y: Tensor) =>
    broadcastTo(
      y,
      common.map((dim, i) => dim ?? y.shape[i]!),
    );
  return gatherElements(spread(x), spread(indices), axis);
}

/**
 * The positions of the elements that differ from 0: a tensor of int32 for each axis.
 *
 * @throws RuntimeError inside a traced function, because how many there are depends on values
 */
export const nonzero = numpy('nonzero', ['x'], (x: TensorLike): Tensor[] => positionsOf('nonzero', truth(x)), {
  spec: (x: Tensor) => x.shape.map(() => newSymbol([null], 'int32')),
});

const whereOf = numpy(
  'where',
  ['condition', 'x1', 'x2'],
  (condition: TensorLike, x1: TensorLike | null = null, x2: TensorLike | null = null): Tensor | Tensor[] => {
    if (x1 === null && x2 === null) return positionsOf('where', truth(condition));
    if (x1 === null || x2 === null) {
      throw new ValueError('[where]: both x1 and x2 are needed, or neither.', {
        received: `x1 ${x1 === null ? 'left out' : 'given'}, x2 ${x2 === null ? 'left out' : 'given'}`,
      });
    }
    const [x, y] = promote(x1, x2) as [Tensor, Tensor];
    return select(truth(condition), x, y);
  },
  {
    tensors: 3,
    // How many positions there are is not known; Keras gives the condition's shape.
    spec: (condition: Tensor, x1: TensorLike | null = null, x2: TensorLike | null = null) =>
      x1 === null && x2 === null ? newSymbol(condition.shape, 'int32') : undefined,
  },
);

interface Choices {
  readonly x1: TensorLike;
  readonly x2: TensorLike;
}

interface Where {
  /** The positions along each axis where the condition holds. */
  (condition: TensorLike): Tensor[];
  /** Elements of x1 where the condition holds, else of x2; all three broadcast. */
  <X1 extends TensorLike | Choices>(
    condition: TensorLike,
    x1: X1,
    ...x2: X1 extends Choices ? [] : [x2: TensorLike | { x2: TensorLike }]
  ): Tensor;
  /** Elements of x1 where the condition holds, else of x2; all three broadcast. */
  (keywords: { condition: TensorLike } & Choices): Tensor;
}

/**
 * Elements of x1 where the condition holds, else of x2; all three broadcast. With the condition alone, {@link nonzero}.
 *
 * @example
 * ops.where(x.greater(0), x, 0);
 */
export const where = whereOf as unknown as Where;

/** Positions along each axis of `shape` for positions in row-major order, in their dtype. */
export const unravelIndex = numpy(
  'unravel_index',
  ['indices', 'shape'],
  (indices: TensorLike, shape: Shape): Tensor[] => {
    const { dtype } = asTensor(indices);
    const given = asIndices(asTensor(indices));
    const size = sizeOf(shape);
    const at = select(less(given, scalarLike(0, given)), add(given, scalarLike(size, given)), given);
    let inner = size;
    return shape.map((dim) => {
      inner /= dim;
      return cast(fmod(quotient(at, scalarLike(inner, at)), scalarLike(dim, at)), dtype);
    });
  },
);
