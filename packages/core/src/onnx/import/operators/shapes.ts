/** Shapes, and tensors that are taken apart, joined and rearranged. */
import { ValueError } from '../../../errors.js';
import * as ops from '../../../ops/index.js';
import { knownNumber, knownNumbers } from '../../../ops/support/static-values.js';
import { scalar } from '../../../primitives/elementwise.js';
import { broadcastTo, concatenate, pad, reshape, reverse, slice, transpose } from '../../../primitives/movement.js';
import { slicesOf } from '../../../primitives/split.js';
import { broadcastShapes, formatShape, normalizeAxes, normalizeAxis, range, sizeOf } from '../../../shape.js';
import { fromNumbers } from '../../../tensor/host-array.js';
import { fromHost, type Tensor } from '../../../tensor/tensor.js';
import { type OperatorNode, type OperatorTable, operator, variadic } from '../operator.js';

/** Axes that are an attribute in older versions and an input in newer ones. */
export const axesOf = (node: OperatorNode, input: Tensor | undefined): number[] | undefined =>
  input ? knownNumbers(`The axes of ${node.type}`, input) : node.ints('axes');

/** A position in a range of axes, counted from the end where it is negative. */
const clampIndex = (index: number, rank: number): number =>
  Math.min(Math.max(index < 0 ? index + rank : index, 0), rank);

function shapeOf(node: OperatorNode, x: Tensor): Tensor {
  const start = clampIndex(node.int('start', 0), x.rank);
  const end = clampIndex(node.int('end', x.rank), x.rank);
  const sizes = x.shape.slice(start, Math.max(start, end));
  return fromHost(fromNumbers(sizes, 'int64', [sizes.length]));
}

/** 0 takes the size of the input, -1 what is left. */
function reshaped(node: OperatorNode, x: Tensor, shape: Tensor | undefined): Tensor {
  const target = shape ? knownNumbers('The shape of Reshape', shape) : (node.ints('shape') ?? []);
  const keepsZeros = node.flag('allowzero');
  const sizes = target.map((size, i) => (size === 0 && !keepsZeros ? (x.shape[i] ?? 0) : size));
  const open = sizes.indexOf(-1);
  if (open >= 0) {
    const others = sizeOf(sizes.filter((_, i) => i !== open));
    sizes[open] = others === 0 ? 0 : x.size / others;
  }
  if (sizes.every((size) => Number.isInteger(size) && size >= 0) && sizeOf(sizes) === x.size) return reshape(x, sizes);
  throw new ValueError('Reshape cannot give the tensor this shape.', {
    expected: `${x.size} elements, as in ${formatShape(x.shape)}`,
    received: formatShape(target),
  });
}

function flattened(node: OperatorNode, x: Tensor): Tensor {
  const axis = clampIndex(node.int('axis', 1), x.rank);
  return reshape(x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]);
}

function squeezed(x: Tensor, axes: readonly number[] | undefined): Tensor {
  const dropped = axes ? normalizeAxes(axes, x.rank) : range(x.rank).filter((axis) => x.shape[axis] === 1);
  if (dropped.some((axis) => x.shape[axis] !== 1)) {
    throw new ValueError('Squeeze removes axes of size 1 only.', {
      received: `axes ${formatShape([...dropped])} of ${formatShape(x.shape)}`,
    });
  }
  return reshape(
    x,
    x.shape.filter((_, axis) => !dropped.includes(axis)),
  );
}

function unsqueezed(x: Tensor, axes: readonly number[]): Tensor {
  const rank = x.rank + axes.length;
  const added = new Set(axes.map((axis) => normalizeAxis(axis, rank, 'Unsqueeze')));
  const sizes = [...x.shape];
  return reshape(
    x,
    range(rank).map((axis) => (added.has(axis) ? 1 : sizes.shift()!)),
  );
}

/** Sizes of the parts: an attribute, an input, or as many equal ones as there are outputs, of which the last may be smaller. */
function split(node: OperatorNode, x: Tensor, sizesInput: Tensor | undefined): Tensor[] {
  const axis = normalizeAxis(node.int('axis', 0), x.rank, 'Split');
  const length = x.shape[axis]!;
  const parts = Math.min(node.int('num_outputs', node.outputCount), node.outputCount);
  const equal = Math.ceil(length / parts);
  const sizes = sizesInput
    ? knownNumbers('The sizes of Split', sizesInput)
    : (node.ints('split') ?? range(parts).map((i) => Math.max(0, Math.min(equal, length - i * equal))));
  if (sizes.reduce((a, b) => a + b, 0) !== length) {
    throw new ValueError('The parts of Split do not make up the axis.', {
      expected: `${length} elements`,
      received: formatShape(sizes),
    });
  }
  return slicesOf(x, axis, sizes);
}

/** Python's slices: bounds beyond the ends are moved there, and negative steps run backwards. */
function sliced(node: OperatorNode, x: Tensor, ...inputs: readonly (Tensor | undefined)[]): Tensor {
  const numbers = (name: string, at: number) =>
    inputs[at] ? knownNumbers(`The ${name} of Slice`, inputs[at]) : node.ints(name);
  const [starts, ends] = [numbers('starts', 0) ?? [], numbers('ends', 1) ?? []];
  const axes = numbers('axes', 2) ?? range(starts.length);
  const steps = numbers('steps', 3) ?? starts.map(() => 1);
  const whole = { from: x.shape.map(() => 0), sizes: [...x.shape], steps: x.shape.map(() => 1) };
  const backward: number[] = [];
  axes.forEach((given, i) => {
    const axis = normalizeAxis(given, x.rank, 'Slice');
    const [size, step] = [x.shape[axis]!, steps[i]!];
    if (!step) throw new ValueError('The steps of Slice must not be 0.');
    const bound = (value: number, least: number, most: number): number =>
      Math.min(Math.max(value < 0 ? value + size : value, least), most);
    const [first, last] =
      step > 0
        ? [bound(starts[i]!, 0, size), bound(ends[i]!, 0, size)]
        : [bound(starts[i]!, 0, size - 1), bound(ends[i]!, -1, size - 1)];
    const count = Math.max(0, Math.ceil((last - first) / step));
    whole.sizes[axis] = count;
    whole.steps[axis] = Math.abs(step);
    whole.from[axis] = count === 0 ? 0 : step > 0 ? first : first + (count - 1) * step;
    if (step < 0) backward.push(axis);
  });
  return reverse(slice(x, whole.from, whole.sizes, whole.steps), backward);
}

/** Negative amounts cut off. */
function padded(node: OperatorNode, x: Tensor, ...inputs: readonly (Tensor | undefined)[]): Tensor {
  const [padsInput, valueInput, axesInput] = inputs;
  const pads = padsInput
    ? knownNumbers('The pads of Pad', padsInput)
    : (node.ints('pads') ?? node.ints('paddings') ?? []);
  const axes = axesInput ? normalizeAxes(knownNumbers('The axes of Pad', axesInput), x.rank) : range(x.rank);
  if (pads.length !== 2 * axes.length) {
    throw new ValueError('Pad needs two amounts for each axis.', {
      expected: `${2 * axes.length}`,
      received: formatShape(pads),
    });
  }
  const [before, after] = [x.shape.map(() => 0), x.shape.map(() => 0)];
  axes.forEach((axis, i) => {
    before[axis] = pads[i]!;
    after[axis] = pads[i + axes.length]!;
  });
  const cut = (amount: number): number => Math.max(0, -amount);
  const kept = slice(
    x,
    before.map(cut),
    x.shape.map((size, axis) => size - cut(before[axis]!) - cut(after[axis]!)),
  );
  const grow = (amounts: readonly number[]) => amounts.map((amount) => Math.max(0, amount));
  const mode = node.string('mode', 'constant');
  if (mode === 'constant') {
    const value = valueInput ? reshape(valueInput, []) : scalar(node.float('value', 0), x.dtype);
    return pad(kept, grow(before), grow(after), undefined, value);
  }
  const widths = range(x.rank).map((axis) => [grow(before)[axis]!, grow(after)[axis]!]);
  return ops.pad(kept, widths, mode as 'reflect' | 'edge' | 'wrap');
}

/** Broadcast both ways: a size of 1 in the target keeps the tensor's. */
const expanded = (x: Tensor, shape: Tensor): Tensor =>
  broadcastTo(x, broadcastShapes('Expand', x.shape, knownNumbers('The shape of Expand', shape)));

function blocks(node: OperatorNode, x: Tensor, toSpace: boolean): Tensor {
  const size = node.int('blocksize', 1);
  const columnsFirst = node.string('mode', 'DCR') === 'CRD';
  const [batch, channels, height, width] = x.shape as readonly [number, number, number, number];
  if (!toSpace) {
    const apart = reshape(x, [batch, channels, height / size, size, width / size, size]);
    return reshape(transpose(apart, columnsFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4]), [
      batch,
      channels * size * size,
      height / size,
      width / size,
    ]);
  }
  const depth = channels / (size * size);
  const apart = reshape(
    x,
    columnsFirst ? [batch, depth, size, size, height, width] : [batch, size, size, depth, height, width],
  );
  const order = columnsFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
  return reshape(transpose(apart, order), [batch, depth, height * size, width * size]);
}

function triangle(node: OperatorNode, x: Tensor, k: Tensor | undefined): Tensor {
  const offset = k ? knownNumber('The k of Trilu', k) : 0;
  return node.flag('upper', true) ? ops.triu(x, offset) : ops.tril(x, offset);
}

/** As much is cut off, or added as zeros, on both sides; the odd element goes to the end. */
function centred(node: OperatorNode, x: Tensor, shape: Tensor): Tensor {
  const target = knownNumbers('The shape of CenterCropPad', shape);
  const axes = node.ints('axes') ? normalizeAxes(node.ints('axes')!, x.rank) : range(x.rank);
  const sizes = [...x.shape];
  axes.forEach((axis, i) => {
    sizes[axis] = target[i]!;
  });
  const starts = sizes.map((size, axis) => Math.max(0, Math.floor((x.shape[axis]! - size) / 2)));
  const kept = slice(
    x,
    starts,
    sizes.map((size, axis) => Math.min(size, x.shape[axis]!)),
  );
  const before = sizes.map((size, axis) => Math.max(0, Math.floor((size - x.shape[axis]!) / 2)));
  return pad(
    kept,
    before,
    sizes.map((size, axis) => size - kept.shape[axis]! - before[axis]!),
  );
}

export const shapes: OperatorTable = {
  Shape: operator(1, shapeOf),
  Size: operator(1, (_node, x) => scalar(x.size, 'int64')),
  Reshape: operator(1, reshaped, { shapes: [1] }),
  Flatten: operator(1, flattened),
  Squeeze: operator(1, (node, x, axes) => squeezed(x, axesOf(node, axes)), { shapes: [1] }),
  Unsqueeze: operator(1, (node, x, axes) => unsqueezed(x, axesOf(node, axes) ?? []), { shapes: [1] }),
  Transpose: operator(1, (node, x) => transpose(x, node.ints('perm') ?? range(x.rank).reverse())),
  Concat: variadic((node, inputs) =>
    concatenate(inputs, normalizeAxis(node.int('axis', 1), inputs[0]!.rank, 'Concat')),
  ),
  Split: operator(1, split, { shapes: [1] }),
  Slice: operator(1, sliced, { shapes: [1, 2, 3, 4] }),
  Expand: operator(2, (_node, x, shape) => expanded(x, shape), { shapes: [1] }),
  Tile: operator(2, (_node, x, repeats) => ops.tile(x, knownNumbers('The repeats of Tile', repeats)), { shapes: [1] }),
  Pad: operator(1, padded, { settings: [2], shapes: [1, 3] }),
  DepthToSpace: operator(1, (node, x) => blocks(node, x, true)),
  SpaceToDepth: operator(1, (node, x) => blocks(node, x, false)),
  Trilu: operator(1, triangle, { shapes: [1] }),
  CenterCropPad: operator(2, centred, { shapes: [1] }),
};
