/** The public surface. What only the other packages of this repository need is in internal.ts. */
// Before all others: of the files that refer to each other in derivative rules, this one loads whole, and the others after it.
import './primitives/movement.js';
// Puts methods on tensors, and reading.
import './backend/evaluate.js';
import './ops/methods.js';

export type { Backend, Capabilities, Session, Stages } from './backend/backend.js';
export { type Calibration, calibration } from './backend/calibration.js';
export { disableCalibration, enableCalibration, isCalibrationEnabled } from './backend/calibration-setting.js';
export { type DeviceReport, device, deviceNames, devices, registerDevice, setDevice } from './backend/devices.js';
export { evaluateTensors as evaluate } from './backend/evaluate.js';
export type { OpPlacement } from './backend/placement.js';
export { type Runner, runner, setRunner, type WebWorker } from './backend/worker/runner.js';
export * from './config.js';
export { type DType, standardizeDType, type TypedArray } from './dtype.js';
export {
  AttributeError,
  type ErrorDetails,
  FileNotFoundError,
  FrameworkError,
  IndexError,
  KeyError,
  NotImplementedError,
  OSError,
  OverflowError,
  PythonTypeError,
  RuntimeError,
  ShapeError,
  UnknownSizeError,
  ValueError,
} from './errors.js';
export * as jax from './jax/index.js';
export * as jnp from './jax/jnp.js';
export * as lax from './jax/lax.js';
export { type ExportInput, exportFunction } from './onnx/export-function.js';
export * as onnx from './onnx/index.js';
export * as ops from './ops/index.js';
export type { Axis, DTypeLike } from './ops/support/arguments.js';
export { nameScope } from './python/naming.js';
export { resultType } from './python/promotion.js';
export * from './python/registered-names.js';
export * as random from './random/index.js';
export { SeedGenerator, type SeedGeneratorOptions } from './random/seed-generator.js';
export type { Shape } from './shape.js';
export { KerasFunction } from './symbolic/function.js';
export { KerasTensor, type SymbolicShape } from './symbolic/keras-tensor.js';
export { Operation } from './symbolic/operation.js';
export { isKerasTensor } from './symbolic/symbols.js';
export { StatelessScope } from './tensor/stateless-scope.js';
export { isTensor, type Nested, type NestedTexts, Tensor, type TensorLike, tensor } from './tensor/tensor.js';
export { isVariable, Variable, type VariableInitializer, type VariableOptions } from './tensor/variable.js';
export { withValues } from './tensor/with-values.js';
export { jit } from './tracing/compiled.js';
export { interpret } from './tracing/interpreted.js';
export * from './transforms/index.js';
export * as tree from './tree/index.js';
