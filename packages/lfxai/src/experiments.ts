/** `@org/lfxai/experiments`: the experiments of the paper, as functions and as command lines. */
export * as cifar10 from './experiments/cifar10.js';
export { COMMANDS, main } from './experiments/command-line.js';
export * as dsprites from './experiments/dsprites.js';
export * as ecg5000 from './experiments/ecg5000.js';
export * as mnist from './experiments/mnist.js';
export { areaOverMaximum } from './experiments/representation-shift.js';
