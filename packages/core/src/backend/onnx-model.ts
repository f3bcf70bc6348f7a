/** A graph as the bytes of an ONNX model. */
import type { DType } from '../dtype.js';
import type { Graph, Node } from '../graph/node.js';
import { positionsOf } from '../graph/positions.js';
import { buildModel, GraphBuilder } from '../onnx/graph-builder.js';
import { Lowering } from '../onnx/lowering.js';
import type { Capabilities } from './backend.js';

export interface OnnxModel {
  readonly bytes: Uint8Array;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}

/**
 * @param capabilities in which types the kernels are, and which types pass the model's boundary
 * @param oneThread whether it will run on one thread
 */
export function onnxModel(
  { inputs, outputs }: Graph,
  { kernels, boundary }: Pick<Capabilities, 'kernels' | 'boundary'>,
  oneThread = false,
): OnnxModel {
  const builder = new GraphBuilder('graph');
  // By its position the runtime tells which node failed.
  const positions = positionsOf(outputs);
  const labelOf = (node: Node) => positions.get(node)?.toString() ?? null;
  const lowering = new Lowering(builder, { kernels, labelOf, oneThread });
  const cast = (name: string, from: DType, to: DType) => (from === to ? name : lowering.cast(name, to));
  const inputNames = inputs.map((tensor, i) => {
    const arriving = boundary(tensor.dtype);
    const name = builder.input(`input_${i}`, arriving, tensor.shape);
    lowering.bind(tensor, cast(name, arriving, tensor.dtype));
    return name;
  });
  const outputNames = lowering.lower(outputs).map((name, i) => {
    const { dtype, shape } = outputs[i]!;
    return builder.output(cast(name, dtype, boundary(dtype)), boundary(dtype), shape);
  });
  return { bytes: buildModel(builder), inputNames, outputNames };
}
