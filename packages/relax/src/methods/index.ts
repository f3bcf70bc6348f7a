/** relax.methods */
export * from './base/index.js';
export * as cchvae from './cchvae/index.js';
export * from './cchvae/index.js';
export * as clue from './clue/index.js';
export * from './clue/index.js';
export * as l2c from './l2c/index.js';
export * from './l2c/index.js';
export * as vaecf from './vaecf/index.js';
export * from './vaecf/index.js';
export * from './vanilla/index.js';
