/** Vectorisation, graph to graph: a graph is re-emitted with the batching rule of each of its primitives. */
import { type Graph, topologicalOrder } from '../graph/node.js';
import { batchRule, emit } from '../op.js';
import { materializeBatch } from '../primitives/movement.js';
import { emptyArray } from '../tensor/host-array.js';
import { fromHost, type Tensor } from '../tensor/tensor.js';
import { atLocationOf } from '../tracing/location.js';

export interface BatchedTensors {
  readonly tensors: readonly Tensor[];
  /** Which of them have the batch as leading axis; the others are the same for all rows. */
  readonly batched: readonly boolean[];
}

/** The outputs of `graph` for inputs that have an additional leading axis of `size` where `batched` says so. */
export function batchGraph(
  graph: Graph,
  inputs: readonly Tensor[],
  batched: readonly boolean[],
  size: number,
): BatchedTensors {
  const replaced = new Map(graph.inputs.map((input, i) => [input, inputs[i]!]));
  const withBatch = new Set(graph.inputs.filter((_, i) => batched[i]));
  const current = (tensor: Tensor): Tensor => replaced.get(tensor) ?? tensor;
  for (const node of topologicalOrder(graph.outputs, (tensor) => replaced.has(tensor))) {
    const { primitive, attributes } = node;
    const own = node.inputs.map(current);
    const flags = node.inputs.map((input) => withBatch.has(input));
    const anyBatched = flags.includes(true);
    if (!anyBatched && own.every((input, i) => input === node.inputs[i])) continue;
    const outputs = atLocationOf(node, () => {
      if (!anyBatched) return emit(primitive, own, attributes);
      // Rules divide by the number of rows.
      return size > 0 ? batchRule(primitive)(own, flags, attributes, size) : node.outputs.map(noRows);
    });
    node.outputs.forEach((output, i) => {
      replaced.set(output, outputs[i]!);
      if (anyBatched) withBatch.add(output);
    });
  }
  return {
    tensors: graph.outputs.map(current),
    batched: graph.outputs.map((output) => withBatch.has(output)),
  };
}

const noRows = ({ shape, dtype }: Tensor): Tensor => fromHost(emptyArray({ shape: [0, ...shape], dtype }));

/** {@link batchGraph} with the leading axis on every output, as a batching rule returns them. */
export function batchOutputs(
  graph: Graph,
  inputs: readonly Tensor[],
  batched: readonly boolean[],
  size: number,
): Tensor[] {
  const result = batchGraph(graph, inputs, batched, size);
  return materializeBatch(result.tensors, result.batched, size);
}
