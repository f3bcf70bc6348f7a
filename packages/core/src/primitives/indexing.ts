/** Reading at computed positions. Indices are int32 or int64; negative ones count from the end, those out of range are errors. */
import type { DType } from '../dtype.js';
import { IndexError, PythonTypeError, ShapeError } from '../errors.js';
import type { Attributes, Spec } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import { definePrimitive, emitOne, type Primitive } from '../op.js';
import { formatShape, range, type Shape, sizeOf, stridesOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import { fromHost, type Tensor } from '../tensor/tensor.js';
import { less } from './compare.js';
import { add, scalarLike, select, zerosLike } from './elementwise.js';
import { broadcastTo, concatenate, materializeBatch, moveAxis, reshape, transpose } from './movement.js';
import { offsets, pick } from './offsets.js';
import { scatterElements, scatterNd } from './scatter.js';

export interface AxisAttribute extends Attributes {
  readonly axis: number;
}

function checkIndices(op: string, indices: Spec): void {
  if (indices.dtype === 'int32' || indices.dtype === 'int64') return;
  throw new PythonTypeError(`[${op}]: indices must be integers.`, {
    expected: 'int32 or int64',
    received: indices.dtype,
  });
}

/** An index as an offset from the start of an axis of `size`. */
export function resolveIndex(op: string, index: number, size: number): number {
  if (index >= -size && index < size) return index < 0 ? index + size : index;
  throw new IndexError(`[${op}]: index ${index} is out of range for an axis of size ${size}.`);
}

/** 0, step, 2 · step, ... along the first of `rank` axes. */
const rowNumbers = (size: number, rank: number, dtype: DType, step = 1): Tensor => {
  const numbers = range(size).map((row) => row * step);
  return fromHost(fromNumbers(numbers, dtype, [size, ...new Array<number>(rank - 1).fill(1)]));
};

export const gatherPrimitive: Primitive<AxisAttribute> = definePrimitive<AxisAttribute>({
  name: 'gather',
  picks: true,
  takesTexts: true,
  mayFail: true,
  infer: ([x, indices], { axis }) => {
    checkIndices('gather', indices!);
    return { shape: [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)], dtype: x!.dtype };
  },
  vjp: ([g], { inputs: [x, indices], attributes: { axis } }) => {
    // With the indexed axis in front, every index adds a slice of the cotangent to a slice of the gradient.
    const rank = indices!.rank;
    const order = [...range(rank).map((i) => axis + i), ...range(axis), ...range(g!.rank).slice(axis + rank)];
    const base = moveAxis(zerosLike(x!), axis, 0);
    const positions = reshape(indices!, [...indices!.shape, 1]);
    return [moveAxis(scatterNd(base, positions, transpose(g!, order), 'add'), 0, axis), null];
  },
  batch: ([x, indices], batched, { axis }, size) => {
    if (!batched[1]) return [gather(x!, indices!, axis + 1)];
    if (!batched[0]) return [moveAxis(gather(x!, indices!, axis), axis, 0)];
    // All tensors of the batch on one axis, and the indices of each into its own part of it.
    const length = x!.shape[axis + 1]!;
    const front = moveAxis(x!, axis + 1, 1);
    const joined = reshape(front, [size * length, ...front.shape.slice(2)]);
    const isNegative = less(indices!, scalarLike(0, indices!));
    const fromStart = select(isNegative, add(indices!, scalarLike(length, indices!)), indices!);
    const rank = indices!.rank;
    const picked = gather(joined, add(fromStart, rowNumbers(size, rank, indices!.dtype, length)), 0);
    const [lead, own] = [range(axis).map((i) => rank + i), range(rank).slice(1)];
    return [transpose(picked, [0, ...lead, ...own, ...range(picked.rank).slice(rank + axis)])];
  },
  lower: (lowering, [x, indices], { attributes: { axis } }) =>
    lowering.op('Gather', [x!, indices!], { axis: int(axis) }),
  evaluate: ([x, indices], { axis }, [out]) => {
    const length = x!.shape[axis]!;
    const inner = sizeOf(x!.shape.slice(axis + 1));
    const at = Array.from(indices!.values, (index) => resolveIndex('gather', index, length));
    const result = new Float64Array(sizeOf(out!.shape));
    let next = 0;
    for (let block = 0; next < result.length; block++) {
      for (const index of at) {
        const start = (block * length + index) * inner;
        for (let i = start; i < start + inner; i++) result[next++] = x!.values[i]!;
      }
    }
    return result;
  },
  samples: (['float32', 'int32', 'bool'] as const).flatMap((dtype) =>
    [
      { axis: 0, shape: [4, 3], indices: [2, 2] },
      { axis: 1, shape: [2, 4, 3], indices: [3] },
      { axis: 1, shape: [2, 4], indices: [] },
      { axis: 0, shape: [4], indices: [0] },
    ].map(({ axis, shape, indices }) => ({
      inputs: [{ shape, dtype }, indexInput(indices, 4)],
      attributes: { axis },
    })),
  ),
});

/** A sample input of indices into an axis of `size`. */
export function indexInput(shape: Shape, size: number) {
  return { shape, dtype: 'int32', exactType: true, range: [-size, size - 1] } as const;
}

/** The slices of `x` along an axis at the given indices: `x.shape` with the axis replaced by `indices.shape`. */
export const gather = (x: Tensor, indices: Tensor, axis: number): Tensor =>
  emitOne(gatherPrimitive, [x, indices], { axis });

/** Checks that indices (and updates) of the *_elements ops fit. */
export function checkElements(op: string, x: Spec, indices: Spec, axis: number): void {
  checkIndices(op, indices);
  const fits = x.shape.length === indices.shape.length && x.shape.every((n, i) => i === axis || n === indices.shape[i]);
  if (fits) return;
  throw new ShapeError(`[${op}]: the indices do not fit the tensor.`, {
    expected: `the shape ${formatShape(x.shape)}, but for axis ${axis}`,
    received: formatShape(indices.shape),
  });
}

/** For every index, the offset in `x` of the element that it stands for. */
export function elementOffsets(op: string, x: Spec, indices: Spec & { values: ArrayLike<number> }, axis: number) {
  const strides = stridesOf(x.shape);
  const starts = offsets(
    indices.shape,
    strides.map((stride, i) => (i === axis ? 0 : stride)),
  );
  return starts.map((start, i) => start + resolveIndex(op, indices.values[i]!, x.shape[axis]!) * strides[axis]!);
}

const gatherElementsPrimitive: Primitive<AxisAttribute> = definePrimitive<AxisAttribute>({
  name: 'gather_elements',
  takesTexts: true,
  mayFail: true,
  infer: ([x, indices], { axis }) => {
    checkElements('gather_elements', x!, indices!, axis);
    return { shape: indices!.shape, dtype: x!.dtype };
  },
  vjp: ([g], { inputs: [x, indices], attributes: { axis } }) => [
    scatterElements(zerosLike(x!), indices!, g!, axis, 'add'),
    null,
  ],
  batch: (inputs, batched, { axis }, size) => {
    const [x, indices] = materializeBatch(inputs, batched, size);
    return [gatherElements(x!, indices!, axis + 1)];
  },
  lower: (lowering, [x, indices], { attributes: { axis } }) =>
    lowering.op('GatherElements', [x!, indices!], { axis: int(axis) }),
  evaluate: ([x, indices], { axis }) => pick(x!.values, elementOffsets('gather_elements', x!, indices!, axis)),
  samples: (['float32', 'int32', 'bool'] as const).map((dtype) => ({
    inputs: [{ shape: [3, 4], dtype }, indexInput([3, 6], 4)],
    attributes: { axis: 1 },
  })),
});

/** out[i, j, ...] = x[i, indices[i, j, ...], ...] for axis 1, and so on for others (NumPy's take_along_axis). */
export const gatherElements = (x: Tensor, indices: Tensor, axis: number): Tensor =>
  emitOne(gatherElementsPrimitive, [x, indices], { axis });

/** For every index vector, the offset in `x` of the slice that it stands for. */
export function sliceOffsets(op: string, x: Spec, indices: Spec & { values: ArrayLike<number> }): number[] {
  const depth = indices.shape[indices.shape.length - 1]!;
  const strides = stridesOf(x.shape).slice(0, depth);
  return range(sizeOf(indices.shape.slice(0, -1))).map((row) =>
    strides.reduce(
      (offset, stride, i) => offset + stride * resolveIndex(op, indices.values[row * depth + i]!, x.shape[i]!),
      0,
    ),
  );
}

/** Index vectors that also name the row of the batch. */
export function withRowNumbers(indices: Tensor, size: number): Tensor {
  const numbers = rowNumbers(size, indices.rank, indices.dtype);
  return concatenate([broadcastTo(numbers, [...indices.shape.slice(0, -1), 1]), indices], indices.rank - 1);
}

export function checkVectors(op: string, x: Spec, indices: Spec): void {
  checkIndices(op, indices);
  const depth = indices.shape[indices.shape.length - 1];
  if (depth !== undefined && depth >= 1 && depth <= x.shape.length) return;
  throw new ShapeError(`[${op}]: the last axis of the indices must name 1 to ${x.shape.length} positions.`, {
    received: `indices ${formatShape(indices.shape)} for a tensor ${formatShape(x.shape)}`,
  });
}

/** The shape of what index vectors pick. */
export const pickedShape = (x: Spec, indices: Spec): Shape => [
  ...indices.shape.slice(0, -1),
  ...x.shape.slice(indices.shape[indices.shape.length - 1]),
];

const gatherNdPrimitive: Primitive = definePrimitive({
  name: 'gather_nd',
  takesTexts: true,
  mayFail: true,
  infer: ([x, indices]) => {
    checkVectors('gather_nd', x!, indices!);
    return { shape: pickedShape(x!, indices!), dtype: x!.dtype };
  },
  vjp: ([g], { inputs: [x, indices] }) => [scatterNd(zerosLike(x!), indices!, g!, 'add'), null],
  batch: ([x, indices], batched, _attributes, size) => {
    if (!batched[0]) return [gatherNd(x!, indices!)];
    const [rows] = materializeBatch([indices!], [batched[1]!], size);
    return [gatherNd(x!, withRowNumbers(rows!, size))];
  },
  lower: (lowering, [x, indices], { inputs }) => {
    const wide = inputs[1]!.dtype === 'int64' ? indices! : lowering.cast(indices!, 'int64');
    return lowering.op('GatherND', [x!, wide]);
  },
  evaluate: ([x, indices]) => {
    const inner = sizeOf(pickedShape(x!, indices!)) / Math.max(1, sizeOf(indices!.shape.slice(0, -1)));
    const starts = sliceOffsets('gather_nd', x!, indices!);
    return Float64Array.from(
      { length: starts.length * inner },
      (_, i) => x!.values[starts[Math.floor(i / inner)]! + (i % inner)]!,
    );
  },
  samples: (['float32', 'int32', 'bool'] as const).flatMap((dtype) => [
    { inputs: [{ shape: [3, 3, 2], dtype }, indexInput([4, 2], 3)] },
    { inputs: [{ shape: [3, 2], dtype }, indexInput([2, 2, 1], 3)] },
    { inputs: [{ shape: [3, 3], dtype }, indexInput([2], 3)] },
  ]),
});

/** The slices of `x` at index vectors, which stand on the last axis of `indices` and name positions on the first axes of `x`. */
export const gatherNd = (x: Tensor, indices: Tensor): Tensor => emitOne(gatherNdPrimitive, [x, indices], {});
