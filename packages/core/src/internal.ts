/**
 * The door for the other packages of this repository: what they need of the engine beyond its public surface. It may change with any
 * version.
 */
// As in index.ts: of the files that refer to each other, this one loads whole.
import './primitives/movement.js';
import './backend/evaluate.js';
import './ops/methods.js';

export { updatesOf } from './backend/cpu/endings/updates.js';
export { type DeviceAccess, DeviceMemory } from './backend/device-memory.js';
export { expectWork, openBackend } from './backend/devices.js';
export { sessions } from './backend/session-cache.js';
export { noteCall } from './boundaries.js';
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
export { entered, enterMethods, isEntered, isOwnFunction } from './entered.js';
export { fromCaller, noStoredGradients, showCallers } from './errors.js';
export { piece } from './graph/evaluate.js';
export { topologicalOrder } from './graph/node.js';
export { optimize } from './graph/passes/optimize.js';
export { hashCross } from './hashing/cross-hash.js';
export { farmHash64, hashBucketFast } from './hashing/farmhash.js';
export { type HashKey, hashBucketStrong } from './hashing/siphash.js';
export { type Distortion, distorted } from './ops/image/elastic-transform.js';
export { meanSigmoidCrossentropy } from './ops/nn/sigmoid-crossentropy.js';
export { concreteArray, isConcrete } from './ops/support/concrete.js';
export { opTable } from './ops/support/define.js';
export { OpOperation, operationOfClass } from './ops/support/op-operation.js';
export { hashBucket, hashCrossed, hashesOfTexts } from './primitives/hash.js';
export { type KernelOptions, recurrentKernel } from './primitives/recurrent-kernel.js';
export { encoderOf } from './protobuf/encode.js';
export type { Schema } from './protobuf/schema.js';
export { requireKind } from './python/argument-kinds.js';
export { Callable, type MembersOf } from './python/callable.js';
export {
  autoName,
  type ClassIn,
  currentScopePath,
  getUid,
  type KnownName,
  type NameIn,
  resetNames,
  uniqueName,
} from './python/naming.js';
export { allowFields } from './python/own-fields.js';
export { convert, type Promotable } from './python/promotion.js';
export * from './python.js';
export {
  type RandomState,
  randomInteger,
  randomState,
  setRandomState,
  shuffleInPlace,
} from './random/seed-generator.js';
export { importIn, isPromise, messageOf, nodeRealm, outerRealm, typedArrayName } from './realm.js';
export { type Endpoint, openSavedModel, type SavedVariable } from './saved-model/saved-model.js';
export { formatShape, requireShape, sameShape } from './shape.js';
export { show } from './show.js';
export type { CallOperation } from './symbolic/function.js';
export { getKerasMask, setKerasMask } from './symbolic/mask.js';
export { mayBeOpen } from './symbolic/open-sizes.js';
export { inboundNodesOf, nodeOf, OperationNode } from './symbolic/operation.js';
export { withUnknowns } from './symbolic/stand-ins.js';
export { symbolicResult, tracedSymbol } from './symbolic/symbolic-result.js';
export { anySymbolic } from './symbolic/symbols.js';
export { fromNumbers, type HostArray, toNumbers } from './tensor/host-array.js';
export { lent } from './tensor/lent.js';
export { ownData } from './tensor/own-data.js';
export { currentStatelessScope } from './tensor/stateless-scope.js';
export { asTensor, fromHost, fromTexts, isText, isTypedArray } from './tensor/tensor.js';
export { elements, texts } from './tensor/tensor-base.js';
export { currentAutocast, setInitializerLookup, withAutocast } from './tensor/variable.js';
export { withVariableLimit } from './tensor/variable-limit.js';
export { applyTraced, CompiledFunction, isOpen, type TracedFunction, traceFunction } from './tracing/compiled.js';
export { withLocation } from './tracing/location.js';
export { placementOf } from './tracing/placement.js';
export { mayRecordCalls, RecordedCalls } from './tracing/recorded-calls.js';
export { assertSynchronous } from './tracing/synchronous.js';
export { currentTraces, type Trace, traced, untraced } from './tracing/trace.js';
