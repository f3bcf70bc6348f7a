/** Running a function once, op by op in plain JavaScript, without any session: for debugging, and slow. */
import { evaluateTensors } from '../backend/evaluate.js';
import { isFloat } from '../dtype.js';
import { evaluateGraph } from '../graph/evaluate.js';
import type { Node } from '../graph/node.js';
import { formatShape } from '../shape.js';
import { type HostArray, toNumbers } from '../tensor/host-array.js';
import { fromHost } from '../tensor/tensor.js';
import { readAll } from '../tensor/value.js';
import { inputsOf, traceFunction } from './compiled.js';
import { inTurn } from './in-turn.js';
import { placesOf } from './location.js';

/**
 * The result of `fn`, computed node by node. Variables it assigns are assigned when all went well. The first op that makes a NaN
 * out of numbers is named in a warning.
 *
 * @param fn a function of tensors and of trees of tensors
 * @param args its arguments, as for {@link jit}: numbers, nested arrays, typed arrays and variables are tensors as well
 * @example
 * await interpret((x: Tensor, n: TensorLike) => x.mul(n), [tensor([1, 2]), 2]);
 */
export async function interpret<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  args: Args,
): Promise<Result> {
  const trace = traceFunction(fn as (...args: never[]) => unknown, args);
  const { body, writes, pack } = trace;
  return inTurn(trace, async () => {
    const inputs = inputsOf(trace, args);
    await evaluateTensors(inputs);
    const values = await readAll(inputs.map((input) => input.known!));
    const known = new Map(body.inputs.map((input, i) => [input, values[i]!]));
    const outputs = evaluateGraph(body.outputs, known, nanWatcher()).map(fromHost);
    const count = outputs.length - writes.length;
    return { result: pack(outputs.slice(0, count)) as Result, values: outputs.slice(count).map(({ known }) => known!) };
  });
}

/** Warns of the first op that makes a NaN out of numbers. */
function nanWatcher(): (node: Node, inputs: readonly HostArray[], outputs: readonly HostArray[]) => void {
  let warned = false;
  return (node, inputs, outputs) => {
    if (warned || !outputs.some(hasNaN) || inputs.some(hasNaN)) return;
    warned = true;
    const shapes = inputs.map(({ shape, dtype }) => `${formatShape(shape)} ${dtype}`).join(', ');
    const places = placesOf(node);
    const where = places.length > 0 ? ` In: ${places.join(' → ')}.` : '';
    console.warn(`NaN first arises in ${node.primitive.name}, from inputs ${shapes}.${where}`);
  };
}

function hasNaN(array: HostArray): boolean {
  if (!isFloat(array.dtype)) return false;
  const values = toNumbers(array);
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}
