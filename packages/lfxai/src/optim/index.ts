/** What the models need of torch.optim. */
export { Adam, type AdamOptions } from './adam.js';
export { LambdaLR } from './lambda-lr.js';
export { Optimizer } from './optimizer.js';
export { SGD, type SGDOptions } from './sgd.js';
