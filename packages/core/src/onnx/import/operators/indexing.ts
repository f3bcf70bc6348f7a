/** Reading and writing at computed positions. */
import { ValueError } from '../../../errors.js';
import * as ops from '../../../ops/index.js';
import { knownNumber, knownNumbers } from '../../../ops/support/static-values.js';
import { equal, less } from '../../../primitives/compare.js';
import { add, cast, scalar, select, sub } from '../../../primitives/elementwise.js';
import { gather, gatherElements, gatherNd } from '../../../primitives/indexing.js';
import { iota } from '../../../primitives/iota.js';
import { broadcastTo, concatenate, reshape } from '../../../primitives/movement.js';
import { type ScatterReduction, scatterElements, scatterNd } from '../../../primitives/scatter.js';
import { normalizeAxis, range, sizeOf } from '../../../shape.js';
import { fromNumbers } from '../../../tensor/host-array.js';
import { fromHost, type Tensor } from '../../../tensor/tensor.js';
import { type OperatorNode, type OperatorTable, operator } from '../operator.js';

const axisOf = (node: OperatorNode, x: Tensor, fallback = 0): number =>
  normalizeAxis(node.int('axis', fallback), x.rank, node.type);

/** Index vectors that also name the row of each of the leading axes that both tensors share. */
function withBatchRows(indices: Tensor, axes: number): Tensor {
  const lead = indices.shape.slice(0, -1);
  const rows = range(axes).map((axis) => {
    const row = reshape(
      iota(lead[axis]!, indices.dtype),
      range(lead.length + 1).map((i) => (i === axis ? lead[axis]! : 1)),
    );
    return broadcastTo(row, [...lead, 1]);
  });
  return concatenate([...rows, indices], indices.rank - 1);
}

const reductionOf = (node: OperatorNode): ScatterReduction => node.string('reduction', 'none') as ScatterReduction;

/** Indices of which those on other axes may be fewer than the tensor has: the rest stays as it is. */
function gathered(node: OperatorNode, x: Tensor, indices: Tensor): Tensor {
  const axis = axisOf(node, x);
  return gatherElements(cornerOf(x, indices, axis), indices, axis);
}

/** The part of `x` that the indices speak of. */
const cornerOf = (x: Tensor, indices: Tensor, axis: number): Tensor =>
  ops.slice(
    x,
    x.shape.map(() => 0),
    x.shape.map((size, i) => (i === axis ? size : indices.shape[i]!)),
  );

function scattered(node: OperatorNode, x: Tensor, indices: Tensor, updates: Tensor): Tensor {
  const axis = axisOf(node, x);
  const corner = cornerOf(x, indices, axis);
  const written = scatterElements(corner, indices, updates, axis, reductionOf(node));
  return corner === x || corner.size === x.size
    ? written
    : ops.sliceUpdate(
        x,
        x.shape.map(() => 0),
        written,
      );
}

function oneHot(node: OperatorNode, indices: Tensor, depth: Tensor, values: Tensor): Tensor {
  const axis = normalizeAxis(node.int('axis', -1), indices.rank + 1, 'OneHot');
  const count = knownNumber('The depth of OneHot', depth);
  const whole = cast(indices, 'int64');
  const positions = select(less(whole, scalar(0, 'int64')), add(whole, scalar(count, 'int64')), whole);
  const classes = reshape(
    iota(count, 'int64'),
    range(indices.rank + 1).map((i) => (i === axis ? count : 1)),
  );
  const isHot = equal(ops.expandDims(positions, axis), classes);
  const [off, on] = [0, 1].map((i) => reshape(ops.take(values, [i], 0), []));
  return select(isHot, on!, off!);
}

/** The positions of what is not 0, one row for each axis: their number has to be known. */
function nonZero(x: Tensor): Tensor {
  const values = knownNumbers('The input of NonZero', x);
  const found = values.flatMap((value, i) => (value === 0 ? [] : [i]));
  const strides = range(x.rank).map((axis) => sizeOf(x.shape.slice(axis + 1)));
  const rows = strides.flatMap((stride, axis) => found.map((i) => Math.floor(i / stride) % x.shape[axis]!));
  return fromHost(fromNumbers(rows, 'int64', [x.rank, found.length]));
}

function compress(node: OperatorNode, x: Tensor, condition: Tensor): Tensor {
  const flags = knownNumbers('The condition of Compress', condition);
  const kept = flags.flatMap((flag, i) => (flag ? [i] : []));
  const input = node.has('axis') ? x : reshape(x, [x.size]);
  return ops.take(input, fromHost(fromNumbers(kept, 'int64', [kept.length])), axisOf(node, input));
}

/** The first `lengths[b]` steps of each sequence in the opposite order; time and batch are the first two axes, in either order. */
export function reverseSequences(x: Tensor, lengths: Tensor, time: number, batch: number): Tensor {
  const [rows, steps] = [x.shape[batch]!, x.shape[time]!];
  const along = (size: number, axis: number): Tensor =>
    reshape(iota(size, 'int64'), axis === 0 ? [size, 1] : [1, size]);
  const ends = reshape(cast(lengths, 'int64'), batch === 0 ? [rows, 1] : [1, rows]);
  const step = along(steps, time);
  const mirrored = sub(sub(ends, scalar(1, 'int64')), step);
  const positions = select(less(step, ends), mirrored, step);
  const whole = [x.shape[0]!, x.shape[1]!];
  const parts = [positions, broadcastTo(along(rows, batch), whole)].map((part) => reshape(part, [...whole, 1]));
  return gatherNd(x, concatenate(time === 0 ? parts : parts.reverse(), 2));
}

export const indexing: OperatorTable = {
  Gather: operator(2, (node, x, indices) => gather(x, indices, axisOf(node, x))),
  GatherElements: operator(2, gathered),
  GatherND: operator(2, (node, x, indices) => {
    const axes = node.int('batch_dims', 0);
    return gatherNd(x, axes > 0 ? withBatchRows(indices, axes) : indices);
  }),
  Scatter: operator(3, scattered),
  ScatterElements: operator(3, scattered),
  ScatterND: operator(3, (node, x, indices, updates) => scatterNd(x, indices, updates, reductionOf(node))),
  OneHot: operator(3, oneHot, { settings: [2], shapes: [1] }),
  NonZero: operator(1, (_node, x) => nonZero(x), { shapes: [0] }),
  Compress: operator(2, compress, { shapes: [1] }),
  ReverseSequence: operator(2, (node, x, lengths) => {
    const [time, batch] = [node.int('time_axis', 0), node.int('batch_axis', 1)];
    if (time !== batch) return reverseSequences(x, lengths, time, batch);
    throw new ValueError('The axes of ReverseSequence must differ.', { received: `${time} and ${batch}` });
  }),
};
