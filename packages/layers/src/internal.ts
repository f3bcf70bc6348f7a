/** What the other packages of this repository know of layers beyond the public surface. */
export { assertValues } from './arguments.js';
export { givenByName } from './call-arguments.js';
export { takesTraining } from './call-parameters.js';
export { isArrayLike } from './dtype-policy.js';
export { mapShapes, shapesOf } from './input-shape.js';
export { keepLayers } from './keras-objects.js';
export { assertBuildShapes, batchInputShapeOf, buildLayer, builtShapesOf, withinLayer } from './layer-build.js';
export { keepArguments } from './layer-call.js';
export type { Structure } from './layer-inputs.js';
export { withoutLosses } from './layer-losses.js';
export { LAYER_KEYWORDS } from './layer-options.js';
export { addedFieldsOf, claimFields, flattenLayers, structureOf, sublayers } from './layer-tree.js';
export { isSaidByFields } from './recorded-layer.js';
export { type EmbeddedFiles, withEmbeddedFiles } from './serialization/embedded-files.js';
export {
  type ArgumentNamed,
  argumentNamed,
  assertConfig,
  blamedFor,
  classBySnakeCase,
  classPathOf,
  constructorForm,
  containsAll,
  customObjectsIn,
  type DeserializeArguments,
  deserializeArguments,
  deserializeKerasObject as readKerasObject,
  type FromOptions,
  isClass,
  isPlainFunction,
  keepAll,
  knownCustomObjects,
  locationOf,
  newFromConfig,
  type ObjectFamily,
  objectByShortcut,
  objectFamily,
  objectSharingScope,
  optionsOf,
  registerKerasObject,
  withArguments,
} from './serialization/index.js';
export { Settings } from './settings.js';
export { contentsOf, trackedFields } from './tracking.js';
export { isOfLibrary, isOwnClass, isWithoutFunctions } from './users-code.js';
