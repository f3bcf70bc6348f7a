/** keras.ops: every function by its Keras name in camelCase. */
export * from './nn.js';
export * from './numpy.js';
