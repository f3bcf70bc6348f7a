/** Reading and writing ONNX models node by node. */
export {
  type Attribute,
  buildModel,
  type Dimensions,
  float,
  floats,
  GraphBuilder,
  graph,
  int,
  ints,
  type ModelOptions,
  type NodeOptions,
  string,
  strings,
  tensorAttr,
} from './graph-builder.js';
export { readModel } from './read-model.js';
export { readTensor } from './tensor-proto.js';
