/** Data sets and loaders, as torch.utils.data and torchvision have them. */
export { CIFAR10, type CIFAR10Options, CIFAR10Pair } from './cifar10.js';
export { DataLoader, type DataLoaderOptions } from './data-loader.js';
export { Dataset, type DatasetLike, type Item, Subset, TensorDataset } from './dataset.js';
export { DSprites, type DSpritesOptions } from './dsprites.js';
export { ECG5000, type ECG5000Options } from './ecg5000.js';
export type { HostArray } from './host-array.js';
export type { BatchSource } from './host-batches.js';
export { ImageDataset } from './image-dataset.js';
export { MaskedMNIST, MNIST, type MNISTOptions } from './mnist.js';
export { RandomSampler, type RandomSamplerOptions, type Sampler } from './random-sampler.js';
export { randomSplit } from './random-split.js';
export * as transforms from './transforms-index.js';
