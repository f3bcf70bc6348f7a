import { ValueError } from '../errors.js';
import { bodiesOf } from './bodies.js';
import type { GraphProto, ModelProto } from './proto.js';
import { decode } from './wire.js';

/**
 * Reads the bytes of an `.onnx` file. Tensors stay as they are in the file; `readTensor` gives their elements.
 *
 *     const model = readModel(await readFile('model.onnx'));
 *     model.graph.node.map((node) => node.opType);
 *
 * @throws ValueError when the bytes are cut short or no ONNX model, or when the model has sparse weights.
 */
export function readModel(bytes: Uint8Array): ModelProto {
  const model = decode('ModelProto', bytes);
  if (model.opsetImport.length === 0) {
    throw new ValueError('The ONNX model does not say which operator sets it uses.', {
      received: `${bytes.length} bytes without opset_import`,
    });
  }
  refuseSparse(model.graph);
  return model;
}

function refuseSparse(graph: GraphProto): void {
  if (graph.sparseInitializer) {
    throw new ValueError(`The ONNX graph '${graph.name ?? ''}' has sparse weights, which are not supported.`);
  }
  graph.node.flatMap(bodiesOf).forEach(refuseSparse);
}
