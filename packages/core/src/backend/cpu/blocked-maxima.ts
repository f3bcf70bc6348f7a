/** Maxima of windows of images in blocks (blocked-channels.ts), by the runtime's own operator: one pass over memory. */
import { ints } from '../../onnx/attributes.js';
import { emitOne, type Primitive } from '../../op.js';
import { maximum } from '../../primitives/elementwise.js';
import { gather } from '../../primitives/indexing.js';
import { reshape } from '../../primitives/movement.js';
import { unlessNan } from '../../primitives/nan-order.js';
import { multiIndices, offsets } from '../../primitives/offsets.js';
import { maxPool, type WindowAttributes } from '../../primitives/pool.js';
import { fromNumbers } from '../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../tensor/tensor.js';
import { evaluateAs, plainSizes, runtimeOp } from './blocked-channels.js';

/** Rows and columns of windows in an image of this many, where none leaves it. */
export const windowCounts = (sizes: readonly number[], { window, strides }: WindowAttributes): number[] =>
  sizes.map((size, i) => Math.floor((size - window[i]!) / strides[i]!) + 1);

/** The same by elementwise operations, which keep NaN: one tensor for each position within a window. */
function byPosition(x: Tensor, shape: readonly number[], { window, strides }: WindowAttributes): Tensor {
  const [n, blocks, height, width, block] = x.shape as [number, number, number, number, number];
  const rows = reshape(x, [n, blocks * height * width, block]);
  const parts = multiIndices(window).map(([row, column]) => {
    const steps = [height * width, strides[0]! * width, strides[1]!];
    const indices = offsets(shape.slice(1, 4), steps, row! * width + column!);
    return gather(rows, fromHost(fromNumbers(indices, 'int32', [indices.length])), 1);
  });
  return reshape(parts.reduce(maximum), shape);
}

export const blockedMaximaPrimitive: Primitive<WindowAttributes> = {
  name: 'blocked_maxima',
  infer: ([x], attributes) => {
    const [n, blocks, height, width, block] = x!.shape as [number, number, number, number, number];
    return { shape: [n, blocks, ...windowCounts([height, width], attributes), block], dtype: x!.dtype };
  },
  lower: (lowering, [x], node) => {
    const [image, result] = [node.inputs[0]!, node.outputs[0]!];
    const { window, strides } = node.attributes;
    const sizes = plainSizes(image.shape);
    const flat = lowering.reshape(x!, sizes);
    // The operator loses NaN, and begins with the smallest finite number: means tell where there may be either.
    const means = runtimeOp(lowering, 'GlobalAveragePool', [flat], {});
    // In the sizes that it has for the runtime: a branch that ends in another shape ends in a copy.
    const results = [{ dtype: result.dtype, shape: plainSizes(result.shape) }];
    const [maxima] = unlessNan(
      lowering,
      lowering.op('Sub', [means, means]),
      results,
      (branch) => [runtimeOp(branch, 'MaxPool', [flat], { kernel_shape: ints(window), strides: ints(strides) })],
      (branch) => {
        const own = placeholder(image);
        const exact = reshape(byPosition(own, result.shape, node.attributes), results[0]!.shape);
        return branch.lowerBody({ inputs: [own], outputs: [exact] }, [x!]);
      },
    );
    return lowering.reshape(maxima!, result.shape);
  },
  evaluate: evaluateAs(([x], attributes) => {
    const [n, blocks, height, width, block] = x!.shape as [number, number, number, number, number];
    // Every block is an image of its own.
    const pooled = maxPool(reshape(x!, [n * blocks, height, width, block]), attributes);
    return reshape(pooled, [n, blocks, ...pooled.shape.slice(1)]);
  }),
  samples: [],
};

/** The maxima of windows of x, in blocks as x is. */
export const blockedMaxima = (x: Tensor, attributes: WindowAttributes): Tensor =>
  emitOne(blockedMaximaPrimitive, [x], attributes);
