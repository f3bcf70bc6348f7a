/** The modules of torch.nn that the models consist of. */

/** Keras's layers, which have the same names in torch. */
export { Identity, ReLU, Softmax } from '@org/layers';
export { Sigmoid, Tanh } from './activations.js';
export { BatchNorm1d, BatchNorm2d } from './batch-norm.js';
export {
  Conv1d,
  Conv2d,
  type ConvArguments,
  ConvTranspose1d,
  ConvTranspose2d,
  type ConvTransposeArguments,
} from './conv.js';
export { Dropout } from './dropout.js';
export { Embedding } from './embedding.js';
export { Linear } from './linear.js';
export { CrossEntropyLoss, L1Loss, MSELoss } from './loss.js';
export { LSTM } from './lstm.js';
export { type IncompatibleKeys, Module, type StateDict } from './module.js';
export { AvgPool1d, AvgPool2d, MaxPool1d, MaxPool2d } from './pool.js';
export { Sequential } from './sequential.js';
export { Flatten, Unflatten } from './unflatten.js';
