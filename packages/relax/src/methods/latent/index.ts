/** What methods with a network of their own have in common. */
export { fitNetwork, type TrainArguments, type TrainingData, trainingRows } from './fit-network.js';
export { loadNetwork, saveNetwork } from './network-files.js';
