/** Densely Connected Convolutional Networks, https://arxiv.org/abs/1608.06993. */
import type { Tensor } from '@org/core';
import {
  Activation,
  AveragePooling2D,
  BatchNormalization,
  Concatenate,
  Conv2D,
  MaxPooling2D,
  ZeroPadding2D,
} from '@org/layers';
import { type Architecture, firstWeights, type Hashes, POOL_NAMES, weightsAt } from './application.js';
import { requireChannelsLast } from './input-shape.js';

const GROWTH = 32;
const AXIS = 3;

const activated = (x: Tensor, normalization: string, activation: string): Tensor => {
  const y = new BatchNormalization({ axis: AXIS, epsilon: 1.001e-5, name: normalization })(x);
  return new Activation('relu', { name: activation })(y);
};

/**
 * @param depths how many layers each of the four blocks has
 * @param hashes of the weights with and without a classifier
 */
export const denseNetwork = (name: string, depths: readonly number[], hashes: Hashes): Architecture => ({
  defaultSize: 224,
  minSize: 32,
  defaultName: name,
  poolNames: POOL_NAMES,
  features: (images) => {
    const x = depths.reduce((y, depth, i) => {
      const between = i === 0 ? y : transition(y, `pool${i + 1}`);
      return block(between, depth, `conv${i + 2}`);
    }, stem(images));
    return activated(x, 'bn', 'relu');
  },
  weightsFile: weightsAt(firstWeights(name, 'densenet'), hashes),
});

function stem(images: Tensor): Tensor {
  requireChannelsLast('DenseNet');
  let x = new ZeroPadding2D({
    padding: [
      [3, 3],
      [3, 3],
    ],
  })(images);
  x = new Conv2D(64, 7, { strides: 2, useBias: false, name: 'conv1_conv' })(x);
  x = activated(x, 'conv1_bn', 'conv1_relu');
  x = new ZeroPadding2D({
    padding: [
      [1, 1],
      [1, 1],
    ],
  })(x);
  return new MaxPooling2D(3, { strides: 2, name: 'pool1' })(x);
}

function block(x: Tensor, depth: number, name: string): Tensor {
  for (let i = 1; i <= depth; i++) x = layer(x, `${name}_block${i}`);
  return x;
}

/** The input, with some more channels computed from it. */
function layer(x: Tensor, name: string): Tensor {
  let y = activated(x, `${name}_0_bn`, `${name}_0_relu`);
  y = new Conv2D(4 * GROWTH, 1, { useBias: false, name: `${name}_1_conv` })(y);
  y = activated(y, `${name}_1_bn`, `${name}_1_relu`);
  y = new Conv2D(GROWTH, 3, { padding: 'same', useBias: false, name: `${name}_2_conv` })(y);
  return new Concatenate({ axis: AXIS, name: `${name}_concat` })([x, y]);
}

/** Half the channels, half the size. */
function transition(x: Tensor, name: string): Tensor {
  const y = activated(x, `${name}_bn`, `${name}_relu`);
  const halved = Math.trunc(x.shape[AXIS]! / 2);
  const convolved = new Conv2D(halved, 1, { useBias: false, name: `${name}_conv` })(y);
  return new AveragePooling2D(2, { strides: 2, name: `${name}_pool` })(convolved);
}
