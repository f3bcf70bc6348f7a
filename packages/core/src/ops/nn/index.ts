/** keras.ops under its nn heading. */
export * from './activations.js';
export * from './adaptive-pooling.js';
export * from './attention.js';
export * from './conv.js';
export * from './crossentropy.js';
export * from './ctc-decode.js';
export * from './ctc-loss.js';
export * from './encoding.js';
export * from './normalization.js';
export * from './patches.js';
export * from './polar.js';
export * from './pooling.js';
export * from './softmax.js';
