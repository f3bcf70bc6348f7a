/** Data sets and loaders, as torch.utils.data has them. */
export { DataLoader, type DataLoaderOptions } from './data-loader.js';
export { Dataset, type DatasetLike, type Item, Subset, TensorDataset } from './dataset.js';
export type { BatchSource } from './host-batches.js';
export { RandomSampler, type RandomSamplerOptions, type Sampler } from './random-sampler.js';
export { randomSplit } from './random-split.js';
