/** Ops that move elements without computing: reshape, transpose, broadcast; those on blocks of a tensor are in blocks.ts. */
export { concatenate, pad, reverse, slice } from './blocks.js';

import { ShapeError, ValueError } from '../errors.js';
import { madeBy } from '../graph/match.js';
import type { Attributes } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import { definePrimitive, emitOne } from '../op.js';
import { formatShape, range, resolveReshape, type Shape, sameShape, sizeOf, stridesOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { broadcastOffsets, offsets, pick } from './offsets.js';
import { sum } from './reduce.js';

interface ShapeAttribute extends Attributes {
  readonly shape: Shape;
}

export const reshapePrimitive = definePrimitive<ShapeAttribute>({
  name: 'reshape',
  takesTexts: true,
  cheap: 'repeat',
  pieceAt: () => 0,
  infer: ([x], { shape }) => ({ shape: resolveReshape(x!.shape, shape), dtype: x!.dtype }),
  vjp: ([g], { inputs: [x] }) => [reshape(g!, x!.shape)],
  batch: ([x], _batched, { shape }, size) => [reshape(x!, [size, ...shape])],
  lower: (lowering, [x], node) =>
    lowering.hasFixedSizes
      ? lowering.reshape(x!, node.attributes.shape, node.inputs[0]!.shape)
      : lowering.op('Reshape', [x!, lowering.sizes(node, 'shape')], { allowzero: int(1) }),
  evaluate: ([x]) => x!.values,
  samples: [
    { inputs: [{ shape: [2, 6], dtype: 'float32' }], attributes: { shape: [3, 4] } },
    { inputs: [{ shape: [2, 6], dtype: 'int32' }], attributes: { shape: [12] } },
    { inputs: [{ shape: [1], dtype: 'bool' }], attributes: { shape: [] } },
    { inputs: [{ shape: [2, 0], dtype: 'float32' }], attributes: { shape: [0, 3] } },
  ],
});

/** The same elements in another shape; one size may be -1. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const target = resolveReshape(x.shape, shape);
  return sameShape(x.shape, target) ? x : emitOne(reshapePrimitive, [x], { shape: target });
}

export interface Permutation extends Attributes {
  readonly permutation: readonly number[];
}

export const transposePrimitive = definePrimitive<Permutation>({
  name: 'transpose',
  takesTexts: true,
  infer: ([x], { permutation }) => {
    const sorted = [...permutation].sort((a, b) => a - b);
    if (!sameShape(sorted, range(x!.shape.length))) {
      throw new ValueError('[transpose]: the axes are not a permutation.', {
        expected: `the numbers 0 to ${x!.shape.length - 1}, each once`,
        received: formatShape(permutation),
      });
    }
    return { shape: permutation.map((axis) => x!.shape[axis]!), dtype: x!.dtype };
  },
  vjp: ([g], { attributes: { permutation } }) => [transpose(g!, inversePermutation(permutation))],
  batch: ([x], _batched, { permutation }) => [transpose(x!, [0, ...permutation.map((axis) => axis + 1)])],
  lower: (lowering, [x], { attributes: { permutation } }) => lowering.transpose(x!, permutation),
  evaluate: ([x], { permutation }, [out]) => {
    const strides = stridesOf(x!.shape);
    return pick(
      x!.values,
      offsets(
        out!.shape,
        permutation.map((axis) => strides[axis]!),
      ),
    );
  },
  samples: (['float32', 'int32', 'bool'] as const).map((dtype) => ({
    inputs: [{ shape: [2, 3, 4], dtype }],
    attributes: { permutation: [2, 0, 1] },
  })),
});

export const inversePermutation = (permutation: readonly number[]): number[] =>
  range(permutation.length).map((axis) => permutation.indexOf(axis));

/** Reorders the axes; output axis i is input axis `permutation[i]`. */
export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  if (sameShape(permutation, range(x.rank))) return x;
  return emitOne(transposePrimitive, [x], { permutation });
}

/** Swaps the last two axes. */
export const matrixTranspose = (x: Tensor): Tensor => transpose(x, [...range(x.rank - 2), x.rank - 1, x.rank - 2]);

/** Takes one axis out and puts it back at another place. */
export function moveAxis(x: Tensor, from: number, to: number): Tensor {
  const permutation = range(x.rank).filter((axis) => axis !== from);
  permutation.splice(to, 0, from);
  return transpose(x, permutation);
}

export const broadcastPrimitive = definePrimitive<ShapeAttribute>({
  name: 'broadcast_to',
  takesTexts: true,
  cheap: 'expansion',
  infer: ([x], { shape }) => {
    const lead = shape.length - x!.shape.length;
    if (lead < 0 || x!.shape.some((dim, i) => dim !== 1 && dim !== shape[lead + i])) {
      throw new ShapeError('[broadcast_to]: the shape cannot be broadcast to the target.', {
        received: `${formatShape(x!.shape)} to ${formatShape(shape)}`,
      });
    }
    return { shape, dtype: x!.dtype };
  },
  vjp: ([g], { inputs: [x] }) => [sumTo(g!, x!.shape)],
  batch: ([x], _batched, { shape }, size) => {
    const lead = shape.length - (x!.rank - 1);
    const aligned = reshape(x!, [size, ...new Array<number>(lead).fill(1), ...x!.shape.slice(1)]);
    return [broadcastTo(aligned, [size, ...shape])];
  },
  cpuKernel: (dtype) => (dtype === 'bfloat16' ? 'float32' : dtype),
  lower: (lowering, [x], node) => {
    const from = node.inputs[0]!.shape;
    const lead = node.attributes.shape.length - from.length;
    // Expand keeps 1 where 0 is wanted.
    const emptied = range(from.length).filter((i) => from[i] === 1 && node.attributes.shape[lead + i] === 0);
    const sizes = lowering.sizes(node, 'shape');
    if (emptied.length === 0) return lowering.op('Expand', [x!, sizes]);
    const zeros = lowering.builder.ints(emptied.map(() => 0));
    return lowering.op('Expand', [lowering.op('Slice', [x!, zeros, zeros, lowering.builder.ints(emptied)]), sizes]);
  },
  evaluate: ([x], { shape }) =>
    x!.values.length === 1
      ? new Float64Array(sizeOf(shape)).fill(x!.values[0]!)
      : pick(x!.values, broadcastOffsets(x!.shape, shape)),
  samples: (['float32', 'int32', 'bool'] as const).flatMap((dtype) => [
    { inputs: [{ shape: [3, 1], dtype }], attributes: { shape: [2, 3, 4] } },
    { inputs: [{ shape: [], dtype }], attributes: { shape: [2, 0] } },
    { inputs: [{ shape: [1, 3, 1], dtype }], attributes: { shape: [0, 3, 0] } },
  ]),
});

/** Repeats size-1 and missing leading axes until the shape is `shape`. */
export const broadcastTo = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : emitOne(broadcastPrimitive, [x], { shape });

/** Whether a tensor is known to hold zeros alone. */
export function isZero(x: Tensor): boolean {
  const { size, host } = madeBy(x, broadcastPrimitive)?.inputs[0] ?? x;
  return size === 1 && host?.data[0] === 0;
}

/** The adjoint of broadcasting: sums the axes that were repeated. */
export function sumTo(g: Tensor, shape: Shape): Tensor {
  if (sameShape(g.shape, shape)) return g;
  const lead = g.rank - shape.length;
  const axes = range(g.rank).filter((axis) => axis < lead || (shape[axis - lead] === 1 && g.shape[axis] !== 1));
  return reshape(sum(g, axes), shape);
}

/** Gives operands of a broadcasting op their batch axis in front and equal ranks behind it. */
export function alignBatched(inputs: readonly Tensor[], batched: readonly boolean[]): Tensor[] {
  const rank = Math.max(...inputs.map((x, i) => x.rank - (batched[i] ? 1 : 0)));
  return inputs.map((x, i) => {
    if (!batched[i]) return x;
    const inner = x.shape.slice(1);
    return reshape(x, [x.shape[0]!, ...new Array<number>(rank - inner.length).fill(1), ...inner]);
  });
}

/** Adds a leading axis of `size` where an input has none. */
export const materializeBatch = (inputs: readonly Tensor[], batched: readonly boolean[], size: number): Tensor[] =>
  inputs.map((x, i) => (batched[i] ? x : broadcastTo(reshape(x, [1, ...x.shape]), [size, ...x.shape])));
