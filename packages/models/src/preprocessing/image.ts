/** keras.preprocessing.image. */
export { arrayToImg } from '../utils/array-to-img.js';
export { imgToArray } from '../utils/img-to-array.js';
export { loadImg } from '../utils/load-img.js';
export { saveImg } from '../utils/save-img.js';
export { smartResize } from '../utils/smart-resize.js';
