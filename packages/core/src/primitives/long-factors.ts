/** Products of many factors. */
import type { Node } from '../graph/node.js';
import { graph, int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { sizeOf } from '../shape.js';
import type { ReduceAttributes } from './combinators.js';

/** Elements that are widened at a time, for which there are caches, and as few as are worth a turn of a loop. */
const [MOST_WIDE, LEAST_WIDE] = [2 ** 18, 2 ** 14];

/** The product in float64, without a wide copy of all factors: a few at a time, where all are multiplied, or those of rows. */
export function wideProduct(lowering: Lowering, x: string, node: Node<ReduceAttributes>): string {
  const [{ shape, size }, { axes, keepdims }] = [node.inputs[0]!, node.attributes];
  const isOfRows = axes.every((axis, i) => axis === shape.length - axes.length + i);
  const length = sizeOf(axes.map((axis) => shape[axis]!));
  const isOfAll = length === size;
  const step = isOfAll ? 1 : length;
  let turn = step * Math.floor(Math.min(MOST_WIDE, size / 2) / step);
  while (turn >= LEAST_WIDE && size % turn !== 0) turn -= step;
  if (!lowering.hasFixedSizes || !isOfRows || turn < LEAST_WIDE) {
    const attributes = { keepdims: int(keepdims ? 1 : 0), noop_with_empty_axes: int(1) };
    const product = lowering.op('ReduceProd', [lowering.cast(x, 'float64'), lowering.builder.ints(axes)], attributes);
    return lowering.cast(product, 'float32');
  }
  // The kernel is faster for vectors than for matrices of one row.
  const part = isOfAll ? [turn] : [turn / length, length];
  const results = isOfAll ? [] : [turn / length];
  const along = (own: Lowering, value: string, axis: number) =>
    own.op('ReduceProd', [value, own.builder.ints([axis])], { keepdims: int(0) });
  const inner = lowering.subgraph('factors');
  const factors = inner.cast(inner.builder.input('factors', 'float32', part), 'float64');
  inner.builder.output(along(inner, factors, results.length), 'float64', results);
  const stacked = lowering.reshape(x, [size / turn, ...part]);
  const products = lowering.op('Scan', [stacked], { body: graph(inner.builder.build()), num_scan_inputs: int(1) });
  const all = isOfAll ? along(lowering, products, 0) : products;
  return lowering.reshape(lowering.cast(all, 'float32'), node.outputs[0]!.shape);
}
