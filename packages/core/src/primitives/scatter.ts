/** Writing at computed positions, the adjoints of indexing.ts. Positions that are named twice need a reduction. */
import { type DType, isFloat } from '../dtype.js';
import { PythonTypeError, ShapeError } from '../errors.js';
import type { Attributes, Node, Spec } from '../graph/node.js';
import { int, string } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emitOne, type Primitive, type Sample } from '../op.js';
import { formatShape, type Shape, sameShape, sizeOf } from '../shape.js';
import type { Numbers } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import { equal, greater } from './compare.js';
import { add, cast, div, mul, scalarLike, select, sub, zerosLike } from './elementwise.js';
import {
  checkElements,
  checkVectors,
  elementOffsets,
  gatherElements,
  gatherNd,
  indexInput,
  pickedShape,
  sliceOffsets,
  withRowNumbers,
} from './indexing.js';
import { iota } from './iota.js';
import { materializeBatch, reshape } from './movement.js';
import { nanFlags, total, unlessNan, valueWhere } from './nan-order.js';
import type { Scattering } from './scatter-in-order.js';
import { specialRows } from './special-values.js';

/** What happens where something stands already. */
export type ScatterReduction = 'none' | 'add' | 'mul' | 'min' | 'max';

export interface ScatterAttributes extends Attributes {
  readonly reduction: ScatterReduction;
}
interface ScatterElementsAttributes extends ScatterAttributes {
  readonly axis: number;
}

const combine: Readonly<Record<ScatterReduction, (old: number, update: number) => number>> = {
  none: (_old, update) => update,
  add: (old, update) => old + update,
  mul: (old, update) => old * update,
  min: (old, update) => Math.min(old, update),
  max: (old, update) => Math.max(old, update),
};

/** How the positions of an op are read and written. */
interface Positions {
  gather(x: Tensor): Tensor;
  scatter(x: Tensor, updates: Tensor, reduction: ScatterReduction): Tensor;
}

/** Cotangents of the tensor and the updates. */
function cotangents(
  g: Tensor,
  { inputs: [x, , updates], outputs: [out], attributes: { reduction } }: Node<ScatterAttributes>,
  at: Positions,
): [Tensor, null, Tensor] {
  const [into, from] = [x!, updates!];
  if (reduction === 'add') return [g, null, at.gather(g)];
  if (reduction === 'none') return [at.scatter(g, zerosLike(from), 'none'), null, ofLast(at.gather(g), into, at)];
  if (reduction === 'mul') {
    // An update's derivative is the product of everything else at its position; zeros are counted, not divided by.
    const isZero = equal(from, scalarLike(0, from));
    const nonZero = select(isZero, scalarLike(1, from), from);
    const count = cast(isZero, from.dtype);
    const otherZeros = sub(at.gather(at.scatter(zerosLike(into), count, 'add')), count);
    const others = div(at.gather(mul(g, at.scatter(into, nonZero, 'mul'))), nonZero);
    const dUpdates = select(greater(otherZeros, scalarLike(0, from)), scalarLike(0, from), others);
    return [at.scatter(g, from, 'mul'), null, dUpdates];
  }
  // The cotangent of an extreme is shared by all that reach it.
  const reachedBefore = cast(equal(into, out!), into.dtype);
  const reached = cast(equal(from, at.gather(out!)), from.dtype);
  const share = div(g, at.scatter(reachedBefore, reached, 'add'));
  return [mul(share, reachedBefore), null, mul(at.gather(share), reached)];
}

/** `g` where an update stands in the end, and 0 where a later one has taken its position. */
function ofLast(g: Tensor, into: Tensor, at: Positions): Tensor {
  const counted = iota(g.size);
  // From 1 on, for 0 is where nothing was written.
  const numbers = reshape(add(counted, scalarLike(1, counted)), g.shape);
  const written = at.scatter(cast(zerosLike(into), 'int32'), numbers, 'none');
  return select(equal(at.gather(written), numbers), g, scalarLike(0, g));
}

/** Reductions of half types and of bools fail in ONNX Runtime. */
const cpuKernel = (dtype: DType): DType => {
  if (dtype === 'float16' || dtype === 'bfloat16') return 'float32';
  return dtype === 'bool' ? 'uint8' : dtype;
};

function checkUpdates(op: string, x: Spec, updates: Spec, expected: Shape): void {
  if (x.dtype !== updates.dtype) {
    throw new PythonTypeError(`[${op}]: the updates have another dtype than the tensor.`, {
      expected: x.dtype,
      received: updates.dtype,
    });
  }
  if (!sameShape(updates.shape, expected)) {
    throw new ShapeError(`[${op}]: the updates have another shape than the positions.`, {
      expected: formatShape(expected),
      received: formatShape(updates.shape),
    });
  }
}

function write(x: Numbers, at: ArrayLike<number>, updates: Numbers, reduction: ScatterReduction): Float64Array {
  const result = Float64Array.from(x);
  for (let i = 0; i < at.length; i++) result[at[i]!] = combine[reduction](result[at[i]!]!, updates[i]!);
  return result;
}

/** What `scatter` writes, in which NaN wins every extreme. */
function keepNan(
  lowering: Lowering,
  x: string,
  updates: string,
  node: Node<ScatterAttributes>,
  scatter: (lowering: Lowering, x: string, updates: string, dtype: DType, reduction: ScatterReduction) => string,
): string {
  const { reduction } = node.attributes;
  const dtype = lowering.kernelType(node)!;
  const plain = (branch: Lowering) => [scatter(branch, x, updates, dtype, reduction)];
  if (!isFloat(dtype) || (reduction !== 'min' && reduction !== 'max')) return plain(lowering)[0]!;
  const totals = lowering.op('Add', [total(lowering, x), total(lowering, updates)]);
  const results = [{ shape: node.outputs[0]!.shape, dtype }];
  return unlessNan(lowering, totals, results, plain, (branch) => {
    const [into, from] = [nanFlags(branch, x), nanFlags(branch, updates)];
    const flags = scatter(branch, into, from, 'int32', 'max');
    return [valueWhere(branch, flags, Number.NaN, plain(branch)[0]!, node)];
  })[0]!;
}

const reductions = ['none', 'add', 'mul', 'min', 'max'] as const;
const sampleTypes = (['float32', 'int32', 'bool'] as const).flatMap((dtype) =>
  reductions
    .filter((reduction) => dtype !== 'bool' || !['add', 'mul'].includes(reduction))
    .map((reduction) => ({ dtype, reduction })),
);

const scatterElementsPrimitive: Primitive<ScatterElementsAttributes> = definePrimitive<ScatterElementsAttributes>({
  name: 'scatter_elements',
  mayFail: true,
  inOrder: () => 0,
  infer: ([x, indices, updates], { axis }) => {
    checkElements('scatter_elements', x!, indices!, axis);
    checkUpdates('scatter_elements', x!, updates!, indices!.shape);
    return { shape: x!.shape, dtype: x!.dtype };
  },
  vjp: ([g], node) => {
    const [indices, { axis }] = [node.inputs[1]!, node.attributes];
    return cotangents(g!, node, {
      gather: (x) => gatherElements(x, indices, axis),
      scatter: (x, updates, reduction) => scatterElements(x, indices, updates, axis, reduction),
    });
  },
  batch: (inputs, batched, { axis, reduction }, size) => {
    const [x, indices, updates] = materializeBatch(inputs, batched, size);
    return [scatterElements(x!, indices!, updates!, axis + 1, reduction)];
  },
  cpuKernel,
  lower: (lowering, [x, indices, updates], node) =>
    keepNan(lowering, x!, updates!, node, (branch, into, from, _dtype, reduction) =>
      branch.op('ScatterElements', [into, indices!, from], {
        axis: int(node.attributes.axis),
        reduction: string(reduction),
      }),
    ),
  evaluate: ([x, indices, updates], { axis, reduction }) =>
    write(x!.values, elementOffsets('scatter_elements', x!, indices!, axis), updates!.values, reduction),
  samples: [
    ...specialRows.flatMap((row) =>
      (['min', 'max'] as const).map((reduction) => ({
        inputs: [
          { shape: [row.shape[0]!, 2], dtype: 'float32' as const, range: [-1, 1] as const },
          indexInput(row.shape, 2),
          row,
        ],
        attributes: { axis: 1, reduction },
      })),
    ),
    ...sampleTypes.map(
      ({ dtype, reduction }): Sample<ScatterElementsAttributes> => ({
        // With 'none' the positions must differ.
        inputs: [
          { shape: [2, 4], dtype },
          reduction === 'none'
            ? { shape: [2, 3], dtype: 'int32', exactType: true, values: [3, 0, -3, 1, -1, 0] }
            : indexInput([2, 5], 4),
          { shape: reduction === 'none' ? [2, 3] : [2, 5], dtype },
        ],
        attributes: { axis: 1, reduction },
      }),
    ),
  ],
});

/** x with x[i, indices[i, j, ...], ...] replaced by, or combined with, updates[i, j, ...] for axis 1, and so on for others. */
export const scatterElements = (
  x: Tensor,
  indices: Tensor,
  updates: Tensor,
  axis: number,
  reduction: ScatterReduction = 'none',
): Tensor => emitOne(scatterElementsPrimitive, [x, indices, updates], { axis, reduction });

export const scatterNdPrimitive: Primitive<ScatterAttributes> = definePrimitive<ScatterAttributes>({
  name: 'scatter_nd',
  mayFail: true,
  inOrder: (node, copiedInOrder) => copiedInOrder(scatteringOf(node, node.outputs[0]!.dtype)),
  mayBeLarge: () => true,
  infer: ([x, indices, updates]) => {
    checkVectors('scatter_nd', x!, indices!);
    checkUpdates('scatter_nd', x!, updates!, pickedShape(x!, indices!));
    return { shape: x!.shape, dtype: x!.dtype };
  },
  vjp: ([g], node) => {
    const indices = node.inputs[1]!;
    return cotangents(g!, node, {
      gather: (x) => gatherNd(x, indices),
      scatter: (x, updates, reduction) => scatterNd(x, indices, updates, reduction),
    });
  },
  batch: (inputs, batched, { reduction }, size) => {
    const [x, indices, updates] = materializeBatch(inputs, batched, size);
    return [scatterNd(x!, withRowNumbers(indices!, size), updates!, reduction)];
  },
  cpuKernel,
  lower: (lowering, [x, indices, updates], node) => {
    const wide = node.inputs[1]!.dtype === 'int64' ? indices! : lowering.cast(indices!, 'int64');
    return keepNan(lowering, x!, updates!, node, (branch, into, from, dtype, reduction) =>
      branch.large.scatterInOrder(branch, [into, wide, from], { ...scatteringOf(node, dtype), reduction }),
    );
  },
  evaluate: ([x, indices, updates], { reduction }) => {
    const starts = sliceOffsets('scatter_nd', x!, indices!);
    const inner = sizeOf(updates!.shape) / Math.max(1, starts.length);
    const at = Int32Array.from(
      { length: updates!.values.length },
      (_, i) => starts[Math.floor(i / inner)]! + (i % inner),
    );
    return write(x!.values, at, updates!.values, reduction);
  },
  samples: sampleTypes.flatMap(({ dtype, reduction }) => [
    {
      inputs: [
        { shape: [3, 4, 2], dtype },
        { shape: [2, 2], dtype: 'int32', exactType: true, values: [0, -1, 2, 1] },
        { shape: [2, 2], dtype },
      ],
      attributes: { reduction },
    },
    ...(reduction === 'none'
      ? []
      : [
          {
            inputs: [{ shape: [3, 2], dtype }, indexInput([5, 1], 3), { shape: [5, 2], dtype }],
            attributes: { reduction },
          },
        ]),
  ]),
});

export const scatteringOf = (
  { inputs: [x, indices], attributes }: Node<ScatterAttributes>,
  dtype: DType,
): Scattering => ({
  dtype,
  shape: x!.shape,
  indices: indices!.shape,
  reduction: attributes.reduction,
});

/** x with the slices at index vectors (on the last axis of `indices`) replaced by, or combined with, `updates`. */
export const scatterNd = (x: Tensor, indices: Tensor, updates: Tensor, reduction: ScatterReduction = 'none'): Tensor =>
  emitOne(scatterNdPrimitive, [x, indices, updates], { reduction });
