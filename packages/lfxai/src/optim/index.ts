/** What the models need of torch.optim. */
export { Adam, type AdamOptions } from './adam.js';
export { LambdaLR } from './lambda-lr.js';
export { Optimizer, type OptimizerState, type ParameterState } from './optimizer.js';
export { SGD, type SGDOptions } from './sgd.js';
