/** keras.visualization: what is known of images, drawn on them. */
export { drawSegmentationMasks } from './draw-segmentation-masks.js';
