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
export type { ExternalFiles } from './import/external-data.js';
export {
  type ImportedModel,
  type ImportOptions,
  importModel,
  type ModelInputs,
  type ModelParameter,
  type ModelValue,
} from './import/imported-model.js';
export { readModel } from './read-model.js';
export { readTensor } from './tensor-proto.js';
