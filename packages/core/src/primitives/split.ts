/** Parts of an axis, one behind the other: the inverse of concatenation. */
import { ShapeError } from '../errors.js';
import type { Attributes } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import { emit, type Primitive } from '../op.js';
import { formatShape, range, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { definePrimitive } from './define-primitive.js';
import { zerosLike } from './elementwise.js';
import { concatenate, slice } from './movement.js';

interface SplitAttributes extends Attributes {
  readonly axis: number;
  readonly sizes: readonly number[];
}

const splitPrimitive: Primitive<SplitAttributes> = definePrimitive<SplitAttributes>({
  name: 'split',
  infer: ([x], { axis, sizes }) => {
    const { shape, dtype } = x!;
    if (sizes.reduce((a, b) => a + b, 0) !== shape[axis]) {
      throw new ShapeError('[split]: the parts are not the whole axis.', {
        expected: `sizes that add up to axis ${axis} of ${formatShape(shape)}`,
        received: formatShape(sizes),
      });
    }
    return sizes.map((size) => ({ shape: shape.map((whole, i) => (i === axis ? size : whole)), dtype }));
  },
  vjp: (gs, { outputs, attributes: { axis } }) => [
    concatenate(
      gs.map((g, i) => g ?? zerosLike(outputs[i]!)),
      axis,
    ),
  ],
  batch: ([x], _batched, { axis, sizes }) => split(x!, axis + 1, sizes),
  lower: (lowering, [x], node) =>
    lowering.builder.node('Split', [x!, lowering.sizes(node, 'sizes')], {
      outputs: node.outputs.length,
      attributes: { axis: int(node.attributes.axis) },
    }),
  evaluate: ([x], { axis, sizes }) => {
    const { shape, values } = x!;
    const [whole, inner] = [shape[axis]!, sizeOf(shape.slice(axis + 1))];
    let start = 0;
    return sizes.map((size) => {
      const from = start;
      start += size;
      const length = size * inner;
      return Float64Array.from(range(sizeOf(shape.slice(0, axis)) * length), (i) => {
        const row = Math.floor(i / length);
        return values[(row * whole + from) * inner + (i % length)]!;
      });
    });
  },
  samples: (['float32', 'int32', 'bool'] as const).flatMap((dtype) => [
    { inputs: [{ shape: [6, 2], dtype }], attributes: { axis: 0, sizes: [1, 3, 2] } },
    { inputs: [{ shape: [2, 5, 3], dtype }], attributes: { axis: 1, sizes: [2, 3] } },
  ]),
});

/** Parts of an axis, of given sizes, in their order. */
export const split = (x: Tensor, axis: number, sizes: readonly number[]): Tensor[] =>
  sizes.length === 1 ? [x] : [...emit(splitPrimitive, [x], { axis, sizes })];

/** The same as slices, which are taken of texts as well. */
export function slicesOf(x: Tensor, axis: number, sizes: readonly number[]): Tensor[] {
  let start = 0;
  return sizes.map((size) => {
    const part = slice(
      x,
      x.shape.map((_, i) => (i === axis ? start : 0)),
      x.shape.map((whole, i) => (i === axis ? size : whole)),
    );
    start += size;
    return part;
  });
}
