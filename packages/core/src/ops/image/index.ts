/** keras.ops.image. */
export { affineTransform } from './affine-transform.js';
export { cropImages } from './crop-images.js';
export { elasticTransform } from './elastic-transform.js';
export { extractPatches, extractPatches3d } from './extract-patches.js';
export { gaussianBlur } from './gaussian-blur.js';
export { hsvToRgb } from './hsv-to-rgb.js';
export { mapCoordinates } from './map-coordinates.js';
export { padImages } from './pad-images.js';
export { perspectiveTransform } from './perspective-transform.js';
export { resize } from './resize.js';
export { rgbToGrayscale } from './rgb-to-grayscale.js';
export { rgbToHsv } from './rgb-to-hsv.js';
export { scaleAndTranslate } from './scale-and-translate.js';
export { sobelEdges } from './sobel-edges.js';
export { ssim } from './ssim.js';
