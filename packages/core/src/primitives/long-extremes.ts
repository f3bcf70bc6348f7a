/** Extremes of all elements of a large tensor: of a few rows, which threads share, and then of those. */
import type { Node } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range } from '../shape.js';
import type { ReduceAttributes } from './combinators.js';
import { unlessNan } from './nan-order.js';

/** Rows, for which there are threads on most machines; each is as fast as one long vector. */
const [LEAST_ROWS, MOST_ROWS] = [16, 64];

/**
 * @param type ReduceMax or ReduceMin
 * @param exact finds NaN
 * @returns null where a view of the elements has no such rows
 */
export function extremeOfAll(
  lowering: Lowering,
  x: string,
  node: Node<ReduceAttributes>,
  type: string,
  exact: (branch: Lowering) => string[],
): string[] | null {
  const [{ size }, { shape }] = [node.inputs[0]!, node.outputs[0]!];
  const views = lowering.partsOf(x, Math.floor(size / LEAST_ROWS));
  const count = range(MOST_ROWS + 1).findLast((n) => size % n === 0)!;
  if (!views && count < LEAST_ROWS) return null;
  const [rows, rest] = views ?? [lowering.reshape(x, [count, size / count]), null];
  const reduced = (own: Lowering, operator: string, values: string, axis: number) =>
    own.op(operator, [values, own.builder.ints([axis])], { keepdims: int(0) });
  const ofRows = (operator: string) => {
    const results = reduced(lowering, operator, rows, 1);
    return rest ? lowering.op('Concat', [results, rest], { axis: int(0) }) : results;
  };
  const [sums, extremes] = [ofRows('ReduceSum'), ofRows(type)];
  const plain = (branch: Lowering) => [branch.reshape(reduced(branch, type, extremes, 0), shape)];
  return unlessNan(lowering, sums, [{ shape, dtype: lowering.kernelType(node)! }], plain, exact);
}
