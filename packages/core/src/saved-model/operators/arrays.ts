/** Shapes, reductions, and tensors that are taken apart, joined and indexed. */

import { isFloat } from '../../dtype.js';
import { ValueError } from '../../errors.js';
import * as ops from '../../ops/index.js';
import { knownNumber, knownNumbers } from '../../ops/support/static-values.js';
import { cumprod, cumsum } from '../../primitives/cumulative.js';
import { cast, quotient, scalar, scalarLike } from '../../primitives/elementwise.js';
import { gather, gatherNd } from '../../primitives/indexing.js';
import { iota } from '../../primitives/iota.js';
import { broadcastTo, concatenate, pad, reshape, reverse, slice, transpose } from '../../primitives/movement.js';
import { all, any, argMax, argMin, max, mean, min, prod, sum } from '../../primitives/reduce.js';
import { scatterNd } from '../../primitives/scatter.js';
import { topK } from '../../primitives/sort.js';
import { slicesOf } from '../../primitives/split.js';
import { formatShape, normalizeAxes, normalizeAxis, range, sizeOf } from '../../shape.js';
import { fromNumbers } from '../../tensor/host-array.js';
import { fromHost, type Tensor } from '../../tensor/tensor.js';
import { type GraphNode, type GraphOperator, type GraphOperatorTable, onTensors } from '../operator.js';

const numbers = (node: GraphNode, what: string, x: Tensor): number[] => knownNumbers(`The ${what} of ${node.op}`, x);
const axisFrom = (node: GraphNode, axis: Tensor, rank: number): number =>
  normalizeAxis(knownNumber(`The axis of ${node.op}`, axis), rank, node.op);

const list = (node: GraphNode, values: readonly number[], attribute = 'out_type'): Tensor =>
  fromHost(fromNumbers(values, node.dtype(attribute, 'int32'), [values.length]));

type Reduce = (x: Tensor, axes: readonly number[], keepdims: boolean) => Tensor;

const reduction = (reduce: Reduce): GraphOperator =>
  onTensors((node, x, axes) => {
    const given = normalizeAxes(numbers(node, 'axes', axes!), x!.rank);
    return given.length === 0 ? x! : reduce(x!, given, node.flag('keep_dims'));
  });

const average: Reduce = (x, axes, keepdims) => {
  if (isFloat(x.dtype)) return mean(x, axes, keepdims);
  const total = sum(x, axes, keepdims);
  return quotient(total, scalarLike(sizeOf(axes.map((axis) => x.shape[axis]!)), total));
};

const position = (first: (x: Tensor, axis: number) => Tensor): GraphOperator =>
  onTensors((node, x, axis) => cast(first(x!, axisFrom(node, axis!, x!.rank)), node.dtype('output_type', 'int64')));

const running = (accumulate: (x: Tensor, axis: number) => Tensor, start: number): GraphOperator =>
  onTensors((node, x, axisInput) => {
    const axis = axisFrom(node, axisInput!, x!.rank);
    const turned = (each: Tensor): Tensor => (node.flag('reverse') ? reverse(each, [axis]) : each);
    let y = turned(x!);
    if (node.flag('exclusive')) {
      const one = (n: number): number[] => y.shape.map((_, i) => (i === axis ? n : 0));
      const kept = slice(
        y,
        one(0),
        y.shape.map((size, i) => (i === axis ? size - 1 : size)),
      );
      y = pad(kept, one(1), one(0), undefined, scalarLike(start, y));
    }
    return turned(accumulate(y, axis));
  });

function reshaped(node: GraphNode, x: Tensor, shape: Tensor): Tensor {
  const sizes = numbers(node, 'shape', shape);
  const open = sizes.indexOf(-1);
  if (open >= 0) sizes[open] = x.size === 0 ? 0 : x.size / sizeOf(sizes.filter((_, i) => i !== open));
  if (sizes.every((size) => Number.isInteger(size) && size >= 0) && sizeOf(sizes) === x.size) return reshape(x, sizes);
  throw new ValueError('Reshape cannot give the tensor this shape.', {
    expected: `${x.size} elements, as in ${formatShape(x.shape)}`,
    received: formatShape(sizes),
  });
}

function squeezed(node: GraphNode, x: Tensor): Tensor {
  const given = node.ints('squeeze_dims');
  const axes = given.length > 0 ? normalizeAxes(given, x.rank) : range(x.rank).filter((axis) => x.shape[axis] === 1);
  return reshape(
    x,
    x.shape.filter((_, axis) => !axes.includes(axis)),
  );
}

/** Python's indexing, written as bounds with a bit for each entry: all of an axis, a new axis, an axis that goes, an ellipsis. */
function stridedSlice(node: GraphNode, x: Tensor, ...bounds: Tensor[]): Tensor {
  const [begin, end, strides] = bounds.map((each) => numbers(node, 'bounds', each)) as [number[], number[], number[]];
  const has = (mask: string, i: number): boolean => (node.int(mask) >>> i) % 2 === 1;
  const entries = range(begin.length);
  const taken = entries.filter((i) => !has('new_axis_mask', i) && !has('ellipsis_mask', i)).length;
  const [starts, sizes, steps] = [x.shape.map(() => 0), [...x.shape], x.shape.map(() => 1)];
  const backward: number[] = [];
  const shape: number[] = [];
  let axis = 0;
  const keep = (count: number): void => {
    for (; count > 0; count--) shape.push(sizes[axis++]!);
  };
  for (const i of entries) {
    if (has('ellipsis_mask', i)) keep(x.rank - taken);
    else if (has('new_axis_mask', i)) shape.push(1);
    else {
      const size = x.shape[axis];
      const step = strides[i]!;
      if (size === undefined || step === 0)
        throw new ValueError('A slice does not fit its tensor.', { received: formatShape(x.shape) });
      const from = (value: number): number => (value < 0 ? value + size : value);
      if (has('shrink_axis_mask', i)) {
        starts[axis] = from(begin[i]!);
        sizes[axis] = 1;
        axis += 1;
        continue;
      }
      const clamp = (value: number): number =>
        step > 0 ? Math.min(Math.max(from(value), 0), size) : Math.min(Math.max(from(value), -1), size - 1);
      const first = has('begin_mask', i) ? (step > 0 ? 0 : size - 1) : clamp(begin[i]!);
      const last = has('end_mask', i) ? (step > 0 ? size : -1) : clamp(end[i]!);
      const count = Math.max(0, Math.ceil((last - first) / step));
      starts[axis] = count === 0 ? 0 : step > 0 ? first : first + (count - 1) * step;
      sizes[axis] = count;
      steps[axis] = Math.abs(step);
      if (step < 0) backward.push(axis);
      shape.push(count);
      axis += 1;
    }
  }
  keep(x.rank - axis);
  return reshape(reverse(slice(x, starts, sizes, steps), backward), shape);
}

function splitInto(x: Tensor, count: number, axis: number): Tensor[] {
  const size = x.shape[axis]! / count;
  if (!Number.isInteger(size) || count < 1) {
    throw new ValueError('An axis cannot be split into equal parts.', { received: `${x.shape[axis]} into ${count}` });
  }
  return slicesOf(
    x,
    axis,
    range(count).map(() => size),
  );
}

/** Rows of a batch axis that lie beside each other in space, and the reverse. */
function blocks(node: GraphNode, x: Tensor, blockInput: Tensor, amountsInput: Tensor): Tensor {
  const block = numbers(node, 'block', blockInput);
  const amounts = numbers(node, 'margins', amountsInput);
  const count = block.length;
  const side = (i: number): number[] =>
    range(x.rank).map((axis) => (axis >= 1 && axis <= count ? amounts[2 * (axis - 1) + i]! : 0));
  const others = x.shape.slice(count + 1);
  const whole = sizeOf(block);
  if (node.op === 'SpaceToBatchND') {
    const padded = pad(x, side(0), side(1));
    const inner = block.flatMap((n, i) => [padded.shape[i + 1]! / n, n]);
    const apart = reshape(padded, [padded.shape[0]!, ...inner, ...others]);
    const order = [
      ...range(count).map((i) => 2 * i + 2),
      0,
      ...range(count).map((i) => 2 * i + 1),
      ...others.map((_, i) => 2 * count + 1 + i),
    ];
    return reshape(transpose(apart, order), [
      padded.shape[0]! * whole,
      ...block.map((n, i) => padded.shape[i + 1]! / n),
      ...others,
    ]);
  }
  const batch = x.shape[0]! / whole;
  const spatial = x.shape.slice(1, count + 1);
  const apart = reshape(x, [...block, batch, ...spatial, ...others]);
  const order = [count, ...range(count).flatMap((i) => [count + 1 + i, i]), ...others.map((_, i) => 2 * count + 1 + i)];
  const joined = reshape(transpose(apart, order), [batch, ...spatial.map((n, i) => n * block[i]!), ...others]);
  return slice(
    joined,
    side(0),
    joined.shape.map((size, axis) => size - side(0)[axis]! - side(1)[axis]!),
  );
}

function padded(node: GraphNode, x: Tensor, amounts: Tensor, value?: Tensor): Tensor {
  const all = numbers(node, 'amounts', amounts);
  const [before, after] = [0, 1].map((side) => range(x.rank).map((axis) => all[2 * axis + side]!)) as [
    number[],
    number[],
  ];
  if (node.op !== 'MirrorPad') return pad(x, before, after, undefined, value && reshape(value, []));
  const mode = node.string('mode', 'REFLECT') === 'REFLECT' ? 'reflect' : 'symmetric';
  return ops.pad(
    x,
    before.map((n, axis) => [n, after[axis]!]),
    mode,
  );
}

/** Slices along an axis; the leading axes of both go together. */
function gathered(node: GraphNode, x: Tensor, indices: Tensor, axisInput: Tensor): Tensor {
  const axis = axisFrom(node, axisInput, x.rank);
  if (node.int('batch_dims') === 0) return gather(x, indices, axis);
  throw new ValueError('Gather over batches is not read.');
}

function rangeOf(start: Tensor, limit: Tensor, delta: Tensor): Tensor {
  const [from, to, by] = [start, limit, delta].map((each) => knownNumber('A bound of Range', each)) as [
    number,
    number,
    number,
  ];
  const length = Math.max(0, Math.ceil((to - from) / by));
  if (!(length <= 2 ** 31)) throw new ValueError('Range has too many elements.', { received: String(length) });
  return ops.add(ops.multiply(cast(iota(length), start.dtype), scalar(by, start.dtype)), scalar(from, start.dtype));
}

const written = (reduction: 'none' | 'add' | 'max' | 'min'): GraphOperator =>
  onTensors((_node, x, indices, updates) => scatterNd(x!, indices!, updates!, reduction));

export const arrays: GraphOperatorTable = {
  Shape: onTensors((node, x) => list(node, x!.shape)),
  ShapeN: onTensors((node, ...inputs) => inputs.map((x) => list(node, x.shape))),
  Size: onTensors((node, x) => scalar(x!.size, node.dtype('out_type', 'int32'))),
  Rank: onTensors((_node, x) => scalar(x!.rank, 'int32')),
  Reshape: onTensors((node, x, shape) => reshaped(node, x!, shape!)),
  Squeeze: onTensors((node, x) => squeezed(node, x!)),
  ExpandDims: onTensors((node, x, axis) => ops.expandDims(x!, axisFrom(node, axis!, x!.rank + 1))),
  Transpose: onTensors((node, x, order) => transpose(x!, numbers(node, 'order', order!))),
  ConcatV2: onTensors((node, ...inputs) =>
    concatenate(inputs.slice(0, -1), axisFrom(node, inputs.at(-1)!, inputs[0]!.rank)),
  ),
  Pack: onTensors((node, ...inputs) => ops.stack(inputs, node.int('axis'))),
  Unpack: onTensors((node, x) => {
    const axis = normalizeAxis(node.int('axis'), x!.rank, 'Unpack');
    const shape = x!.shape.filter((_, i) => i !== axis);
    return splitInto(x!, x!.shape[axis]!, axis).map((part) => reshape(part, shape));
  }),
  Split: onTensors((node, axis, x) => splitInto(x!, node.int('num_split', 1), axisFrom(node, axis!, x!.rank))),
  SplitV: onTensors((node, x, sizesInput, axisInput) => {
    const axis = axisFrom(node, axisInput!, x!.rank);
    const sizes = numbers(node, 'sizes', sizesInput!);
    const known = sizes.filter((size) => size >= 0).reduce((a, b) => a + b, 0);
    return slicesOf(
      x!,
      axis,
      sizes.map((size) => (size < 0 ? x!.shape[axis]! - known : size)),
    );
  }),
  Slice: onTensors((node, x, begin, size) => {
    const starts = numbers(node, 'start', begin!);
    return slice(
      x!,
      starts,
      numbers(node, 'size', size!).map((n, i) => (n < 0 ? x!.shape[i]! - starts[i]! : n)),
    );
  }),
  StridedSlice: onTensors((node, x, ...bounds) => stridedSlice(node, x!, ...bounds)),
  Tile: onTensors((node, x, repeats) => ops.tile(x!, numbers(node, 'repeats', repeats!))),
  BroadcastTo: onTensors((node, x, shape) => broadcastTo(x!, numbers(node, 'shape', shape!))),
  Fill: onTensors((node, shape, value) => broadcastTo(value!, numbers(node, 'shape', shape!))),
  Range: onTensors((_node, start, limit, delta) => rangeOf(start!, limit!, delta!)),
  Pad: onTensors((node, x, amounts) => padded(node, x!, amounts!)),
  PadV2: onTensors((node, x, amounts, value) => padded(node, x!, amounts!, value)),
  MirrorPad: onTensors((node, x, amounts) => padded(node, x!, amounts!)),
  ReverseV2: onTensors((node, x, axes) => reverse(x!, normalizeAxes(numbers(node, 'axes', axes!), x!.rank))),
  SpaceToBatchND: onTensors((node, x, block, amounts) => blocks(node, x!, block!, amounts!)),
  BatchToSpaceND: onTensors((node, x, block, amounts) => blocks(node, x!, block!, amounts!)),
  DepthToSpace: onTensors((node, x) => ops.depthToSpace(x!, node.int('block_size', 2))),
  SpaceToDepth: onTensors((node, x) => ops.spaceToDepth(x!, node.int('block_size', 2))),
  GatherV2: onTensors((node, x, indices, axis) => gathered(node, x!, indices!, axis!)),
  Gather: onTensors((_node, x, indices) => gather(x!, indices!, 0)),
  GatherNd: onTensors((_node, x, indices) => gatherNd(x!, indices!)),
  ScatterNd: onTensors((node, indices, updates, shape) =>
    scatterNd(broadcastTo(scalarLike(0, updates!), numbers(node, 'shape', shape!)), indices!, updates!, 'add'),
  ),
  TensorScatterUpdate: written('none'),
  TensorScatterAdd: written('add'),
  TensorScatterMax: written('max'),
  TensorScatterMin: written('min'),
  OneHot: onTensors((node, indices, depth, on, off) => {
    const axis = normalizeAxis(node.int('axis', -1), indices!.rank + 1, 'OneHot');
    const isHot = ops.oneHot(indices!, knownNumber('The depth of OneHot', depth!), axis, 'bool');
    return ops.where(isHot, on!, off!);
  }),
  Sum: reduction(sum),
  Mean: reduction(average),
  Prod: reduction(prod),
  Max: reduction(max),
  Min: reduction(min),
  All: reduction(all),
  Any: reduction(any),
  ArgMax: position(argMax),
  ArgMin: position(argMin),
  Cumsum: running(cumsum, 0),
  Cumprod: running(cumprod, 1),
  TopKV2: onTensors((_node, x, k) => topK(x!, knownNumber('The k of TopK', k!)), ['values', 'indices']),
};
