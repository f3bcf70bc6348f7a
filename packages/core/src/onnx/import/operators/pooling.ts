/** Pooling over sliding windows. */
import { dtypeRange, isFloat } from '../../../dtype.js';
import { NotImplementedError, ValueError } from '../../../errors.js';
import * as ops from '../../../ops/index.js';
import { knownNumbers } from '../../../ops/support/static-values.js';
import { abs, add, cast, maximum, mul, pow, scalarLike } from '../../../primitives/elementwise.js';
import { gatherElements } from '../../../primitives/indexing.js';
import { iota } from '../../../primitives/iota.js';
import { broadcastTo, pad, reshape, slice, transpose } from '../../../primitives/movement.js';
import { multiIndices } from '../../../primitives/offsets.js';
import { averagePool, maxPool } from '../../../primitives/pool.js';
import { argMax, max, mean, sum } from '../../../primitives/reduce.js';
import { scatterElements } from '../../../primitives/scatter.js';
import { formatShape, range, sizeOf, stridesOf } from '../../../shape.js';
import { fromNumbers } from '../../../tensor/host-array.js';
import { fromHost, type Tensor } from '../../../tensor/tensor.js';
import { type OperatorNode, type OperatorTable, operator } from '../operator.js';
import { extentOf, perAxis, type Windows, windowCounts, windowsOf } from './windows.js';

/** Runs `fn` with the channels last. */
function channelsLast(x: Tensor, fn: (x: Tensor) => Tensor): Tensor {
  const y = fn(transpose(x, [0, ...range(x.rank).slice(2), 1]));
  return transpose(y, [0, y.rank - 1, ...range(y.rank - 2).map((i) => i + 1)]);
}

interface Placed extends Windows {
  readonly counts: readonly number[];
  /** Elements behind the input that the windows need, those included that they reach past its end. */
  readonly needed: readonly number[];
}

/** A bound on the windows along an axis, each of which has a share of its own in a mean. */
const MOST_WINDOWS = 2 ** 24;

function placed(node: OperatorNode, x: Tensor): Placed {
  const sizes = x.shape.slice(2);
  const windows = windowsOf(node, perAxis(node, 'kernel_shape', sizes.length, 1), sizes);
  const counts = windowCounts(windows, sizes, node.flag('ceil_mode'));
  if (counts.some((count) => count > MOST_WINDOWS))
    throw new ValueError('So many windows along an axis are not supported.', { received: formatShape(counts) });
  const { taps, strides, dilations, before } = windows;
  const needed = counts.map((count, i) =>
    Math.max(0, (count - 1) * strides[i]! + extentOf(taps[i]!, dilations[i]!) - before[i]! - sizes[i]!),
  );
  return { ...windows, counts, needed };
}

const around = (x: Tensor, { before, needed }: Placed, value?: Tensor): Tensor =>
  pad(x, [0, 0, ...before], [0, 0, ...needed], undefined, value);

/** A bound on the taps that are taken one by one. */
const MOST_TAPS = 2 ** 14;

/** For each tap of the window, what stands under it in all windows. */
function underTaps(padded: Tensor, { taps, strides, dilations, counts }: Placed): Tensor[] {
  if (sizeOf(taps) > MOST_TAPS)
    throw new ValueError('A window of so many taps is not supported.', { received: formatShape(taps) });
  const lead = padded.shape.slice(0, 2);
  return multiIndices(taps).map((tap) =>
    slice(padded, [0, 0, ...tap.map((t, i) => t * dilations[i]!)], [...lead, ...counts], [1, 1, ...strides]),
  );
}

const isDense = ({ dilations, taps }: Windows): boolean => dilations.every((n, i) => n === 1 || taps[i] === 1);

/** What windows that lie side by side reach. */
function reached(padded: Tensor, { taps, strides, counts }: Placed): Tensor {
  const used = padded.shape.map((size, i) => (i < 2 ? size : (counts[i - 2]! - 1) * strides[i - 2]! + taps[i - 2]!));
  return slice(
    padded,
    used.map(() => 0),
    used,
  );
}

function maxPooled(node: OperatorNode, x: Tensor): Tensor | Tensor[] {
  const windows = placed(node, x);
  const lowest = scalarLike(isFloat(x.dtype) ? Number.NEGATIVE_INFINITY : dtypeRange(x.dtype)[0], x);
  const padded = around(x, windows, lowest);
  if (node.wants(1)) return withPositions(node, x, padded, windows);
  if (!isDense(windows)) return underTaps(padded, windows).reduce(maximum);
  const { taps, strides } = windows;
  return channelsLast(reached(padded, windows), (input) => maxPool(input, { window: taps, strides }));
}

/** The maxima, and where they stand in the whole tensor. */
function withPositions(node: OperatorNode, x: Tensor, padded: Tensor, windows: Placed): Tensor[] {
  const spatial = x.shape.slice(2);
  const steps = node.flag('storage_order') ? stridesOf([...spatial].reverse()).reverse() : stridesOf(spatial);
  const places = steps.reduce(
    (total, step, axis) => {
      const along = reshape(
        iota(spatial[axis]!, 'int64'),
        spatial.map((size, i) => (i === axis ? size : 1)),
      );
      return add(total, mul(along, scalarLike(step, along)));
    },
    broadcastTo(scalarLike(0, { dtype: 'int64' }), spatial),
  );
  const planes = reshape(iota(sizeOf(x.shape.slice(0, 2)), 'int64'), [...x.shape.slice(0, 2), ...spatial.map(() => 1)]);
  const all = add(mul(planes, scalarLike(sizeOf(spatial), planes)), places);
  const stack = (tensors: readonly Tensor[]): Tensor => ops.stack([...tensors], 0);
  const values = stack(underTaps(padded, windows));
  const winner = ops.expandDims(argMax(values, 0), 0);
  const positions = stack(underTaps(around(all, windows), windows));
  return [values, positions].map((each) => reshape(gatherElements(each, winner, 0), each.shape.slice(1)));
}

/** Padding counts if the node says so; what a window has beyond that never does. */
function averagePooled(node: OperatorNode, x: Tensor): Tensor {
  const windows = placed(node, x);
  const total = windowSums(around(x, windows), windows);
  const counted = node.flag('count_include_pad');
  const { taps, strides, dilations, before, after, counts } = windows;
  return counts.reduce((y, count, i) => {
    const size = x.shape[i + 2]!;
    const [from, to] = counted ? [0, before[i]! + size + after[i]!] : [before[i]!, before[i]! + size];
    const shares = range(count).map((window) => {
      const start = window * strides[i]!;
      const first = Math.max(0, Math.ceil((from - start) / dilations[i]!));
      const last = Math.min(taps[i]! - 1, Math.floor((to - 1 - start) / dilations[i]!));
      return 1 / (last - first + 1);
    });
    const shape = y.shape.map((_, axis) => (axis === i + 2 ? count : 1));
    return mul(y, fromHost(fromNumbers(shares, y.dtype, shape)));
  }, total);
}

function windowSums(padded: Tensor, windows: Placed): Tensor {
  if (!isDense(windows)) return underTaps(padded, windows).reduce(add);
  const { taps, strides } = windows;
  const means = channelsLast(reached(padded, windows), (input) => averagePool(input, { window: taps, strides }));
  return mul(means, scalarLike(sizeOf(taps), means));
}

const lpNorm = (sums: Tensor, p: number): Tensor => pow(sums, scalarLike(1 / p, sums));
const toPower = (x: Tensor, p: number): Tensor => pow(abs(x), scalarLike(p, x));

const overSpace = (x: Tensor, reduce: (x: Tensor, axes: readonly number[], keepdims: boolean) => Tensor): Tensor =>
  reduce(x, range(x.rank).slice(2), true);

/** Puts values back to where MaxPool found them, among zeros. */
function unpooled(node: OperatorNode, x: Tensor, positions: Tensor, shape: Tensor | undefined): Tensor {
  const taps = perAxis(node, 'kernel_shape', x.rank - 2, 1);
  const { strides, before, after } = windowsOf(node, taps, x.shape.slice(2));
  const own = [
    ...x.shape.slice(0, 2),
    ...taps.map((tap, i) => (x.shape[i + 2]! - 1) * strides[i]! + tap - before[i]! - after[i]!),
  ];
  const target = shape ? knownNumbers('The shape of MaxUnpool', shape) : own;
  if (String(target) !== String(own)) {
    throw new NotImplementedError('MaxUnpool into a shape of another size is not supported.', {
      expected: String(own),
      received: String(target),
    });
  }
  const zeros = broadcastTo(scalarLike(0, x), [sizeOf(own)]);
  return reshape(scatterElements(zeros, reshape(cast(positions, 'int64'), [x.size]), reshape(x, [x.size]), 0), own);
}

export const pooling: OperatorTable = {
  MaxPool: operator(1, maxPooled),
  AveragePool: operator(1, averagePooled),
  LpPool: operator(1, (node, x) => {
    const windows = placed(node, x);
    const p = node.int('p', 2);
    return lpNorm(windowSums(around(toPower(x, p), windows), windows), p);
  }),
  GlobalMaxPool: operator(1, (_node, x) => overSpace(x, max)),
  GlobalAveragePool: operator(1, (_node, x) => overSpace(x, mean)),
  GlobalLpPool: operator(1, (node, x) => {
    const p = node.int('p', 2);
    return lpNorm(overSpace(toPower(x, p), sum), p);
  }),
  MaxUnpool: operator(2, unpooled, { shapes: [2] }),
};
