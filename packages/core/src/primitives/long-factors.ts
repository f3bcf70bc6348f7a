/**
 * Products of many factors. They are made in float64, since the errors of factors add up, and of neighbours first, whose products are of usual
 * size wherever the product of all up to any place is. For all elements of a tensor the runtime multiplies every fourth one, say, and so
 * 2 and 1/2 in turn to infinity and 0; for rows one after the other.
 */
import type { DType } from '../dtype.js';
import type { Node } from '../graph/node.js';
import { graph, int, ints } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range, sizeOf } from '../shape.js';
import type { ReduceAttributes } from './combinators.js';

/** Neighbours that are multiplied one by one: the processor works at several such rows at once. */
const [MOST_ROW, LEAST_ROW] = [32, 8];
/** Elements that are widened at a time, for which there are caches, and as few as are worth a turn of a loop. */
const [MOST_WIDE, LEAST_WIDE] = [2 ** 18, 2 ** 14];

/** The largest divisor of a number up to a bound. */
const divisorUpTo = (most: number, n: number): number =>
  range(Math.min(most, n) + 1).findLast((size) => n % size === 0)!;

export function wideProduct(lowering: Lowering, x: string, node: Node<ReduceAttributes>): string {
  const [{ shape }, { axes, keepdims }] = [node.inputs[0]!, node.attributes];
  const isOfRows = axes.every((axis, i) => axis === shape.length - axes.length + i);
  const kernel = lowering.kernelType(node)!;
  const as = (dtype: DType, value: string) => (kernel === 'float64' ? value : lowering.cast(value, dtype));
  if (!lowering.hasFixedSizes && axes.length === shape.length)
    return lowering.reshape(as(kernel, multiply(lowering, as('float64', x), 1, -1)), node.outputs[0]!.shape);
  if (!lowering.hasFixedSizes || !isOfRows) {
    const attributes = { keepdims: int(keepdims ? 1 : 0), noop_with_empty_axes: int(1) };
    return as(kernel, lowering.op('ReduceProd', [as('float64', x), lowering.builder.ints(axes)], attributes));
  }
  const length = sizeOf(axes.map((axis) => shape[axis]!));
  const product = ofRows(lowering, x, sizeOf(shape) / length, length, kernel);
  return lowering.reshape(as(kernel, product), node.outputs[0]!.shape);
}

/** Products of whole numbers wrap around, as each multiplication does; the runtime's own stop at the largest number that there is. */
export function wholeProduct(lowering: Lowering, x: string, node: Node<ReduceAttributes>): string {
  const [{ shape }, { axes }] = [node.inputs[0]!, node.attributes];
  if (!lowering.hasFixedSizes) return oneByOne(lowering, x, node);
  const kept = range(shape.length).filter((axis) => !axes.includes(axis));
  const [rows, length] = [kept, axes].map((some) => sizeOf(some.map((axis) => shape[axis]!)));
  let factors = lowering.reshape(lowering.transpose(x, [...kept, ...axes]), [rows!, length!]);
  const columns = (...bounds: readonly [start: number, end: number]) =>
    lowering.op('Slice', [factors, ...[...bounds, 1].map((value) => lowering.builder.ints([value]))]);
  if (length === 0) factors = multiply(lowering, factors, rows!, 0);
  for (let count = length!; count > 1; count = Math.ceil(count / 2)) {
    const half = Math.floor(count / 2);
    const products = lowering.op('Mul', [columns(0, half), columns(half, 2 * half)]);
    factors =
      count % 2 === 0 ? products : lowering.op('Concat', [products, columns(count - 1, count)], { axis: int(1) });
  }
  return lowering.reshape(factors, node.outputs[0]!.shape);
}

/** The same for any sizes: one factor after the other. */
function oneByOne(lowering: Lowering, x: string, node: Node<ReduceAttributes>): string {
  const [{ rank }, { axes, keepdims }, dtype] = [node.inputs[0]!, node.attributes, lowering.kernelType(node)!];
  const product = [...axes].reverse().reduce((factors, axis, done) => {
    const number = (value: number) => lowering.scalar(value, dtype);
    const ones = lowering.op('Add', [lowering.op('Mul', [factors, number(0)]), number(1)]);
    const start = lowering.op('ReduceProd', [ones, lowering.builder.ints([axis])], { keepdims: int(0) });
    const inner = lowering.subgraph('product');
    const open = new Array<null>(rank - done - 1).fill(null);
    const [state, factor] = ['state', 'factor'].map((name) => inner.builder.input(name, dtype, open));
    inner.builder.output(inner.op('Mul', [state!, factor!]), dtype, open);
    const attributes = { body: graph(inner.builder.build()), num_scan_inputs: int(1), scan_input_axes: ints([axis]) };
    return lowering.op('Scan', [start, factors], attributes);
  }, x);
  return keepdims ? lowering.op('Unsqueeze', [product, lowering.builder.ints(axes)]) : product;
}

/** Products of rows of floats, as a vector of float64. */
function ofRows(lowering: Lowering, x: string, rows: number, length: number, kernel: DType): string {
  const row = divisorUpTo(MOST_ROW, length);
  if (row < LEAST_ROW && length > MOST_ROW) {
    const whole = length - (length % MOST_ROW);
    const matrix = lowering.reshape(x, [rows, length]);
    const parts = [[0, whole] as const, [whole, length] as const].map(([start, end]) => {
      const bounds = [start, end, 1].map((value) => lowering.builder.ints([value]));
      return ofRows(lowering, lowering.op('Slice', [matrix, ...bounds]), rows, end - start, kernel);
    });
    return lowering.op('Mul', parts);
  }
  let products = widened(lowering, x, (rows * length) / row, row, kernel);
  for (let count = length / row; count > 1; ) {
    const next = divisorUpTo(MOST_ROW, count);
    const size = next < LEAST_ROW ? count : next;
    count /= size;
    products = multiply(lowering, products, rows * count, size);
  }
  return products;
}

/** Products of `rows` short rows: of a few at a time, so that there is no wide copy of all. */
function widened(lowering: Lowering, x: string, rows: number, row: number, kernel: DType): string {
  if (kernel === 'float64') return multiply(lowering, x, rows, row);
  const isLarge = rows * row >= 2 * LEAST_WIDE;
  const turn = isLarge ? divisorUpTo(Math.floor(Math.min(MOST_WIDE / row, rows / 2)), rows) : 0;
  if (turn * row < LEAST_WIDE) return multiply(lowering, lowering.cast(x, 'float64'), rows, row);
  const inner = lowering.subgraph('factors');
  const factors = inner.builder.input('factors', 'float32', [turn, row]);
  inner.builder.output(multiply(inner, inner.cast(factors, 'float64'), turn, row), 'float64', [turn]);
  const stacked = lowering.reshape(x, [rows / turn, turn, row]);
  return lowering.op('Scan', [stacked], { body: graph(inner.builder.build()), num_scan_inputs: int(1) });
}

const multiply = (lowering: Lowering, x: string, rows: number, length: number): string =>
  lowering.op('ReduceProd', [lowering.reshape(x, [rows, length]), lowering.builder.ints([1])], { keepdims: int(0) });
