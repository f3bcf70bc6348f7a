// Before all others: of the files that refer to each other in derivative rules, this one loads whole, and the others after it.
import './primitives/movement.js';

export type { Backend, Capabilities, Session, Stages } from './backend/backend.js';
export { type DeviceAccess, DeviceMemory } from './backend/device-memory.js';
export { device, devices, registerDevice, setDevice } from './backend/devices.js';
export { evaluateTensors as evaluate } from './backend/evaluate.js';
export { sessions } from './backend/session-cache.js';
export { Callable } from './callable.js';
export { CompiledFunction, jit, type TracedFunction, traceFunction } from './compiled.js';
export * from './config.js';
export { countedLoop } from './control-flow/counted-loop.js';
export * from './dtype.js';
export * from './errors.js';
export { fromNumbers, type HostArray, toNumbers } from './host-array.js';
export { interpret } from './interpreted.js';
export * as jax from './jax/index.js';
export * as jnp from './jax/jnp.js';
export * as lax from './jax/lax.js';
export { withLocation } from './location.js';
export {
  autoName,
  currentScopePath,
  fromPythonName,
  getUid,
  nameScope,
  renameKeys,
  resetNames,
  toPythonName,
  toSnakeCase,
  uniqueName,
} from './naming.js';
export { type ExportInput, exportFunction } from './onnx/export-function.js';
export * as onnx from './onnx/index.js';
export type { Axis, DTypeLike } from './ops/arguments.js';
export { concreteArray } from './ops/concrete.js';
export { OpOperation, operationOfClass, opTable } from './ops/define.js';
export * as ops from './ops/index.js';
export { convert, type Promotable, resultType } from './promotion.js';
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
} from './python-call.js';
export * as random from './random/index.js';
export { SeedGenerator, type SeedGeneratorOptions } from './random/seed-generator.js';
export { formatShape, type Shape } from './shape.js';
export { currentStatelessScope, StatelessScope } from './stateless-scope.js';
export { type CallOperation, Function } from './symbolic/function.js';
export { isKerasTensor, KerasTensor, type SymbolicShape } from './symbolic/keras-tensor.js';
export { getKerasMask, setKerasMask } from './symbolic/mask.js';
export { anySymbolic, inboundNodesOf, nodeOf, Operation, OperationNode } from './symbolic/operation.js';
export { withUnknowns } from './symbolic/stand-ins.js';
export { symbolicResult } from './symbolic/symbolic-result.js';
export { asTensor, fromHost, isTensor, type Nested, Tensor, type TensorLike, tensor } from './tensor.js';
export { traced } from './trace.js';
export * from './transforms/index.js';
export * as tree from './trees/index.js';
export {
  currentAutocast,
  isVariable,
  setInitializerLookup,
  Variable,
  type VariableInitializer,
  type VariableOptions,
  withAutocast,
} from './variable.js';
export { withValues } from './with-values.js';
