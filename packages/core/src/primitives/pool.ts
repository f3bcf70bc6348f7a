/** Maxima and means of sliding windows, channels last. */

import { type DType, isFloat } from '../dtype.js';
import { ShapeError } from '../errors.js';
import type { Attributes } from '../graph/node.js';
import { ints } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { emitOne, floatKernel, type Primitive } from '../op.js';
import { formatShape, range, type Shape, sizeOf, stridesOf } from '../shape.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { cast } from './cast.js';
import { equal } from './compare.js';
import { definePrimitive } from './define-primitive.js';
import { add, maximum, mul, scalarLike, sub } from './elementwise.js';
import { interleave } from './interleave.js';
import { pad, reshape, slice } from './movement.js';
import { nanFlags, orderOutputs, valueWhere } from './nan-order.js';
import { multiIndices, offsets } from './offsets.js';
import { specialRows } from './special-values.js';
import { windowSums } from './wide-windows.js';

/** One entry for each spatial axis. */
export interface WindowAttributes extends Attributes {
  readonly window: readonly number[];
  readonly strides: readonly number[];
}

/** Positions within a window up to which strided slices are faster than pooling between two transposes. */
const FEW_TAPS = 4;

/** How many windows fit along each spatial axis of a channels-last shape. */
const windowCounts = (shape: Shape, { window, strides }: WindowAttributes): number[] =>
  window.map((taps, i) => Math.floor((shape[i + 1]! - taps) / strides[i]!) + 1);

function checkWindows(name: string, shape: Shape, attributes: WindowAttributes): number[] {
  const counts = windowCounts(shape, attributes);
  if (shape.length === counts.length + 2 && counts.every((n) => n > 0)) return counts;
  throw new ShapeError(`[${name}]: the window does not fit into the input.`, {
    expected: `an input [batch, ...spatial, channels] with spatial sizes of at least ${formatShape(attributes.window)}`,
    received: formatShape(shape),
  });
}

/** For each position within the window, the elements of x [N, ...spatial, C] that lie there, as strided slices. */
function windowSlices(x: Tensor, attributes: WindowAttributes): Tensor[] {
  const sizes = [x.shape[0]!, ...windowCounts(x.shape, attributes), x.shape[x.rank - 1]!];
  return multiIndices(attributes.window).map((tap) => slice(x, [0, ...tap, 0], sizes, [1, ...attributes.strides, 1]));
}

/**
 * The adjoint of {@link windowSlices}: puts the pieces back to where they came from and adds up what meets there. Along an axis,
 * the pieces whose positions are equal modulo the stride are added, and the sums interleaved.
 */
function scatterWindows(pieces: readonly Tensor[], size: Shape, { window, strides }: WindowAttributes): Tensor {
  let current = [...pieces];
  for (let i = window.length - 1; i >= 0; i--) {
    const taps = window[i]!;
    const merged: Tensor[] = [];
    for (let first = 0; first < current.length; first += taps) {
      merged.push(scatterAxis(current.slice(first, first + taps), i + 1, size[i + 1]!, strides[i]!));
    }
    current = merged;
  }
  return current[0]!;
}

function scatterAxis(pieces: readonly Tensor[], axis: number, size: number, stride: number): Tensor {
  const count = pieces[0]!.shape[axis]!;
  const rounds = count + Math.floor((pieces.length - 1) / stride);
  const phases = range(stride).map((phase) => {
    const shifted = pieces
      .filter((_, tap) => tap % stride === phase)
      .map((piece, shift) => alongAxis(piece, axis, shift, rounds - count - shift));
    return shifted.length > 0 ? shifted.reduce(add) : null;
  });
  const zeros = phases.includes(null) ? sub(phases[0]!, phases[0]!) : null;
  const joined = interleave(
    phases.map((phase) => phase ?? zeros!),
    axis,
  );
  const surplus = Math.max(rounds * stride - size, 0);
  const kept = slice(
    joined,
    joined.shape.map(() => 0),
    joined.shape.map((n, i) => (i === axis ? n - surplus : n)),
  );
  return alongAxis(kept, axis, 0, Math.max(size - rounds * stride, 0));
}

const alongAxis = (x: Tensor, axis: number, before: number, after: number): Tensor =>
  pad(
    x,
    x.shape.map((_, i) => (i === axis ? before : 0)),
    x.shape.map((_, i) => (i === axis ? after : 0)),
  );

/** Folds every window of x [N, ...spatial, C] into one element; windows that would leave x are left out. */
function pooling(
  name: string,
  rule: {
    /** The ONNX op for large windows, channels first. */
    onnx: string;
    /** Whether that op takes NaN for any other number. */
    losesNan?: boolean;
    /** Folds the elements of a small window, one tensor for each position. */
    fold: (elements: readonly Tensor[]) => Tensor;
    evaluate: (window: Float64Array) => number;
    vjp: (g: Tensor, x: Tensor, y: Tensor, attributes: WindowAttributes) => Tensor;
    compose?: Primitive<WindowAttributes>['compose'];
    cpuKernel: (dtype: DType) => DType;
    samples?: Primitive<WindowAttributes>['samples'];
  },
): (x: Tensor, attributes: WindowAttributes) => Tensor {
  const pool = (x: Tensor, attributes: WindowAttributes): Tensor => emitOne(primitive, [x], attributes);
  const primitive: Primitive<WindowAttributes> = definePrimitive<WindowAttributes>({
    name,
    infer: ([x], attributes) => {
      const counts = checkWindows(name, x!.shape, attributes);
      return { shape: [x!.shape[0]!, ...counts, x!.shape[x!.shape.length - 1]!], dtype: x!.dtype };
    },
    vjp: ([g], { inputs: [x], outputs: [y], attributes }) => [rule.vjp(g!, x!, y!, attributes)],
    batch: ([x], _batched, attributes) => {
      const [size, n, ...rest] = x!.shape;
      const y = pool(reshape(x!, [size! * n!, ...rest]), attributes);
      return [reshape(y, [size!, n!, ...y.shape.slice(1)])];
    },
    expand: ([x], attributes) =>
      sizeOf(attributes.window) > FEW_TAPS ? null : [rule.fold(windowSlices(x!, attributes))],
    cpuKernel: rule.cpuKernel,
    ...(rule.compose && { compose: rule.compose }),
    lower: (lowering, [x], node) => {
      const {
        inputs: [input],
        attributes,
      } = node;
      const rank = input!.rank;
      const { window, strides } = attributes;
      if (sizeOf(window) > FEW_TAPS) {
        const pooled = (branch: Lowering, values: string): string => {
          const channelsFirst = branch.transpose(values, [0, rank - 1, ...range(rank).slice(1, -1)]);
          const result = branch.op(rule.onnx, [channelsFirst], { kernel_shape: ints(window), strides: ints(strides) });
          return branch.transpose(result, [0, ...range(rank).slice(2), 1]);
        };
        const plain = (branch: Lowering) => [pooled(branch, x!)];
        if (!rule.losesNan) return plain(lowering);
        return orderOutputs(lowering, x!, node, range(rank).slice(0, -1), plain, (branch) => {
          const flags = branch.cast(nanFlags(branch, x!), lowering.kernelType(node)!);
          return [valueWhere(branch, pooled(branch, flags), Number.NaN, plain(branch)[0]!, node)];
        });
      }
      // Counted from the end, so that they hold for every size; the last position of a window reaches to the end.
      const { builder } = lowering;
      const axes = builder.ints(window.map((_, i) => i + 1));
      const slices = multiIndices(window).map((tap) => {
        const ends = tap.map((t, i) => (t === window[i]! - 1 ? 2 ** 53 : t - window[i]! + 1));
        return lowering.op('Slice', [x!, builder.ints(tap), builder.ints(ends), axes, builder.ints(strides)]);
      });
      const folded = slices.map(() => placeholder({ shape: [], dtype: lowering.kernelType(node)! }));
      return lowering.lowerBody({ inputs: folded, outputs: [rule.fold(folded)] }, slices)[0]!;
    },
    evaluate: ([x], { window, strides }, [out]) => {
      const steps = stridesOf(x!.shape);
      const starts = offsets(
        out!.shape,
        steps.map((step, axis) => step * (strides[axis - 1] ?? 1)),
      );
      const within = offsets(window, steps.slice(1, -1));
      return Float64Array.from(starts, (start) =>
        rule.evaluate(Float64Array.from(within, (offset) => x!.values[start + offset]!)),
      );
    },
    samples: [
      { inputs: [{ shape: [2, 6, 4, 3], dtype: 'float32' }], attributes: { window: [2, 2], strides: [2, 2] } },
      { inputs: [{ shape: [2, 7, 5, 2], dtype: 'float32' }], attributes: { window: [3, 2], strides: [2, 1] } },
      { inputs: [{ shape: [1, 8, 2], dtype: 'float32' }], attributes: { window: [2], strides: [3] } },
      { inputs: [{ shape: [1, 3, 4, 3, 2], dtype: 'float32' }], attributes: { window: [2, 2, 2], strides: [1, 2, 1] } },
      ...(rule.samples ?? []),
    ],
  });
  return pool;
}

const maxima = pooling('max_pool', {
  onnx: 'MaxPool',
  losesNan: true,
  fold: (elements) => elements.reduce(maximum),
  evaluate: (window) => window.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  // The first element that reaches the maximum takes the cotangent, as in JAX and PyTorch; the last one takes what is left.
  vjp: (g, x, y, attributes) => {
    let rest = g;
    const pieces = windowSlices(x, attributes)
      .slice(0, -1)
      .map((candidates) => {
        const piece = mul(cast(equal(candidates, y), g.dtype), rest);
        rest = sub(rest, piece);
        return piece;
      });
    return scatterWindows([...pieces, rest], x.shape, attributes);
  },
  // MaxPool has no integer kernels but for 8 bits; float64 holds the others.
  cpuKernel: (dtype) => (isFloat(dtype) && dtype !== 'float64' ? 'float32' : 'float64'),
  samples: [
    { inputs: [{ shape: [1, 4, 4, 2], dtype: 'int32' }], attributes: { window: [3, 3], strides: [1, 1] } },
    ...specialRows.flatMap(({ shape, dtype, values }) =>
      [
        { window: [3], strides: [1] },
        { window: [5], strides: [1] },
      ].map((attributes) => ({ inputs: [{ shape: [...shape, 1], dtype, values }], attributes })),
    ),
  ],
});

/** The maximum of every window: along the last axis first, then the maxima of those, which also finds the first in row-major order. */
export function maxPool(x: Tensor, attributes: WindowAttributes): Tensor {
  const { window, strides } = attributes;
  checkWindows('max_pool', x.shape, attributes);
  return range(window.length).reduceRight((y, axis) => {
    const only = (sizes: readonly number[]) => sizes.map((size, i) => (i === axis ? size : 1));
    return window[axis] === 1 && strides[axis] === 1 ? y : maxima(y, { window: only(window), strides: only(strides) });
  }, x);
}

/** The mean of every window. */
export const averagePool = pooling('average_pool', {
  onnx: 'AveragePool',
  fold: (elements) => {
    const total = elements.reduce(add);
    return mul(total, scalarLike(1 / elements.length, total));
  },
  evaluate: (window) => window.reduce((a, b) => a + b) / window.length,
  vjp: (g, x, _y, attributes) => {
    const taps = sizeOf(attributes.window);
    const share = mul(g, scalarLike(1 / taps, g));
    return scatterWindows(new Array<Tensor>(taps).fill(share), x.shape, attributes);
  },
  cpuKernel: floatKernel,
  // The runtime has no kernel for float64.
  compose: ([x], attributes) => {
    const { window, strides } = attributes;
    if (x!.dtype !== 'float64' || sizeOf(window) <= FEW_TAPS) return null;
    const total = windowSums(x!, window, strides, windowCounts(x!.shape, attributes));
    return [mul(total, scalarLike(1 / sizeOf(window), total))];
  },
});
