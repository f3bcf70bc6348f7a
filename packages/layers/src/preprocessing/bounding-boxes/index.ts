/** keras.utils.bounding_boxes. */
export { convertFormat, type LabelledBoxes } from './convert-format.js';
export { decodeDeltasToBoxes, encodeBoxToDeltas } from './deltas.js';
export type { BoundingBoxFormat } from './formats.js';
export { computeCiou, computeIou } from './overlap.js';
export { affineTransform, clipToImageSize, crop, pad } from './transforms.js';
