/** Plain-JavaScript evaluation of a graph, node by node: the oracle, the constant folder, and the fastest way for tiny graphs. */

import type { TypedArray } from '../dtype.js';
import type { Values } from '../op.js';
import { fromNumbers, type HostArray, toNumbers } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import { located } from '../tracing/location.js';
import { type Node, type Spec, topologicalOrder } from './node.js';

/**
 * Computes `outputs`; `known` holds values of placeholders, concrete tensors bring their own.
 *
 * @param inspect sees every node with its inputs and outputs
 */
export function evaluateGraph(
  outputs: readonly Tensor[],
  known: ReadonlyMap<Tensor, HostArray> = new Map(),
  inspect?: (node: Node, inputs: readonly HostArray[], outputs: readonly HostArray[]) => void,
): HostArray[] {
  const values = new Map(known);
  for (const node of topologicalOrder(outputs, (tensor) => known.has(tensor))) {
    const inputs = node.inputs.map((input) => valueOf(input, values));
    const computed = evaluateNode(node, inputs);
    inspect?.(node, inputs, computed);
    computed.forEach((value, i) => {
      values.set(node.outputs[i]!, value);
    });
  }
  return outputs.map((output) => valueOf(output, values));
}

/** The elements where they lie, if they are on the host, or one piece of what is there; null where they are not. */
export function piece({ host, node, size }: Tensor): TypedArray | null {
  if (host) return host.data;
  const [input] = node?.inputs ?? [];
  const at = input && node!.primitive.pieceAt?.(input, node!.attributes);
  const all = typeof at === 'number' ? piece(input!) : null;
  return all === null ? null : all.subarray(at!, at! + size);
}

/**
 * Whether JavaScript's numbers compute exactly with an array: whole numbers of 64 bits it holds up to 2^53, and sums and products of
 * those of 32 bits up to there.
 */
export function isExact({ data }: HostArray): boolean {
  if (data instanceof BigInt64Array) return data.every((value) => value <= INT32 && value >= -INT32);
  return !(data instanceof BigUint64Array) || data.every((value) => value <= INT32);
}
const INT32 = 2n ** 31n;

/** Thrown where {@link evaluateExactly} ends. */
const INEXACT = Symbol('inexact');

/** As {@link evaluateGraph}; null where whole numbers of 64 bits are left to a runtime, which has them. */
export function evaluateExactly(outputs: readonly Tensor[]): HostArray[] | null {
  try {
    return evaluateGraph(outputs, undefined, (_node, inputs, results) => {
      if (!inputs.every(isExact) || !results.every(isExact)) throw INEXACT;
    });
  } catch (error) {
    if (error === INEXACT) return null;
    throw error;
  }
}

/**
 * Runs one node on host values.
 *
 * @param outputs what it gives, where that is more than one of its own: of elementwise operations rows of these
 */
export function evaluateNode(
  node: Node,
  inputs: readonly HostArray[],
  outputs: readonly Spec[] = node.outputs,
): HostArray[] {
  const numbers = inputs.map((input): Values => ({ dtype: input.dtype, shape: input.shape, values: toNumbers(input) }));
  const results = located(node, () => node.primitive.evaluate(numbers, node.attributes, outputs));
  const list = (outputs.length === 1 && !isList(results) ? [results] : results) as ArrayLike<number>[];
  return outputs.map((output, i) => fromNumbers(list[i]!, output.dtype, output.shape));
}

const isList = (results: ArrayLike<number> | ArrayLike<number>[]): results is ArrayLike<number>[] =>
  Array.isArray(results) && typeof results[0] === 'object';

function valueOf(tensor: Tensor, values: ReadonlyMap<Tensor, HostArray>): HostArray {
  const value = values.get(tensor) ?? tensor.host;
  if (!value) throw new Error('internal: a placeholder has no value');
  return value;
}
