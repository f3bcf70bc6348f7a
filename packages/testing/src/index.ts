export {
  type ApiClass,
  type ApiFunction,
  apiFunctions,
  type DTypeGoldens,
  type KerasApi,
  loadApi,
  loadDTypes,
  type Parameter,
} from './api.js';
export { attributeNames } from './attribute-names.js';
export { type CloseOptions, expectClose } from './close.js';
export { cotangent } from './cotangent.js';
export { computed, cpuTime } from './cpu-time.js';
export {
  type DecodedArray,
  type Decoders,
  decodeArray,
  decodeNumber,
  decodeValue,
  type EncodedArray,
  type EncodedNumber,
  isEncodedArray,
} from './decode.js';
export {
  type FunctionCase,
  type GoldenCase,
  type GoldenFile,
  goldenFamilies,
  goldenPath,
  isDisputed,
  type LayerCase,
  type LossCase,
  loadGolden,
  loadModelGolden,
  type MetricCase,
  type OptimizerCase,
  type WeightEntry,
} from './golden.js';
export { type CallableOps, namedCallables } from './named-callables.js';
export { near } from './near.js';
export { peakMemory, peakMemoryOf } from './peak-memory.js';
export { isThorough, sampled, thorough } from './thorough.js';
export { wrongKinds } from './wrong-kinds.js';
