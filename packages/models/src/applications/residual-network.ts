/**
 * Deep Residual Learning for Image Recognition, https://arxiv.org/abs/1512.03385, and Identity Mappings in Deep Residual Networks,
 * https://arxiv.org/abs/1603.05027.
 */
import type { Tensor } from '@org/core';
import { Activation, Add, BatchNormalization, Conv2D, MaxPooling2D, ZeroPadding2D } from '@org/layers';
import { type Architecture, firstWeights, type Hashes, POOL_NAMES, weightsAt } from './application.js';
import { channelAxis } from './input-shape.js';

const normalized = (x: Tensor, name: string): Tensor =>
  new BatchNormalization({ axis: channelAxis(), epsilon: 1.001e-5, name })(x);

const relu = (x: Tensor, name: string): Tensor => new Activation('relu', { name })(x);

const FILTERS = [64, 128, 256, 512];

const common = { defaultSize: 224, minSize: 32, poolNames: POOL_NAMES };

/**
 * A residual network.
 *
 * @param depths how many blocks each of the four stacks has
 * @param hashes of the weights with and without a classifier
 */
export const residualNetwork = (name: string, depths: readonly number[], hashes: Hashes): Architecture => ({
  ...common,
  defaultName: name,
  features: (images) => {
    const x = stem(images, (convolved) => relu(normalized(convolved, 'conv1_bn'), 'conv1_relu'));
    return depths.reduce((y, depth, i) => stack(y, FILTERS[i]!, depth, i === 0 ? 1 : 2, `conv${i + 2}`), x);
  },
  weightsFile: weightsAt(firstWeights(name, 'resnet'), hashes),
});

/** A residual network that activates ahead of its convolutions. */
export const residualNetworkV2 = (name: string, depths: readonly number[], hashes: Hashes): Architecture => ({
  ...common,
  defaultName: name,
  features: (images) => {
    const x = stem(images, (convolved) => convolved);
    const y = depths.reduce((z, depth, i) => stackV2(z, FILTERS[i]!, depth, i === 3 ? 1 : 2, `conv${i + 2}`), x);
    return relu(normalized(y, 'post_bn'), 'post_relu');
  },
  weightsFile: weightsAt(firstWeights(name, 'resnet'), hashes),
});

function stem(images: Tensor, activated: (x: Tensor) => Tensor): Tensor {
  const padded = new ZeroPadding2D({
    padding: [
      [3, 3],
      [3, 3],
    ],
    name: 'conv1_pad',
  })(images);
  const convolved = new Conv2D(64, 7, { strides: 2, name: 'conv1_conv' })(padded);
  const x = new ZeroPadding2D({
    padding: [
      [1, 1],
      [1, 1],
    ],
    name: 'pool1_pad',
  })(activated(convolved));
  return new MaxPooling2D(3, { strides: 2, name: 'pool1_pool' })(x);
}

function stack(x: Tensor, filters: number, depth: number, strides: number, name: string): Tensor {
  for (let i = 1; i <= depth; i++) x = block(x, filters, i === 1 ? strides : null, `${name}_block${i}`);
  return x;
}

/** @param strides of the first block of a stack, whose shortcut is a convolution; null: the shortcut is the input */
function block(x: Tensor, filters: number, strides: number | null, name: string): Tensor {
  const shortcut =
    strides === null
      ? x
      : normalized(new Conv2D(4 * filters, 1, { strides, name: `${name}_0_conv` })(x), `${name}_0_bn`);
  let y = new Conv2D(filters, 1, { strides: strides ?? 1, name: `${name}_1_conv` })(x);
  y = relu(normalized(y, `${name}_1_bn`), `${name}_1_relu`);
  y = new Conv2D(filters, 3, { padding: 'same', name: `${name}_2_conv` })(y);
  y = relu(normalized(y, `${name}_2_bn`), `${name}_2_relu`);
  y = normalized(new Conv2D(4 * filters, 1, { name: `${name}_3_conv` })(y), `${name}_3_bn`);
  return relu(new Add({ name: `${name}_add` })([shortcut, y]), `${name}_out`);
}

/** The last block of a stack has its strides. */
function stackV2(x: Tensor, filters: number, depth: number, strides: number, name: string): Tensor {
  for (let i = 1; i <= depth; i++) x = blockV2(x, filters, i === depth ? strides : 1, i === 1, `${name}_block${i}`);
  return x;
}

function blockV2(x: Tensor, filters: number, strides: number, isFirst: boolean, name: string): Tensor {
  const activated = relu(normalized(x, `${name}_preact_bn`), `${name}_preact_relu`);
  const shortcut = isFirst
    ? new Conv2D(4 * filters, 1, { strides, name: `${name}_0_conv` })(activated)
    : strides > 1
      ? new MaxPooling2D(1, { strides })(x)
      : x;
  let y = new Conv2D(filters, 1, { strides: 1, useBias: false, name: `${name}_1_conv` })(activated);
  y = relu(normalized(y, `${name}_1_bn`), `${name}_1_relu`);
  y = new ZeroPadding2D({
    padding: [
      [1, 1],
      [1, 1],
    ],
    name: `${name}_2_pad`,
  })(y);
  y = new Conv2D(filters, 3, { strides, useBias: false, name: `${name}_2_conv` })(y);
  y = relu(normalized(y, `${name}_2_bn`), `${name}_2_relu`);
  y = new Conv2D(4 * filters, 1, { name: `${name}_3_conv` })(y);
  return new Add({ name: `${name}_out` })([shortcut, y]);
}
