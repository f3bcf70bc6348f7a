/** Maxima of windows of images in blocks (blocked-channels.ts), by the runtime's own operator: one pass over memory. */

import { madeBy } from '../../graph/match.js';
import { ints } from '../../onnx/attributes.js';
import type { Lowering } from '../../onnx/lowering.js';
import { emitOne, type Primitive } from '../../op.js';
import { abs, add, maximum, mul, relu } from '../../primitives/elementwise.js';
import { gather } from '../../primitives/indexing.js';
import { reshape } from '../../primitives/movement.js';
import { unlessNan } from '../../primitives/nan-order.js';
import { multiIndices, offsets } from '../../primitives/offsets.js';
import { maxPool, type WindowAttributes } from '../../primitives/pool.js';
import { sum } from '../../primitives/reduce.js';
import { range } from '../../shape.js';
import { fromNumbers } from '../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../tensor/tensor.js';
import { blockedConvPrimitive, evaluateAs, plainSizes, runtimeOp } from './blocked-channels.js';

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
  lower: (lowering, [x, bound], node) => {
    const [image, result] = [node.inputs[0]!, node.outputs[0]!];
    const { window, strides } = node.attributes;
    const sizes = plainSizes(image.shape);
    const flat = lowering.reshape(x!, sizes);
    // In the sizes that it has for the runtime: a branch that ends in another shape ends in a copy.
    const results = [{ dtype: result.dtype, shape: plainSizes(result.shape) }];
    const plain = (branch: Lowering) => [
      runtimeOp(branch, 'MaxPool', [flat], { kernel_shape: ints(window), strides: ints(strides) }),
    ];
    const exact = (branch: Lowering) => {
      const own = placeholder(image);
      const maxima = reshape(byPosition(own, result.shape, node.attributes), results[0]!.shape);
      return branch.lowerBody({ inputs: [own], outputs: [maxima] }, [x!]);
    };
    // The operator loses NaN, and begins with the smallest finite number: means tell where there may be either, and so does a bound.
    const ifFinite = (own: Lowering, sign: string, otherwise: typeof exact) =>
      unlessNan(own, own.op('Sub', [sign, sign]), results, plain, otherwise);
    const byMeans = (own: Lowering) => ifFinite(own, runtimeOp(own, 'GlobalAveragePool', [flat], {}), exact);
    const [maxima] = bound ? ifFinite(lowering, bound, byMeans) : byMeans(lowering);
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

/** Elements from which on an image has a bound, and how many it has for each of those that the bound is made of. */
const [LARGE, FOR_EACH] = [2 ** 17, 4];

/**
 * A number that no element of an image is larger than, by size, made of few others: of what goes into the convolution that made it, which
 * is read in a fraction of the time. Where they are not all finite, neither is the number.
 *
 * @returns null where there is none that is worth it
 */
function boundOf(image: Tensor): Tensor | null {
  if (image.size < LARGE) return null;
  let read = 0;
  const known = new Map<Tensor, Tensor>();
  const size = (x: Tensor): Tensor => {
    read += x.size;
    return sum(abs(x), range(x.rank));
  };
  const made = (x: Tensor): Tensor => {
    const rectified = madeBy(x, relu);
    if (rectified) return bound(rectified.inputs[0]!);
    const conv = madeBy(x, blockedConvPrimitive);
    if (!conv) return madeBy(x, blockedMaximaPrimitive)?.inputs[1] ?? size(x);
    const [from, kernel, ...added] = conv.inputs as [Tensor, Tensor, ...Tensor[]];
    return added.map(bound).reduce(add, mul(bound(from), size(kernel)));
  };
  const bound = (x: Tensor): Tensor => {
    const own = known.get(x) ?? made(x);
    known.set(x, own);
    return own;
  };
  const found = bound(image);
  // Twice as much, since sums are rounded.
  return FOR_EACH * read <= image.size ? add(found, found) : null;
}

/** The maxima of windows of x, in blocks as x is. */
export function blockedMaxima(x: Tensor, attributes: WindowAttributes): Tensor {
  const bound = boundOf(x);
  return emitOne(blockedMaximaPrimitive, bound ? [x, bound] : [x], attributes);
}
