/**
 * What needs no tensors: errors, element types, the text of Python's names, and the writing of ONNX models. A program that imports this
 * door, and neither the package itself nor what stands on tensors, is small.
 */
export { noteConstruction } from './boundaries.js';
export { type DType, dtypeInfo, isDType, type TypedArray } from './dtype.js';
export { entered, enteredClass } from './entered.js';
export { KeyError, NotImplementedError, OSError, PythonTypeError, ValueError } from './errors.js';
export {
  type Attribute,
  buildModel,
  type Dimensions,
  float,
  floats,
  GraphBuilder,
  int,
  ints,
  string,
} from './onnx/graph-builder.js';
export { toSnakeCase } from './python/naming.js';
export { isPlainObject } from './python/python-call.js';
export { fromNumbers, type HostArray, toNumbers } from './tensor/host-array.js';
