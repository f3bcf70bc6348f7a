/** Control flow of keras.ops. */
export { associativeScan } from './associative-scan.js';
export { cond, switchCase as switch } from './cond.js';
export { map, scan } from './scan.js';
export { vectorizedMap } from './vectorized-map.js';
export { foriLoop, whileLoop } from './while-loop.js';
