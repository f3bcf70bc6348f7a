/** The public surface of the package: the layers under all names that Keras gives them, and what they are configured with. */

export type { ActivationIdentifier } from './activations/index.js';
export * as activations from './activations/index.js';
export type { KeyValueCache } from './attention/key-value-cache.js';
export * from './classes.js';
export { Constraint } from './constraints/constraint.js';
export * as constraints from './constraints/index.js';
export * as dtypePolicies from './dtype-policies/index.js';
export { DTypePolicy, dtypePolicy } from './dtype-policy.js';
export type { FlaxMethod, FlaxModule } from './foreign/flax-layer.js';
export type { TorchModule } from './foreign/torch-module-wrapper.js';
export { getDtypePolicy, setDtypePolicy } from './get-dtype-policy.js';
export type { BoundingBoxes, ImageData as LabelledImages } from './image/image-data.js';
export * as initializers from './initializers/index.js';
export { Initializer } from './initializers/initializer.js';
export type { InputShape } from './input-shape.js';
export { InputSpec } from './input-spec.js';
export { type CallInterceptor, interceptCalls } from './intercept-calls.js';
export type { LayerInputs } from './layer-inputs.js';
export type { LayerOptions, WeightOptions } from './layer-options.js';
export * as boundingBoxes from './preprocessing/bounding-boxes/index.js';
export * as quantizers from './quantizers/index.js';
export { Quantizer } from './quantizers/quantizer.js';
export { type PackedSequences, packSequences } from './recurrent/pack-sequences.js';
export * as regularizers from './regularizers/index.js';
export { Regularizer } from './regularizers/regularizer.js';
export { type RematMode, RematScope } from './remat-scope.js';
export {
  CustomObjectScope,
  type CustomObjects,
  customObjectScope,
  type DeserializeOptions,
  getCustomObjects,
  getRegisteredName,
  getRegisteredObject,
  type NamedObject,
  registerKerasSerializable,
  type SerializedConfig,
  type SerializedObject,
  serializeKerasObject,
} from './serialization/index.js';
export { deserialize, deserializeKerasObject, serialize } from './serialization/layers.js';
export type { ConstraintIdentifier, InitializerIdentifier, RegularizerIdentifier } from './weight-settings.js';
