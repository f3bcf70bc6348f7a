/** keras.ops: the same elements in other shapes and orders. */
import { ShapeError, ValueError } from '../../errors.js';
import {
  broadcastTo as broadcastTensor,
  concatenate,
  transpose as permute,
  reshape as reshapeTensor,
  reverse,
  slice,
} from '../../primitives/movement.js';
import { formatShape, normalizeAxes, normalizeAxis, range, refuseEmpty, type Shape } from '../../shape.js';
import { isKerasTensor, newSymbol } from '../../symbolic/symbols.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { type Axis, numpy, unaryOp } from '../support/arguments.js';
import { flat, moveAxes } from '../support/composites.js';

/** The same elements in row-major order in another shape; one size may be -1. */
export const reshape = numpy(
  'reshape',
  ['x', 'newshape'],
  (x: TensorLike, newshape: number | Shape | Tensor): Tensor => {
    // A tensor has become a list.
    const shape = newshape as number | Shape;
    return reshapeTensor(asTensor(x), typeof shape === 'number' ? [shape] : shape);
  },
  {
    spec: (x: Tensor, newshape: number | readonly (number | null | Tensor)[] | Tensor) => {
      if (isKerasTensor(newshape)) return newSymbol(new Array(newshape.shape[0]).fill(null), x.dtype);
      if (Array.isArray(newshape)) refuseEmpty(asTensor(x).shape, newshape);
      if (!Array.isArray(newshape) || newshape.every((dim) => typeof dim === 'number')) return undefined;
      return newSymbol(
        newshape.map((dim) => (typeof dim === 'number' && dim >= 0 ? dim : null)),
        x.dtype,
      );
    },
  },
);

/** All elements in one axis. */
export const ravel = unaryOp('ravel', (x) => flat(asTensor(x)));

/** Reorders the axes; left out: turns their order around. */
export const transpose = numpy(
  'transpose',
  ['x', 'axes'],
  (x: TensorLike, axes: readonly number[] | null = null): Tensor => {
    const input = asTensor(x);
    if (axes === null) return permute(input, range(input.rank).reverse());
    const order = [axes].flat();
    if (order.length !== input.rank) {
      throw new ValueError('[transpose]: one axis is needed for each axis of the tensor.', {
        expected: `${input.rank} axes`,
        received: `${formatShape(order)} for shape ${formatShape(input.shape)}`,
      });
    }
    return permute(
      input,
      order.map((axis) => normalizeAxis(axis, input.rank, 'transpose')),
    );
  },
);

/** Moves axes to other positions; the others keep their order. */
export const moveaxis = numpy(
  'moveaxis',
  ['x', 'source', 'destination'],
  (x: TensorLike, source: number | readonly number[], destination: number | readonly number[]): Tensor =>
    moveAxes(asTensor(x), source, destination),
);

/** x with two axes exchanged. */
export const swapaxes = numpy(
  'swapaxes',
  ['x', 'axis1', 'axis2'],
  (x: TensorLike, axis1: number, axis2: number): Tensor => {
    const input = asTensor(x);
    const [a, b] = [axis1, axis2].map((axis) => normalizeAxis(axis, input.rank, 'swapaxes')) as [number, number];
    return permute(
      input,
      range(input.rank).map((axis) => (axis === a ? b : axis === b ? a : axis)),
    );
  },
);

/** Inserts axes of size 1, at their positions in the result. */
export const expandDims = numpy(
  'expand_dims',
  ['x', 'axis'],
  (x: TensorLike, axis: number | readonly number[]): Tensor => {
    const input = asTensor(x);
    const added = [axis].flat();
    const axes = normalizeAxes(added, input.rank + added.length, 'expand_dims');
    const sizes = [...input.shape];
    for (const at of axes) sizes.splice(at, 0, 1);
    return reshapeTensor(input, sizes);
  },
);

/** Removes axes of size 1: the given ones, or all. @throws ShapeError for an axis of another size */
export const squeeze = numpy('squeeze', ['x', 'axis'], (x: TensorLike, axis: Axis = null): Tensor => {
  const input = asTensor(x);
  const axes =
    axis === null ? range(input.rank).filter((i) => input.shape[i] === 1) : normalizeAxes(axis, input.rank, 'squeeze');
  const wrong = axes.find((i) => input.shape[i] !== 1);
  if (wrong !== undefined) {
    throw new ShapeError('[squeeze]: only axes of size 1 can be removed.', {
      received: `axis ${wrong} of shape ${formatShape(input.shape)}`,
    });
  }
  return reshapeTensor(
    input,
    input.shape.filter((_, i) => !axes.includes(i)),
  );
});

/** Repeats axes of size 1 and adds leading ones. */
export const broadcastTo = numpy(
  'broadcast_to',
  ['x', 'shape'],
  (x: TensorLike, shape: number | Shape): Tensor =>
    broadcastTensor(asTensor(x), typeof shape === 'number' ? [shape] : shape),
);

/** Turns axes around; left out: all of them. */
export const flip = numpy('flip', ['x', 'axis'], (x: TensorLike, axis: Axis = null): Tensor => {
  const input = asTensor(x);
  return reverse(input, normalizeAxes(axis, input.rank, 'flip'));
});

function requireRank(op: string, x: Tensor, rank: number): void {
  if (x.rank >= rank) return;
  throw new ShapeError(`[${op}]: at least ${rank} axes are needed.`, { received: `shape ${formatShape(x.shape)}` });
}

/** Turns the second axis around. */
export const fliplr = unaryOp('fliplr', (value) => {
  const x = asTensor(value);
  requireRank('fliplr', x, 2);
  return reverse(x, [1]);
});
/** Turns the first axis around. */
export const flipud = unaryOp('flipud', (value) => {
  const x = asTensor(value);
  requireRank('flipud', x, 1);
  return reverse(x, [0]);
});

/** Turns the plane of two axes k times by 90 degrees, from the first axis towards the second. */
export const rot90 = numpy(
  'rot90',
  ['array', 'k', 'axes'],
  (array: TensorLike, k: number = 1, axes: readonly number[] = [0, 1]): Tensor => {
    const x = asTensor(array);
    requireRank('rot90', x, 2);
    const plane = [axes].flat();
    const [first, second] = plane.map((axis) => normalizeAxis(axis, x.rank, 'rot90')) as [number, number];
    if (plane.length !== 2 || first === second) {
      throw new ValueError('[rot90]: two different axes are needed.', { received: formatShape(plane) });
    }
    const swapped = range(x.rank).map((axis) => (axis === first ? second : axis === second ? first : axis));
    const turns = ((k % 4) + 4) % 4;
    if (turns === 0) return x;
    if (turns === 2)
      return reverse(
        x,
        [first, second].sort((a, b) => a - b),
      );
    return turns === 1 ? permute(reverse(x, [second]), swapped) : reverse(permute(x, swapped), [second]);
  },
);

/** Cyclic shift along one axis. */
function rollAxis(x: Tensor, shift: number, axis: number): Tensor {
  const size = x.shape[axis]!;
  const by = size === 0 ? 0 : ((shift % size) + size) % size;
  if (by === 0) return x;
  const part = (start: number, length: number) =>
    slice(
      x,
      x.shape.map((_, i) => (i === axis ? start : 0)),
      x.shape.map((dim, i) => (i === axis ? length : dim)),
    );
  return concatenate([part(size - by, by), part(0, size - by)], axis);
}

/** Shifts elements cyclically, by one amount or by one for each axis; without axis, all elements in row-major order. */
export const roll = numpy(
  'roll',
  ['x', 'shift', 'axis'],
  (x: TensorLike, shift: number | readonly number[], axis: Axis = null): Tensor => {
    const input = asTensor(x);
    const shifts = typeof shift === 'number' ? [shift] : shift;
    if (axis === null)
      return reshapeTensor(
        rollAxis(
          flat(input),
          shifts.reduce((a, b) => a + b, 0),
          0,
        ),
        input.shape,
      );
    const axes = (typeof axis === 'number' ? [axis] : axis).map((a) => normalizeAxis(a, input.rank, 'roll'));
    if (shifts.length !== axes.length && shifts.length !== 1 && axes.length !== 1) {
      throw new ValueError('[roll]: as many shifts as axes are needed.', {
        received: `${shifts.length} shifts and ${axes.length} axes`,
      });
    }
    return range(axes.length === 1 ? shifts.length : axes.length).reduce(
      (rolled, i) => rollAxis(rolled, shifts[i % shifts.length]!, axes[i % axes.length]!),
      input,
    );
  },
);

/** How many axes. Of a symbolic tensor, a symbolic tensor with one element an axis, as in Keras. */
export const ndim = numpy('ndim', ['x'], (x: TensorLike): number => asTensor(x).rank, {
  spec: (x: Tensor) => newSymbol([x.rank]),
});
/** How many elements. */
export const size = numpy('size', ['x'], (x: TensorLike): number => asTensor(x).size, {
  spec: () => newSymbol([], 'int32'),
});
