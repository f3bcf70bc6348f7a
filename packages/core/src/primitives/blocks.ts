/** Ops on blocks of a tensor: slice, pad, concatenate, reverse. */
import { ShapeError, ValueError } from '../errors.js';
import type { Attributes, Node, Spec } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import { definePrimitive, emitOne, type Primitive } from '../op.js';
import { formatShape, range, type Shape, sameShape, sizeOf, stridesOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import { fromHost, type Tensor } from '../tensor/tensor.js';
import { select } from './elementwise.js';
import { alignBatched, broadcastTo, materializeBatch } from './movement.js';
import { offsets, pick } from './offsets.js';
import { sum } from './reduce.js';

export interface SliceAttributes extends Attributes {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
}

/**
 * Every k-th position of an axis, all else taken whole, as columns of a matrix with k positions in a row: the runtime splits a matrix
 * whose columns are all taken on several threads, and much faster than it takes strided slices.
 */
function columnsOf({
  inputs,
  attributes,
}: Node<SliceAttributes>): { rows: Shape; start: number; width: number } | null {
  const { shape } = inputs[0]!;
  const { starts, sizes, steps } = attributes;
  const [axis, ...others] = range(shape.length).filter((i) => sizes[i] !== shape[i]);
  if (axis === undefined || others.length > 0 || sizes[axis]! * steps[axis]! !== shape[axis]) return null;
  const inner = sizeOf(shape.slice(axis + 1));
  const rows = [sizeOf(shape.slice(0, axis)) * sizes[axis]!, steps[axis]! * inner];
  return { rows, start: starts[axis]! * inner, width: inner };
}

/** Where a slice begins that is one piece of memory, which is rows of the first axis that has more than one place; null for any other. */
function pieceAt({ shape }: Spec, { starts, sizes, steps }: SliceAttributes): number | null {
  let at = 0;
  let inner = 1;
  let areRows = false;
  for (let i = shape.length - 1; i >= 0; i--) {
    const isPart = sizes[i] !== 1 && (areRows || (sizes[i] !== shape[i] && steps[i] !== 1));
    if (isPart) return null;
    areRows ||= sizes[i] !== shape[i];
    at += starts[i]! * inner;
    inner *= shape[i]!;
  }
  return at;
}

/** Numbers that are copied as one piece in the time of one that is looked up. */
const PER_COPY = 16;

export const slicePrimitive = definePrimitive<SliceAttributes>({
  name: 'slice',
  takesTexts: true,
  picks: true,
  pieceAt,
  work: ({ inputs: [x], outputs: [y], attributes }) => y!.size / (pieceAt(x!, attributes) === null ? 1 : PER_COPY),
  infer: ([x], { starts, sizes, steps }) => {
    const fits = x!.shape.every((dim, i) => {
      const last = starts[i]! + (sizes[i]! - 1) * steps[i]!;
      return sizes[i] === 0 || (starts[i]! >= 0 && last < dim && sizes[i]! > 0 && steps[i]! > 0);
    });
    if (!fits || starts.length !== x!.shape.length) {
      throw new ValueError('[slice]: the slice leaves the tensor.', {
        received: `starts ${formatShape(starts)}, sizes ${formatShape(sizes)}, steps ${formatShape(steps)} of shape ${formatShape(x!.shape)}`,
      });
    }
    return { shape: sizes, dtype: x!.dtype };
  },
  vjp: ([g], { inputs: [x], attributes: { starts, sizes, steps } }) => {
    const after = x!.shape.map((dim, i) =>
      sizes[i] === 0 ? dim - starts[i]! : dim - starts[i]! - (sizes[i]! - 1) * steps[i]! - 1,
    );
    return [
      pad(
        g!,
        starts,
        after,
        steps.map((step) => step - 1),
      ),
    ];
  },
  batch: ([x], _batched, { starts, sizes, steps }, size) => [
    slice(x!, [0, ...starts], [size, ...sizes], [1, ...steps]),
  ],
  lower: (lowering, [x], node) => {
    const { starts, sizes, steps } = node.attributes;
    const list = (values: readonly number[]) => lowering.builder.ints(values);
    const openStarts = lowering.openSizes(node, 'starts');
    const openSizes = lowering.openSizes(node, 'sizes');
    if (openStarts ?? openSizes) {
      const first = openStarts ?? list(starts);
      const counts = openSizes ?? list(sizes);
      const spans = steps.every((step) => step === 1) ? counts : lowering.op('Mul', [counts, list(steps)]);
      return lowering.op('Slice', [
        x!,
        first,
        lowering.op('Add', [first, spans]),
        list(range(steps.length)),
        list(steps),
      ]);
    }
    const shape = node.inputs[0]!.shape;
    const columns = lowering.hasFixedSizes ? columnsOf(node) : null;
    if (columns) {
      const { rows, start, width } = columns;
      const matrix = lowering.reshape(x!, rows);
      return lowering.reshape(
        lowering.op('Slice', [matrix, list([start]), list([start + width]), list([1])]),
        node.outputs[0]!.shape,
      );
    }
    // Axes taken whole are left out, which also keeps the lowering free of their (possibly unknown) size.
    const axes = range(starts.length).filter((i) => starts[i] !== 0 || steps[i] !== 1 || sizes[i] !== shape[i]);
    const ends = axes.map((i) => starts[i]! + (sizes[i] === 0 ? 0 : (sizes[i]! - 1) * steps[i]! + 1));
    return lowering.op('Slice', [
      x!,
      list(axes.map((i) => starts[i]!)),
      list(ends),
      list(axes),
      list(axes.map((i) => steps[i]!)),
    ]);
  },
  evaluate: ([x], attributes, [out]) => {
    const { starts, steps } = attributes;
    const first = pieceAt(x!, attributes);
    if (first !== null) return (x!.values as number[]).slice(first, first + sizeOf(out!.shape));
    const strides = stridesOf(x!.shape);
    const start = starts.reduce((offset, s, i) => offset + s * strides[i]!, 0);
    return pick(
      x!.values,
      offsets(
        out!.shape,
        strides.map((stride, i) => stride * steps[i]!),
        start,
      ),
    );
  },
  samples: (['float32', 'int32', 'bool'] as const).flatMap((dtype) => [
    { inputs: [{ shape: [4, 6], dtype }], attributes: { starts: [1, 0], sizes: [2, 3], steps: [1, 2] } },
    { inputs: [{ shape: [4, 6], dtype }], attributes: { starts: [0, 2], sizes: [4, 0], steps: [1, 1] } },
  ]),
});

/** A block of the tensor: along each axis `size` elements from `start`, every `step`-th. */
export function slice(
  x: Tensor,
  starts: readonly number[],
  sizes: readonly number[],
  steps: readonly number[] = x.shape.map(() => 1),
): Tensor {
  const whole = starts.every((s) => s === 0) && sameShape(sizes, x.shape) && steps.every((s) => s === 1);
  return whole ? x : emitOne(slicePrimitive, [x], { starts, sizes, steps });
}

interface PadAttributes extends Attributes {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly interior: readonly number[];
}

export const padPrimitive: Primitive<PadAttributes> = definePrimitive<PadAttributes>({
  name: 'pad',
  infer: ([x], { before, after, interior }) => ({
    shape: x!.shape.map((dim, i) => before[i]! + after[i]! + dim + Math.max(0, dim - 1) * interior[i]!),
    dtype: x!.dtype,
  }),
  vjp: ([g], { inputs: [x], attributes }) => {
    const { before, interior } = attributes;
    const dx = slice(
      g!,
      before,
      x!.shape,
      interior.map((n) => n + 1),
    );
    const outside = select(paddedMask(x!.shape, attributes), filled(0, g!), g!);
    return [dx, sum(outside, range(outside.rank))];
  },
  batch: ([x, value], batched, attributes, size) => {
    const [rows] = materializeBatch([x!], batched, size);
    const [before, after, interior] = [attributes.before, attributes.after, attributes.interior].map((n) => [0, ...n]);
    if (!batched[1]) return [pad(rows!, before!, after!, interior!, value!)];
    // A value for each row: pad with anything, then put the values there.
    const padded = pad(rows!, before!, after!, interior!);
    const [values] = alignBatched([value!, padded], [true, true]);
    return [select(paddedMask(rows!.shape.slice(1), attributes), padded, values!)];
  },
  cpuKernel: (dtype) =>
    dtype === 'bfloat16' || dtype === 'float16' ? 'float32' : dtype === 'int16' || dtype === 'uint16' ? 'int32' : dtype,
  lower: (lowering, [x, value], node) => {
    const { before, after, interior } = node.attributes;
    const shape = node.inputs[0]!.shape;
    let name = x!;
    // Interior padding, an axis at a time: [.., n, ..] -> [.., n, 1, ..] -> pad -> [.., n * (1 + k), ..], the tail cut off.
    interior.forEach((k, axis) => {
      if (k === 0 || shape[axis]! === 0) return;
      const joined = shape.map((dim, i) => dim + interior[i]! * (i < axis ? dim - 1 : i === axis ? dim : 0));
      const list = (v: number) => lowering.builder.ints([v]);
      const split = lowering.op('Unsqueeze', [name, list(axis + 1)]);
      const pads = new Array<number>(2 * (shape.length + 1)).fill(0);
      pads[shape.length + 1 + axis + 1] = k;
      const padded = lowering.op('Pad', [split, lowering.builder.ints(pads), value!]);
      name = lowering.op('Slice', [lowering.joinAxes(padded, axis, joined), list(0), list(-k), list(axis)]);
    });
    if ([...before, ...after].every((p) => p === 0)) return name === x ? lowering.op('Identity', [name]) : name;
    return lowering.op('Pad', [name, lowering.builder.ints([...before, ...after]), value!]);
  },
  evaluate: ([x, value], { before, interior }, [out]) => {
    const result = new Float64Array(sizeOf(out!.shape)).fill(value!.values[0]!);
    const strides = stridesOf(out!.shape);
    const start = before.reduce((offset, b, i) => offset + b * strides[i]!, 0);
    const at = offsets(
      x!.shape,
      strides.map((stride, i) => stride * (interior[i]! + 1)),
      start,
    );
    at.forEach((to, from) => {
      result[to] = x!.values[from]!;
    });
    return result;
  },
  samples: (['float32', 'int32', 'bool'] as const).flatMap((dtype) =>
    [
      { before: [1, 0], after: [0, 2], interior: [0, 0] },
      { before: [0, 1], after: [1, 0], interior: [1, 2] },
    ].map((attributes) => ({
      inputs: [
        { shape: [2, 3], dtype },
        { shape: [], dtype },
      ],
      attributes,
    })),
  ),
});

/** A constant of rank 0 with the dtype of `x`. */
const filled = (value: number, { dtype }: Spec): Tensor => fromHost(fromNumbers([value], dtype, []));

/** Where a padded tensor holds elements of the original. */
const paddedMask = (shape: Shape, { before, after, interior }: PadAttributes): Tensor =>
  pad(broadcastTo(filled(1, { shape, dtype: 'bool' }), shape), before, after, interior);

/** Surrounds the tensor with `value` (0 if left out), and puts `interior` of it between neighbours. Amounts must not be negative. */
export function pad(
  x: Tensor,
  before: readonly number[],
  after: readonly number[],
  interior: readonly number[] = x.shape.map(() => 0),
  value?: Tensor,
): Tensor {
  if ([...before, ...after, ...interior].every((n) => n === 0)) return x;
  if ([...before, ...after, ...interior].some((n) => !(n >= 0) || !Number.isInteger(n))) {
    throw new ValueError('[pad]: padding must be non-negative integers.', {
      received: `${formatShape(before)} and ${formatShape(after)}`,
    });
  }
  const filling = value ?? filled(0, x);
  return emitOne(padPrimitive, [x, filling], { before, after, interior });
}

interface AxisAttribute extends Attributes {
  readonly axis: number;
}

export const concatPrimitive = definePrimitive<AxisAttribute>({
  name: 'concatenate',
  takesTexts: true,
  infer: (inputs, { axis }) => {
    const [first] = inputs;
    const fits = inputs.every(
      ({ shape, dtype }) =>
        dtype === first!.dtype &&
        shape.length === first!.shape.length &&
        shape.every((dim, i) => i === axis || dim === first!.shape[i]),
    );
    if (!fits) {
      throw new ShapeError('[concatenate]: the inputs do not fit together.', {
        expected: `equal dtypes and equal shapes but for axis ${axis}`,
        received: inputs.map((x) => `${formatShape(x.shape)} ${x.dtype}`).join(', '),
      });
    }
    const total = inputs.reduce((n, x) => n + x.shape[axis]!, 0);
    return { shape: first!.shape.map((dim, i) => (i === axis ? total : dim)), dtype: first!.dtype };
  },
  vjp: ([g], { inputs, attributes: { axis } }) => {
    let start = 0;
    return inputs.map((x) => {
      const starts = x.shape.map((_, i) => (i === axis ? start : 0));
      start += x.shape[axis]!;
      return slice(g!, starts, x.shape);
    });
  },
  batch: (inputs, batched, { axis }, size) => [concatenate(materializeBatch(inputs, batched, size), axis + 1)],
  lower: (lowering, inputs, { attributes: { axis } }) => lowering.op('Concat', inputs, { axis: int(axis) }),
  evaluate: (inputs, { axis }, [out]) => {
    const result = new Float64Array(sizeOf(out!.shape));
    const strides = stridesOf(out!.shape);
    let start = 0;
    for (const x of inputs) {
      offsets(x.shape, strides, start * strides[axis]!).forEach((to, from) => {
        result[to] = x.values[from]!;
      });
      start += x.shape[axis]!;
    }
    return result;
  },
  samples: (['float32', 'int32', 'bool'] as const).flatMap((dtype) =>
    [
      {
        axis: 1,
        shapes: [
          [2, 3],
          [2, 2],
        ],
      },
      { axis: 0, shapes: [[2], [0], [3]] },
    ].map(({ axis, shapes }) => ({ inputs: shapes.map((shape) => ({ shape, dtype })), attributes: { axis } })),
  ),
});

/** Joins tensors along an existing axis. */
export const concatenate = (inputs: readonly Tensor[], axis: number): Tensor =>
  inputs.length === 1 ? inputs[0]! : emitOne(concatPrimitive, inputs, { axis });

interface AxesAttribute extends Attributes {
  readonly axes: readonly number[];
}

const reversePrimitive = definePrimitive<AxesAttribute>({
  name: 'reverse',
  takesTexts: true,
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  vjp: ([g], { attributes: { axes } }) => [reverse(g!, axes)],
  batch: ([x], _batched, { axes }) => [
    reverse(
      x!,
      axes.map((axis) => axis + 1),
    ),
  ],
  lower: (lowering, [x], { attributes: { axes } }) => {
    const list = (value: number) => lowering.builder.ints(axes.map(() => value));
    // From the last element (-1) down past the first (INT64_MIN clamps).
    return lowering.op('Slice', [x!, list(-1), list(-(2 ** 53)), lowering.builder.ints(axes), list(-1)]);
  },
  evaluate: ([x], { axes }) => {
    const strides = stridesOf(x!.shape);
    const start = axes.reduce((offset, axis) => offset + (x!.shape[axis]! - 1) * strides[axis]!, 0);
    return pick(
      x!.values,
      offsets(
        x!.shape,
        strides.map((stride, i) => (axes.includes(i) ? -stride : stride)),
        start,
      ),
    );
  },
  samples: (['float32', 'int32', 'bool'] as const).map((dtype) => ({
    inputs: [{ shape: [2, 3], dtype }],
    attributes: { axes: [1] },
  })),
});

/** Turns axes around. */
export const reverse = (x: Tensor, axes: readonly number[]): Tensor =>
  axes.length === 0 ? x : emitOne(reversePrimitive, [x], { axes });
