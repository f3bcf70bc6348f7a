/**
 * The door for the other packages of this repository: what they need of the engine beyond its public surface. It may change with any
 * version.
 */
// As in index.ts: of the files that refer to each other, this one loads whole.
import './primitives/movement.js';

export { openBackend } from './backend/devices.js';
export { sessions } from './backend/session-cache.js';
export { Callable } from './callable.js';
export { CompiledFunction, type TracedFunction, traceFunction } from './compiled.js';
export { enter, innermost, type ScopeKind, scoped, scopedUntilSettled, scopeKind, valuesOf } from './context.js';
export { countedLoop } from './control-flow/counted-loop.js';
export {
  dtypeEpsilon,
  dtypeInfo,
  dtypeNames,
  dtypeRange,
  isBool,
  isDType,
  isFloat,
  isInteger,
  isUnsigned,
  itemSize,
} from './dtype.js';
export { fromNumbers, type HostArray, toNumbers } from './host-array.js';
export { withLocation } from './location.js';
export {
  autoName,
  currentScopePath,
  fromPythonName,
  getUid,
  renameKeys,
  resetNames,
  toPythonName,
  toSnakeCase,
  uniqueName,
} from './naming.js';
export { concreteArray } from './ops/concrete.js';
export { OpOperation, operationOfClass, opTable } from './ops/define.js';
export { convert, type Promotable } from './promotion.js';
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
export { formatShape } from './shape.js';
export { currentStatelessScope } from './stateless-scope.js';
export type { CallOperation } from './symbolic/function.js';
export { getKerasMask, setKerasMask } from './symbolic/mask.js';
export { anySymbolic, inboundNodesOf, nodeOf, OperationNode } from './symbolic/operation.js';
export { withUnknowns } from './symbolic/stand-ins.js';
export { symbolicResult } from './symbolic/symbolic-result.js';
export { asTensor, fromHost } from './tensor.js';
export { traced } from './trace.js';
export { currentAutocast, setInitializerLookup, withAutocast } from './variable.js';
