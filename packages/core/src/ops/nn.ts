/** keras.ops under its nn heading. */
export * from './nn/activations.js';
export * from './nn/adaptive-pooling.js';
export * from './nn/attention.js';
export * from './nn/conv.js';
export * from './nn/crossentropy.js';
export * from './nn/ctc-decode.js';
export * from './nn/ctc-loss.js';
export * from './nn/encoding.js';
export * from './nn/normalization.js';
export * from './nn/patches.js';
export * from './nn/polar.js';
export * from './nn/pooling.js';
export * from './nn/softmax.js';
