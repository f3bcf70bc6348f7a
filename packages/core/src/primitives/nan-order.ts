/**
 * NaN in extremes and orders. JAX and NumPy let NaN win every extreme and rank above everything; ONNX Runtime drops it or not, as it
 * comes. So ops that compare are emitted twice: as they are, for tensors without NaN, and exactly, which takes several times as
 * long, for the others. A sum, which is fast, tells which of both has to run.
 */
import { isFloat } from '../dtype.js';
import type { Attributes, Node, Spec } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';

/** Elements of a row below which its sum takes longer than its numbers do in a sum of everything. */
const SHORT = 64;

type Write = (lowering: Lowering) => string[];

/** The sum over some axes, or over all. */
export const total = (lowering: Lowering, x: string, axes: readonly string[] = []): string =>
  lowering.op('ReduceSum', [x, ...axes], { keepdims: int(0) });

/** What `exact` writes if x, floats, may hold NaN (or infinities of both signs), else what `plain` does. */
export const unlessNan = (
  lowering: Lowering,
  x: string,
  results: readonly Spec[],
  plain: Write,
  exact: Write,
): string[] =>
  lowering.keepsNan
    ? lowering.choose(lowering.op('IsNaN', [total(lowering, x)]), results, exact, plain)
    : plain(lowering);

/** The outputs of `node`, which orders its input `x` along `axes`; see {@link unlessNan}. */
export function orderOutputs<A extends Attributes>(
  lowering: Lowering,
  x: string,
  node: Node<A>,
  axes: readonly number[],
  plain: Write,
  exact: Write,
): string[] {
  const kernel = lowering.kernelType(node)!;
  if (!isFloat(kernel)) return plain(lowering);
  const { dtype: own, rank, shape } = node.inputs[0]!;
  // Threads share the sums along a few axes, but not the sum of everything, which for short rows is still quicker by far.
  const isShort = axes.reduce((size, axis) => size * shape[axis]!, 1) < SHORT;
  const summed = axes.length < rank && !isShort ? total(lowering, x, [lowering.builder.ints(axes)]) : x;
  const results = node.outputs.map(({ dtype, shape }): Spec => ({ shape, dtype: dtype === own ? kernel : dtype }));
  return unlessNan(lowering, summed, results, plain, exact);
}

/** 1 where x is NaN, else 0, as int32. */
export const nanFlags = (lowering: Lowering, x: string): string => lowering.cast(lowering.op('IsNaN', [x]), 'int32');

/** `number` where the flag (int32) is set, else `value`. */
export const valueWhere = <A extends Attributes>(
  lowering: Lowering,
  flag: string,
  number: number,
  value: string,
  node: Node<A>,
): string =>
  lowering.op('Where', [lowering.cast(flag, 'bool'), lowering.scalar(number, lowering.kernelType(node)!), value]);
