/** A door for pages that load `.keras` files of layers that they name: models that can be trained and saved, as others. */
export { Model } from './model.js';
export { loadNamed as loadModel } from './saving/load-named.js';
export type { LoadModelOptions } from './saving/model-file.js';
export { Sequential } from './sequential.js';
