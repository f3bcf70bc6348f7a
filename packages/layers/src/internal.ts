/** What the other packages of this repository know of a layer beyond its public surface. */
export { batchInputShapeOf, buildLayer, builtShapesOf } from './layer-build.js';
export { withinLayer } from './layer-call.js';
export { withoutLosses } from './layer-losses.js';
export { addedFieldsOf, claimFields, flattenLayers, sublayers } from './layer-tree.js';
