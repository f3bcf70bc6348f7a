/** keras.ops under its core heading, without control flow: conversions, blocks of tensors, scattering. */
import { type DType, dtypeRange, isFloat, noNumbers } from '../dtype.js';
import { ShapeError, UnknownSizeError, ValueError } from '../errors.js';
import {
  add,
  cast as castTensor,
  maximum,
  minimum,
  scalar,
  scalarLike,
  stopGradient as stop,
} from '../primitives/elementwise.js';
import { gather } from '../primitives/indexing.js';
import { iota } from '../primitives/iota.js';
import { broadcastTo, concatenate, reshape, slice as sliceTensor } from '../primitives/movement.js';
import { type ScatterReduction, scatterNd } from '../primitives/scatter.js';
import { convert } from '../python/promotion.js';
import { pythonFunction } from '../python/python-call.js';
import { formatShape, normalizeAxis, range, type Shape } from '../shape.js';
import { isUnknownSize } from '../symbolic/stand-ins.js';
import { isKerasTensor, newSymbol } from '../symbolic/symbols.js';
import { roundTo } from '../tensor/host-array.js';
import {
  asTensor,
  isTensor as isInstance,
  isText,
  type Nested,
  type NestedTexts,
  type Tensor,
  type TensorLike,
  tensor,
} from '../tensor/tensor.js';
import { type DTypeLike, dtypeOr } from './support/arguments.js';
import { concreteIntegers, isConcrete } from './support/concrete.js';
import { opFamily } from './support/define.js';

const core = opFamily('core');

/** Converts the elements: floats to integers by truncation, numbers to bool by whether they differ from 0. */
export const cast = core(
  'cast',
  ['x', 'dtype'],
  (x: TensorLike, dtype: NonNullable<DTypeLike>): Tensor => convert(x, dtypeOr(dtype, 'float32')),
);

/** The largest number of a floating type that is not larger than `bound`, in magnitude. */
function within(bound: number, dtype: DType): number {
  const rounded = roundTo(bound, dtype);
  return Math.abs(rounded) <= Math.abs(bound) ? rounded : roundTo(bound * (1 - 2 ** -24), dtype);
}

/** Converts the elements; those outside of the range of `dtype` become its ends. */
export const saturateCast = core(
  'saturate_cast',
  ['x', 'dtype'],
  (x: TensorLike, dtype: NonNullable<DTypeLike>): Tensor => {
    const input = asTensor(x);
    const target = dtypeOr(dtype, 'float32');
    if (input.dtype === 'bool') return castTensor(input, target);
    const [least, most] = target === 'bool' ? [0, 1] : dtypeRange(target);
    const [own, ownMost] = dtypeRange(input.dtype);
    const bound = (limit: number) => scalarLike(isFloat(input.dtype) ? within(limit, input.dtype) : limit, input);
    const above = least > own ? maximum(input, bound(least)) : input;
    return castTensor(most < ownMost ? minimum(above, bound(most)) : above, target);
  },
);

/**
 * A tensor from numbers, texts, nested arrays, a typed array, a variable or a tensor.
 *
 * @throws ValueError for sparse or ragged tensors, which do not exist here
 */
export const convertToTensor = core(
  'convert_to_tensor',
  ['x', 'dtype', 'sparse', 'ragged'],
  (
    x: TensorLike | NestedTexts,
    dtype: DTypeLike = null,
    sparse: boolean | null = null,
    ragged: boolean | null = null,
  ): Tensor => {
    if (sparse || ragged) throw new ValueError('[convert_to_tensor]: tensors are dense.');
    if (isText(x)) {
      if (dtype !== null && dtype !== 'string') throw noNumbers('[convert_to_tensor]: numbers are needed');
      return tensor(x);
    }
    return dtype === null ? asTensor(x) : convert(x, dtypeOr(dtype, 'float32'));
  },
);

/** The elements as nested arrays. */
export const convertToNumpy = pythonFunction(
  'convert_to_numpy',
  ['x'],
  (x: TensorLike): Promise<Nested> => asTensor(x).array(),
);

/** Whether x is a tensor (and not a number, an array or a variable). */
export const isTensor = pythonFunction('is_tensor', ['x'], (x: unknown): boolean => isInstance(x));

/** The sizes of the axes; of a symbolic tensor null where they are unknown. */
export const shape = pythonFunction('shape', ['x'], (x: TensorLike): Shape => asTensor(x).shape);

/** The element type. */
export const dtype = pythonFunction('dtype', ['x'], (x: TensorLike): DType => asTensor(x).dtype);

/** The same values, through which no gradient flows. */
export const stopGradient = core(
  'stop_gradient',
  ['variable'],
  (variable: TensorLike): Tensor => stop(asTensor(variable)),
);

const numIsNeeded = () =>
  new UnknownSizeError('[unstack]: num is needed, because the size of the axis is unknown.', {
    hint: 'ops.unstack(x, { num, axis }).',
  });

/** The slices along an axis. @throws ValueError when `num` is given and is not the size of the axis */
export const unstack = core(
  'unstack',
  ['x', 'num', 'axis'],
  (x: TensorLike, num: number | null = null, axis: number = 0): Tensor[] => {
    const input = asTensor(x);
    const at = normalizeAxis(axis, input.rank, 'unstack');
    if (num === null && isUnknownSize(input.shape[at]!)) throw numIsNeeded();
    // How long an unknown axis turns out to be is known when there are values.
    const length = num !== null && isUnknownSize(input.shape[at]!) ? num : input.shape[at]!;
    if (num !== null && num !== length) {
      throw new ValueError('[unstack]: num must be the size of the axis.', {
        expected: `${length}`,
        received: `${num}`,
      });
    }
    const part = (i: number) =>
      sliceTensor(
        input,
        input.shape.map((_, j) => (j === at ? i : 0)),
        input.shape.map((dim, j) => (j === at ? 1 : dim)),
      );
    return range(length).map((i) =>
      reshape(
        part(i),
        input.shape.filter((_, j) => j !== at),
      ),
    );
  },
  {
    spec: (value: TensorLike, num: number | null = null, axis = 0) => {
      const { shape, rank } = asTensor(value);
      if (num !== null || shape[normalizeAxis(axis, rank, 'unstack')] !== null) return;
      throw numIsNeeded();
    },
  },
);

/** Where a block starts: numbers, or tensors when the position is computed. */
type Starts = readonly (number | Tensor)[] | Tensor;
type GivenStarts = readonly TensorLike[] | TensorLike;

/** Variables stand for their values. */
const startsOf = (given: GivenStarts): Starts =>
  Array.isArray(given)
    ? given.map((start) => (typeof start === 'number' ? start : asTensor(start as TensorLike)))
    : asTensor(given as TensorLike);

const fixed = (starts: Starts): starts is readonly number[] =>
  Array.isArray(starts) && starts.every((start) => typeof start === 'number');

/** Starts are moved so that the block lies inside, as the original does. */
const clamp = (start: number, size: number, dim: number): number => Math.max(0, Math.min(start, dim - size));

/** One int32 tensor of rank 0 for each axis, moved so that the block lies inside. */
const computedStarts = (starts: Starts, sizes: Shape, dims: Shape): Tensor[] =>
  dims.map((dim, axis) => {
    const given = Array.isArray(starts)
      ? (starts as readonly (number | Tensor)[])[axis]!
      : part(starts as Tensor, axis);
    const start = reshape(castTensor(asTensor(given), 'int32'), []);
    return maximum(minimum(start, scalar(dim - sizes[axis]!, 'int32')), scalar(0, 'int32'));
  });

const part = (vector: Tensor, i: number): Tensor => reshape(sliceTensor(vector, [i], [1]), []);

function checkBlock(op: string, x: Tensor, starts: Starts, sizes: Shape): void {
  const count = Array.isArray(starts) ? starts.length : (starts as Tensor).size;
  if (count === x.rank && sizes.length === x.rank && sizes.every((size, i) => size >= 0 && size <= x.shape[i]!)) return;
  throw new ShapeError(`[${op}]: the block does not fit into the tensor.`, {
    expected: `one start and one size for each axis of ${formatShape(x.shape)}`,
    received: `${count} starts and the shape ${formatShape(sizes)}`,
  });
}

/** The sizes of a block, of which -1 stands for what is left behind a known start. */
function blockSizes(x: Tensor, starts: Starts, shape: Shape | Tensor): number[] {
  const first = isInstance(starts) && isConcrete(starts) ? concreteIntegers('slice', starts) : starts;
  return concreteIntegers('slice', shape).map((size, axis) => {
    const start = Array.isArray(first) ? (first as readonly (number | Tensor)[])[axis] : null;
    return size === -1 && typeof start === 'number' ? x.shape[axis]! - start : size;
  });
}

/**
 * A block of the given shape, of which -1 reaches to the end. Starts may be tensors; they are moved so that the block lies inside
 * the tensor.
 *
 * @example
 * ops.slice(x, [1, 0], [2, 3]); // x[1:3, 0:3]
 */
export const slice = core(
  'slice',
  ['inputs', 'startIndices', 'shape'],
  (inputs: TensorLike, starts: GivenStarts, shape: Shape | Tensor): Tensor => {
    const [x, startIndices] = [asTensor(inputs), startsOf(starts)];
    const sizes = blockSizes(x, startIndices, shape);
    checkBlock('slice', x, startIndices, sizes);
    if (fixed(startIndices)) {
      return sliceTensor(
        x,
        startIndices.map((start, i) => clamp(start, sizes[i]!, x.shape[i]!)),
        sizes,
      );
    }
    return computedStarts(startIndices, sizes, x.shape).reduce(
      (block, start, axis) =>
        sizes[axis] === x.shape[axis] ? block : gather(block, add(iota(sizes[axis]!), start), axis),
      x,
    );
  },
  {
    tensors: 2,
    // How much is left behind a start is not known before the start is.
    spec: (x: Tensor, starts: Starts, shape: Shape | Tensor) =>
      isKerasTensor(starts) && Array.isArray(shape) && shape.includes(-1)
        ? newSymbol(
            shape.map((size) => (size === -1 ? null : size)),
            x.dtype,
          )
        : undefined,
  },
);

/** `update` in place of the block of x that starts there: what lies before and after it along each axis is joined to it. */
function replaceBlock(x: Tensor, starts: readonly number[], update: Tensor, axis = 0): Tensor {
  if (axis === x.rank) return update;
  const along = (from: number, to: number) =>
    sliceTensor(
      x,
      x.shape.map((_, i) => (i === axis ? from : 0)),
      x.shape.map((dim, i) => (i === axis ? to - from : dim)),
    );
  const [start, stop] = [starts[axis]!, starts[axis]! + update.shape[axis]!];
  const inner = replaceBlock(along(start, stop), starts, update, axis + 1);
  const pieces = [along(0, start), inner, along(stop, x.shape[axis]!)];
  return concatenate(
    pieces.filter((piece) => piece === inner || piece.shape[axis]! > 0),
    axis,
  );
}

/** x with a block replaced by `updates`. Starts may be tensors; they are moved so that the block lies inside. */
export const sliceUpdate = core(
  'slice_update',
  ['inputs', 'startIndices', 'updates'],
  (inputs: TensorLike, starts: GivenStarts, updates: TensorLike): Tensor => {
    const [x, startIndices] = [asTensor(inputs), startsOf(starts)];
    const update = convert(updates, x.dtype);
    checkBlock('slice_update', x, startIndices, update.shape);
    if (fixed(startIndices)) {
      return replaceBlock(
        x,
        startIndices.map((start, i) => clamp(start, update.shape[i]!, x.shape[i]!)),
        update,
      );
    }
    const positions = computedStarts(startIndices, update.shape, x.shape).map((start, axis) => {
      const steps = reshape(
        iota(update.shape[axis]!),
        update.shape.map((dim, i) => (i === axis ? dim : 1)),
      );
      return reshape(broadcastTo(add(steps, start), update.shape), [...update.shape, 1]);
    });
    return x.rank === 0 ? update : scatterNd(x, concatenate(positions, update.rank), update);
  },
  { tensors: 3 },
);

/** Index vectors as int32 (or int64 where they are). */
const asPositions = (indices: TensorLike): Tensor => {
  const x = asTensor(indices);
  return x.dtype === 'int64' ? x : castTensor(x, 'int32');
};

/** A tensor of zeros to which `values` are added at index vectors, which stand on the last axis of `indices`. */
export const scatter = core(
  'scatter',
  ['indices', 'values', 'shape'],
  (indices: TensorLike, values: TensorLike, shape: Shape): Tensor => {
    const updates = asTensor(values);
    return scatterNd(broadcastTo(scalarLike(0, updates), shape), asPositions(indices), updates, 'add');
  },
  { tensors: 2, looksUp: () => true },
);

/** Copy of x with the slices at index vectors replaced by `updates`, or combined with them. */
export const scatterUpdate = core(
  'scatter_update',
  ['inputs', 'indices', 'updates', 'reduction'],
  (
    inputs: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    reduction: 'add' | 'max' | 'min' | 'mul' | null = null,
  ): Tensor => {
    const x = asTensor(inputs);
    const known: readonly unknown[] = ['add', 'max', 'min', 'mul', null];
    if (!known.includes(reduction)) {
      throw new ValueError('[scatter_update]: unknown reduction.', {
        expected: "'add', 'max', 'min', 'mul' or null",
        received: String(reduction),
      });
    }
    const positions = asPositions(indices);
    const slots = [...positions.shape.slice(0, -1), ...x.shape.slice(positions.shape[positions.rank - 1])];
    const values = broadcastTo(convert(updates, x.dtype), slots);
    return scatterNd(x, positions, values, (reduction ?? 'none') as ScatterReduction);
  },
  { tensors: 3, looksUp: () => true },
);
