/** Sorting and the largest elements. NaN ranks above all numbers, as in JAX: last in ascending order, first in descending. */
import type { DType } from '../dtype.js';
import { ValueError } from '../errors.js';
import type { Attributes } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emit, type Primitive, type Values } from '../op.js';
import { range, type Shape, sizeOf, stridesOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { zerosLike } from './elementwise.js';
import { nanFlags, orderOutputs, valueWhere } from './nan-order.js';
import { offsets } from './offsets.js';
import { scatterElements } from './scatter.js';
import { specialRows } from './special-values.js';

interface TopKAttributes extends Attributes {
  readonly k: number;
  readonly axis: number;
  /** The largest in descending order, or the smallest in ascending order. */
  readonly largest: boolean;
}

const resized = (shape: Shape, axis: number, size: number): Shape => shape.map((n, i) => (i === axis ? size : n));

const topKPrimitive: Primitive<TopKAttributes> = definePrimitive<TopKAttributes>({
  name: 'top_k',
  infer: ([x], { k, axis }) => {
    if (!Number.isInteger(k) || k < 0 || k > x!.shape[axis]!) {
      throw new ValueError(`[top_k]: k must be between 0 and the size of axis ${axis}, ${x!.shape[axis]}.`, {
        received: String(k),
      });
    }
    const shape = resized(x!.shape, axis, k);
    return [
      { shape, dtype: x!.dtype },
      { shape, dtype: 'int32' },
    ];
  },
  vjp: ([g], { inputs: [x], outputs: [, indices], attributes: { axis } }) => [
    g ? scatterElements(zerosLike(x!), indices!, g, axis) : null,
  ],
  batch: ([x], _batched, { k, axis, largest }) => topK(x!, k, axis + 1, largest),
  cpuKernel: (dtype): DType => {
    if (dtype === 'bfloat16' || dtype === 'float16') return 'float32';
    if (dtype === 'uint32' || dtype === 'uint64') return 'int64';
    return dtype === 'int16' || dtype === 'uint16' || dtype === 'bool' ? 'int32' : dtype;
  },
  lower: (lowering, [x], node) => {
    const { axis, largest } = node.attributes;
    // All of them, where an axis is sorted whose size is open.
    const count = (branch: Lowering) => branch.openSizes(node, 'k') ?? branch.builder.ints([node.attributes.k]);
    const plain = (branch: Lowering) => {
      const [values, indices] = ordered(branch, x!, count(branch), axis, largest);
      return [values, branch.cast(indices, 'int32')];
    };
    // In the order of the numbers, NaN counted as the largest; then, in that order, what is NaN from what is not.
    const exact = (branch: Lowering) => {
      const flags = nanFlags(branch, x!);
      const filled = valueWhere(branch, flags, Number.POSITIVE_INFINITY, x!, node);
      const length = branch.op('Shape', [x!], { start: int(axis), end: int(axis + 1) });
      const along = { axis: int(axis) };
      const [, first] = ordered(branch, filled, length, axis, largest);
      const [, second] = ordered(
        branch,
        branch.op('GatherElements', [flags, first], along),
        count(branch),
        axis,
        largest,
      );
      const indices = branch.op('GatherElements', [first, second], along);
      return [branch.op('GatherElements', [x!, indices], along), branch.cast(indices, 'int32')];
    };
    const inOrder = (branch: Lowering) => orderOutputs(branch, x!, node, [axis], plain, exact);
    // Passes know where there are no rows, but not in a model that is written for any number of them.
    const { shape, dtype } = node.inputs[0]!;
    if (lowering.hasTrueSizes || lowering.hasFixedAxes(shape, range(axis))) return inOrder(lowering);
    const kernel = lowering.kernelType(node)!;
    const results = node.outputs.map((each) => (each.dtype === dtype ? { ...each, dtype: kernel } : each));
    const isEmpty = lowering.op('Equal', [lowering.op('Size', [x!]), lowering.scalar(0, 'int64')]);
    return lowering.choose(isEmpty, results, (branch) => noneOf(branch, x!, count(branch), axis), inOrder);
  },
  evaluate: ([x], { k, axis, largest }) => pickTop(x!, k, axis, largest),
  samples: [
    ...(['float32', 'int32', 'bool'] as const).flatMap((dtype) =>
      [
        { shape: [3, 4], k: 2, axis: 1, largest: true },
        { shape: [4, 2, 3], k: 4, axis: 0, largest: false },
        // Small integers are often equal.
        { shape: [12], k: 12, axis: 0, largest: true, range: [0, 2] as const },
      ].map(({ shape, range: bounds, ...attributes }) => ({
        inputs: [{ shape, dtype, range: dtype === 'int32' ? bounds : undefined }],
        attributes,
      })),
    ),
    ...specialRows.flatMap((row) =>
      [
        { k: 6, axis: 1, largest: true },
        { k: 6, axis: 1, largest: false },
        { k: 3, axis: 1, largest: true },
        { k: 1, axis: 1, largest: true },
        { k: 2, axis: 0, largest: false },
      ].map((attributes) => ({ inputs: [row], attributes })),
    ),
  ],
});

/** ONNX's TopK, which keeps the order of equal elements; the positions are int64. */
function ordered(lowering: Lowering, x: string, k: string, axis: number, largest: boolean): [string, string] {
  const attributes = { axis: int(axis), largest: int(largest ? 1 : 0) };
  return lowering.builder.node('TopK', [x, k], { outputs: 2, attributes }) as [string, string];
}

/** The same of no rows, by whose number the runtime's kernel divides, which ends the process. */
function noneOf(lowering: Lowering, x: string, k: string, axis: number): [string, string] {
  const { builder } = lowering;
  const none = lowering.op('Slice', [x, builder.ints([0]), k, builder.ints([axis])]);
  return [none, lowering.cast(none, 'int32')];
}

/** Ascending, with NaN above all numbers. */
export const compareNumbers = (a: number, b: number): number =>
  a < b ? -1 : a > b ? 1 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));

function pickTop(x: Values, k: number, axis: number, largest: boolean): Float64Array[] {
  const length = x.shape[axis]!;
  const stride = stridesOf(x.shape)[axis]!;
  const rows = resized(x.shape, axis, 1);
  const from = offsets(rows, stridesOf(x.shape));
  const target = resized(x.shape, axis, k);
  const to = offsets(rows, stridesOf(target));
  const values = new Float64Array(sizeOf(target));
  const indices = new Float64Array(sizeOf(target));
  from.forEach((start, row) => {
    const value = (i: number) => x.values[start + i * stride]!;
    // Array.prototype.sort is stable, so the first of equal elements comes first.
    const order = range(length).sort((i, j) =>
      largest ? compareNumbers(value(j), value(i)) : compareNumbers(value(i), value(j)),
    );
    order.slice(0, k).forEach((index, i) => {
      values[to[row]! + i * stridesOf(target)[axis]!] = value(index);
      indices[to[row]! + i * stridesOf(target)[axis]!] = index;
    });
  });
  return [values, indices];
}

/**
 * The `k` largest elements along an axis in descending order (or the smallest in ascending order), and their int32 positions.
 * Of equal elements the first comes first.
 */
export const topK = (x: Tensor, k: number, axis = x.rank - 1, largest = true): [values: Tensor, indices: Tensor] =>
  emit(topKPrimitive, [x], { k, axis, largest }) as [Tensor, Tensor];

/** The elements along an axis in order. */
export const sort = (x: Tensor, axis: number, descending = false): Tensor =>
  topK(x, x.shape[axis]!, axis, descending)[0];

/** int32 positions that put the elements along an axis in order; equal elements keep theirs. */
export const argSort = (x: Tensor, axis: number, descending = false): Tensor =>
  topK(x, x.shape[axis]!, axis, descending)[1];
