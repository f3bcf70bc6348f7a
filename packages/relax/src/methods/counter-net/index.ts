/** relax.methods.counternet */
export { CounterNet, type CounterNetOptions, type CounterNetTrainOptions } from './counter-net.js';
export { CounterNetConfig, CounterNetModel, partitionTrainableParams } from './model.js';
export { type CounterNetOptState, CounterNetTrainingModule } from './training-module.js';
