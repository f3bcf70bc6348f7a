/**
 * Python's calling convention, for packages that are written in Keras's manner: every parameter by position or by name, names in
 * Python's spelling and back; and values at once and random numbers, as NumPy has them.
 */
export { evaluateInto } from './backend/evaluate.js';
export { tensorOfOwn, valuesHere } from './ops/support/concrete.js';
export { Callable } from './python/callable.js';
export { fromPythonName, renameKeys, type SnakeCase, toPythonName, toSnakeCase } from './python/naming.js';
export { nearest } from './python/nearest.js';
export {
  bindArguments,
  bindOpenOptions,
  bindOptions,
  isPlainObject,
  type Keywords,
  type OptionArguments,
  type PythonArguments,
  type PythonFunction,
  pythonFunction,
  type Signature,
} from './python/python-call.js';
export { RandomState } from './python/random-state.js';
export { shuffleInPlace } from './random/seed-generator.js';
