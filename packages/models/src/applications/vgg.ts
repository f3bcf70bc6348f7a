/** Very Deep Convolutional Networks for Large-Scale Image Recognition, https://arxiv.org/abs/1409.1556. */
import type { Tensor } from '@org/core';
import { type ActivationIdentifier, Conv2D, Dense, Flatten, MaxPooling2D } from '@org/layers';
import { type Architecture, firstWeights, type Hashes, weightsAt } from './application.js';

/** Blocks of convolutions and a pooling: how many, and of how many filters. */
const FILTERS = [64, 128, 256, 512, 512];

/** @param hashes of the weights with and without a classifier */
export const vgg = (name: string, depths: readonly number[], hashes: Hashes): Architecture => ({
  defaultSize: 224,
  minSize: 32,
  defaultName: name,
  features: (images) => depths.reduce((x, depth, i) => block(x, `block${i + 1}`, depth, FILTERS[i]!), images),
  top: fullyConnected,
  weightsFile: weightsAt(firstWeights(name), hashes),
});

function block(x: Tensor, name: string, depth: number, filters: number): Tensor {
  for (let i = 1; i <= depth; i++) {
    x = new Conv2D(filters, [3, 3], { activation: 'relu', padding: 'same', name: `${name}_conv${i}` })(x);
  }
  return new MaxPooling2D([2, 2], { strides: [2, 2], name: `${name}_pool` })(x);
}

function fullyConnected(x: Tensor, classes: number, activation: ActivationIdentifier | null): Tensor {
  x = new Flatten({ name: 'flatten' })(x);
  x = new Dense(4096, { activation: 'relu', name: 'fc1' })(x);
  x = new Dense(4096, { activation: 'relu', name: 'fc2' })(x);
  return new Dense(classes, { activation, name: 'predictions' })(x);
}
