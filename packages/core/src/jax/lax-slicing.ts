/** Slicing, joining and shaping as jax.lax has it. */

import { ValueError } from '../errors.js';
import * as ops from '../ops/index.js';
import { type DTypeLike, dtypeOr } from '../ops/support/arguments.js';
import { concreteIntegers } from '../ops/support/concrete.js';
import { iota as counting } from '../primitives/iota.js';
import * as move from '../primitives/movement.js';
import { convert } from '../python/promotion.js';
import { normalizeAxis, range, type Shape } from '../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { jaxFunction } from './jax-function.js';

type Starts = readonly TensorLike[] | TensorLike;

/** One value for an axis, another for the others. */
const along = (rank: number, axis: number, value: number, others: (axis: number) => number): number[] =>
  range(rank).map((i) => (i === axis ? value : others(i)));

/** A block of the given sizes; the starts, which may be tensors, are moved so that it lies inside. */
export const dynamicSlice = jaxFunction(
  'dynamic_slice',
  ['operand', 'startIndices', 'sliceSizes'],
  (operand: TensorLike, startIndices: Starts, sliceSizes: Shape): Tensor =>
    ops.slice(operand, startIndices, sliceSizes),
);

/** The tensor with a block replaced by `update`. */
export const dynamicUpdateSlice = jaxFunction(
  'dynamic_update_slice',
  ['operand', 'update', 'startIndices'],
  (operand: TensorLike, update: TensorLike, startIndices: Starts): Tensor =>
    ops.sliceUpdate(operand, startIndices, update),
);

const startsAlong = (rank: number, axis: number, start: number | Tensor): (number | Tensor)[] =>
  range(rank).map((i) => (i === axis ? start : 0));

/** {@link dynamicSlice} along one axis. */
export const dynamicSliceInDim = jaxFunction(
  'dynamic_slice_in_dim',
  ['operand', 'startIndex', 'sliceSize', 'axis'],
  (operand: TensorLike, startIndex: number | Tensor, sliceSize: number, axis = 0): Tensor => {
    const x = asTensor(operand);
    const at = normalizeAxis(axis, x.rank);
    return dynamicSlice(
      x,
      startsAlong(x.rank, at, startIndex),
      along(x.rank, at, sliceSize, (i) => x.shape[i]!),
    );
  },
);

/** One position along an axis, which is kept with size 1 or (`keepdims` false) removed. */
export const dynamicIndexInDim = jaxFunction(
  'dynamic_index_in_dim',
  ['operand', 'index', 'axis', 'keepdims'],
  (operand: TensorLike, index: number | Tensor, axis = 0, keepdims = true): Tensor => {
    const block = dynamicSliceInDim(operand, index, 1, axis);
    return keepdims ? block : ops.squeeze(block, axis);
  },
);

/** {@link dynamicUpdateSlice} along one axis. */
export const dynamicUpdateSliceInDim = jaxFunction(
  'dynamic_update_slice_in_dim',
  ['operand', 'update', 'startIndex', 'axis'],
  (operand: TensorLike, update: TensorLike, startIndex: number | Tensor, axis: number): Tensor => {
    const { rank } = asTensor(operand);
    return dynamicUpdateSlice(operand, update, startsAlong(rank, normalizeAxis(axis, rank), startIndex));
  },
);

/** Replaces one position along an axis; `update` may lack that axis. */
export const dynamicUpdateIndexInDim = jaxFunction(
  'dynamic_update_index_in_dim',
  ['operand', 'update', 'index', 'axis'],
  (operand: TensorLike, update: TensorLike, index: number | Tensor, axis: number): Tensor => {
    const lacks = asTensor(update).rank < asTensor(operand).rank;
    return dynamicUpdateSliceInDim(operand, lacks ? ops.expandDims(update, axis) : update, index, axis);
  },
);

/** From `startIndices` to before `limitIndices`, every `strides`-th. */
export const slice = jaxFunction(
  'slice',
  ['operand', 'startIndices', 'limitIndices', 'strides'],
  (operand: TensorLike, startIndices: Shape, limitIndices: Shape, strides: Shape | null = null): Tensor => {
    const x = asTensor(operand);
    const [starts, limits] = [startIndices, limitIndices].map((list) => concreteIntegers('slice', list));
    const steps = strides === null ? x.shape.map(() => 1) : concreteIntegers('slice', strides);
    const sizes = starts!.map((start, i) => Math.max(0, Math.ceil((limits![i]! - start) / steps[i]!)));
    return move.slice(x, starts!, sizes, steps);
  },
);

/** {@link slice} along one axis. */
export const sliceInDim = jaxFunction(
  'slice_in_dim',
  ['operand', 'startIndex', 'limitIndex', 'stride', 'axis'],
  (operand: TensorLike, startIndex: number, limitIndex: number, stride = 1, axis = 0): Tensor => {
    const x = asTensor(operand);
    const at = normalizeAxis(axis, x.rank);
    return slice(
      x,
      along(x.rank, at, startIndex, () => 0),
      along(x.rank, at, limitIndex, (i) => x.shape[i]!),
      along(x.rank, at, stride, () => 1),
    );
  },
);

/** One position along an axis. */
export const indexInDim = jaxFunction(
  'index_in_dim',
  ['operand', 'index', 'axis', 'keepdims'],
  (operand: TensorLike, index: number, axis = 0, keepdims = true): Tensor => {
    const at = index < 0 ? index + asTensor(operand).shape[normalizeAxis(axis, asTensor(operand).rank)]! : index;
    return dynamicIndexInDim(operand, at, axis, keepdims);
  },
);

export const concatenate = jaxFunction(
  'concatenate',
  ['operands', 'dimension'],
  (operands: readonly TensorLike[], dimension: number): Tensor => ops.concatenate(operands, dimension),
);
export const rev = jaxFunction(
  'rev',
  ['operand', 'dimensions'],
  (operand: TensorLike, dimensions: readonly number[]): Tensor => ops.flip(operand, dimensions),
);
export const reshape = jaxFunction(
  'reshape',
  ['operand', 'newSizes'],
  (operand: TensorLike, newSizes: Shape): Tensor => ops.reshape(operand, newSizes),
);
export const transpose = jaxFunction(
  'transpose',
  ['operand', 'permutation'],
  (operand: TensorLike, permutation: readonly number[]): Tensor => ops.transpose(operand, permutation),
);
export const squeeze = jaxFunction(
  'squeeze',
  ['array', 'dimensions'],
  (array: TensorLike, dimensions: readonly number[]): Tensor => ops.squeeze(array, dimensions),
);
export const expandDims = jaxFunction(
  'expand_dims',
  ['array', 'dimensions'],
  (array: TensorLike, dimensions: readonly number[]): Tensor => ops.expandDims(array, dimensions),
);

/** New leading axes of these sizes. */
export const broadcast = jaxFunction(
  'broadcast',
  ['operand', 'sizes'],
  (operand: TensorLike, sizes: Shape): Tensor => ops.broadcastTo(operand, [...sizes, ...asTensor(operand).shape]),
);

/** The shape `shape`, in which axis i of the operand is axis `broadcastDimensions[i]`. */
export const broadcastInDim = jaxFunction(
  'broadcast_in_dim',
  ['operand', 'shape', 'broadcastDimensions'],
  (operand: TensorLike, shape: Shape, broadcastDimensions: readonly number[]): Tensor => {
    const x = asTensor(operand);
    const sizes = shape.map((_, axis) => x.shape[broadcastDimensions.indexOf(axis)] ?? 1);
    return move.broadcastTo(move.reshape(x, sizes), shape);
  },
);

/** Padding of [before, after, between neighbours] for each axis; a negative amount before or after cuts off. */
export const pad = jaxFunction(
  'pad',
  ['operand', 'paddingValue', 'paddingConfig'],
  (
    operand: TensorLike,
    paddingValue: TensorLike,
    paddingConfig: readonly (readonly [number, number, number])[],
  ): Tensor => {
    const x = asTensor(operand);
    if (paddingConfig.length !== x.rank)
      throw new ValueError('[pad]: each axis needs its padding.', {
        expected: `${x.rank} of them`,
        received: `${paddingConfig.length}`,
      });
    const padded = move.pad(
      x,
      paddingConfig.map(([before]) => Math.max(0, before)),
      paddingConfig.map(([, after]) => Math.max(0, after)),
      paddingConfig.map(([, , between]) => between),
      convert(paddingValue, x.dtype),
    );
    const cut = (amount: number) => Math.max(0, -amount);
    return move.slice(
      padded,
      paddingConfig.map(([before]) => cut(before)),
      padded.shape.map((dim, i) => dim - cut(paddingConfig[i]![0]) - cut(paddingConfig[i]![1])),
    );
  },
);

/** 0, 1, ..., size - 1. */
export const iota = jaxFunction(
  'iota',
  ['dtype', 'size'],
  (dtype: DTypeLike, size: number): Tensor => counting(size, dtypeOr(dtype, 'int32')),
);
/** The positions along one axis of a tensor of this shape. */
export const broadcastedIota = jaxFunction(
  'broadcasted_iota',
  ['dtype', 'shape', 'dimension'],
  (dtype: DTypeLike, shape: Shape, dimension: number): Tensor =>
    broadcastInDim(iota(dtype, shape[dimension]!), shape, [dimension]),
);
/** A tensor filled with one value. */
export const full = jaxFunction(
  'full',
  ['shape', 'fillValue', 'dtype'],
  (shape: Shape, fillValue: TensorLike, dtype: DTypeLike = null): Tensor => ops.full(shape, fillValue, dtype),
);
export const fullLike = jaxFunction(
  'full_like',
  ['x', 'fillValue', 'dtype'],
  (x: TensorLike, fillValue: TensorLike, dtype: DTypeLike = null): Tensor => ops.fullLike(x, fillValue, dtype),
);

/** Joins the axes from `startDimension` to before `stopDimension`. */
export const collapse = jaxFunction(
  'collapse',
  ['operand', 'startDimension', 'stopDimension'],
  (operand: TensorLike, startDimension: number, stopDimension: number | null = null): Tensor => {
    const { shape, rank } = asTensor(operand);
    const stop = stopDimension === null ? rank : stopDimension < 0 ? stopDimension + rank : stopDimension;
    const joined = shape.slice(startDimension, stop).reduce((a, b) => a * b, 1);
    return ops.reshape(operand, [...shape.slice(0, startDimension), joined, ...shape.slice(stop)]);
  },
);
