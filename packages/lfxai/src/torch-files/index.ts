/** Files of torch: `.pt` and `.pth`. */
export { load, type TorchValue } from './load.js';
export { save } from './save.js';
