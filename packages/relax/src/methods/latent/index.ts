/** What methods with a network of their own have in common. */
export { assertTrained } from './assert-trained.js';
export { type FeatureEntry, featureTable } from './features.js';
export { fitNetwork, type TrainArguments, type TrainingData, trainingRows } from './fit-network.js';
export { nearestReached } from './nearest-reached.js';
export { loadNetwork, saveNetwork, writeJson } from './network-files.js';
export { repeatRows } from './repeat-rows.js';
