/** What the primitives with sub-graphs share. */
import { evaluateGraph } from '../graph/evaluate.js';
import type { Graph, Spec } from '../graph/node.js';
import type { Values } from '../op.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';

export const specOf = ({ shape, dtype }: Spec): Spec => ({ shape, dtype });

/** Runs a sub-graph on plain JavaScript. */
export function evaluateBody(body: Graph, inputs: readonly Values[]): Values[] {
  const known = new Map(
    body.inputs.map((input, i) => [input, fromNumbers(inputs[i]!.values, input.dtype, input.shape)]),
  );
  return evaluateGraph(body.outputs, known).map((host) => ({
    dtype: host.dtype,
    shape: host.shape,
    values: toNumbers(host),
  }));
}
