/**
 * NaN in extremes and orders. JAX and NumPy let NaN win every extreme and rank above everything; ONNX Runtime drops it or not, as it
 * comes. So ops that compare are emitted twice: as they are, for tensors without NaN, and exactly, which takes several times as
 * long, for the others. A sum, which is fast, tells which of both has to run.
 */
import { isFloat } from '../dtype.js';
import type { Attributes, Node, Spec } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';

type Write = (lowering: Lowering) => string[];

/**
 * The outputs of `node`, which reads `x`: what `exact` writes if NaN may be in x (or infinities of both signs), else what `plain` does.
 *
 * @param axes sums are fast along these first
 */
export function unlessNan<A extends Attributes>(
  lowering: Lowering,
  x: string,
  node: Node<A>,
  axes: readonly number[],
  plain: Write,
  exact: Write,
): string[] {
  const kernel = lowering.kernelType(node)!;
  if (!isFloat(kernel)) return plain(lowering);
  const sum = (value: string, over: readonly string[]) =>
    lowering.op('ReduceSum', [value, ...over], { keepdims: int(0) });
  const total = axes.length < node.inputs[0]!.rank ? sum(sum(x, [lowering.builder.ints(axes)]), []) : sum(x, []);
  const input = node.inputs[0]!.dtype;
  const results = node.outputs.map(({ dtype, shape }): Spec => ({ shape, dtype: dtype === input ? kernel : dtype }));
  return lowering.choose(lowering.op('IsNaN', [total]), results, exact, plain);
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
