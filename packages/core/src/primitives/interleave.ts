/** The inverse of taking every k-th position of an axis, from each of the first k. */

import { ShapeError } from '../errors.js';
import { madeBy } from '../graph/match.js';
import type { Attributes } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import { emitOne, type Primitive } from '../op.js';
import { formatShape, range, sameShape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { definePrimitive } from './define-primitive.js';
import { materializeBatch, slice } from './movement.js';

interface AxisAttribute extends Attributes {
  readonly axis: number;
}

const interleavePrimitive: Primitive<AxisAttribute> = definePrimitive<AxisAttribute>({
  name: 'interleave',
  infer: (parts, { axis }) => {
    const { shape, dtype } = parts[0]!;
    if (parts.some((part) => part.dtype !== dtype || !sameShape(part.shape, shape))) {
      throw new ShapeError('[interleave]: the parts differ.', {
        expected: 'equal dtypes and shapes',
        received: parts.map((part) => `${formatShape(part.shape)} ${part.dtype}`).join(', '),
      });
    }
    return { shape: shape.map((size, i) => (i === axis ? size * parts.length : size)), dtype };
  },
  vjp: ([g], { inputs, attributes: { axis } }) => {
    const along = (value: number, other: number) => g!.shape.map((_, i) => (i === axis ? value : other));
    return inputs.map((part, i) => slice(g!, along(i, 0), part.shape, along(inputs.length, 1)));
  },
  batch: (parts, batched, { axis }, size) => [interleave(materializeBatch(parts, batched, size), axis + 1)],
  lower: (lowering, parts, { inputs, outputs: [output], attributes: { axis } }) => {
    const { shape } = inputs[0]!;
    if (!lowering.hasFixedSizes) {
      const next = lowering.builder.ints([axis + 1]);
      const columns = parts.map((part) => lowering.op('Unsqueeze', [part, next]));
      return lowering.joinAxes(lowering.op('Concat', columns, { axis: int(axis + 1) }), axis, output!.shape);
    }
    const rows = [sizeOf(shape.slice(0, axis + 1)), sizeOf(shape.slice(axis + 1))];
    const columns = parts.map((part) => lowering.reshape(part, rows));
    return lowering.reshape(lowering.op('Concat', columns, { axis: int(1) }), output!.shape);
  },
  evaluate: (parts, { axis }, [out]) => {
    const inner = sizeOf(out!.shape.slice(axis + 1));
    return Float64Array.from(range(sizeOf(out!.shape)), (i) => {
      const position = Math.floor(i / inner);
      return parts[position % parts.length]!.values[Math.floor(position / parts.length) * inner + (i % inner)]!;
    });
  },
  samples: (['float32', 'int32', 'bool'] as const).flatMap((dtype) =>
    [0, 1].map((axis) => ({
      inputs: [0, 1, 2].map(() => ({ shape: [2, 3], dtype })),
      attributes: { axis },
    })),
  ),
});

/** [a0, a1, ..] and [b0, b1, ..] become [a0, b0, a1, b1, ..] along an axis. */
export const interleave = (parts: readonly Tensor[], axis: number): Tensor =>
  parts.length === 1 ? parts[0]! : emitOne(interleavePrimitive, parts, { axis });

/** What {@link interleave} made a tensor of; null for any other tensor. */
export function interleaved(tensor: Tensor): { parts: readonly Tensor[]; axis: number } | null {
  const node = madeBy(tensor, interleavePrimitive);
  return node && { parts: node.inputs, axis: node.attributes.axis };
}
