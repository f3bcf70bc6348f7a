/** keras.applications.xception: Xception, https://arxiv.org/abs/1610.02357. */
import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { Activation, add, BatchNormalization, Conv2D, MaxPooling2D, SeparableConv2D } from '@org/layers';
import type { Model } from '../model.js';
import {
  type ApplicationOptions,
  type Architecture,
  buildApplication,
  firstWeights,
  weightsAt,
} from './application.js';
import { lastChannelAxis } from './input-shape.js';
import { preprocessorOf } from './preprocess.js';
import { XCEPTION_PARAMETERS, type XceptionArguments } from './signatures.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images with pixels from 0 to 255 to -1 to 1. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf('tf');

export type XceptionOptions = ApplicationOptions;

/**
 * A network of convolutions that are separable in depth.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await Xception({ weights: null, includeTop: false, inputShape: [71, 71, 3] });
 */
export function Xception(...args: XceptionArguments): Promise<Model> {
  return buildApplication(ARCHITECTURE, bindOptions(XCEPTION_PARAMETERS, args));
}

const ARCHITECTURE: Architecture = {
  defaultSize: 299,
  minSize: 71,
  defaultName: 'xception',
  features: (images) => exitFlow(middleFlow(entryFlow(images))),
  weightsFile: weightsAt(firstWeights('xception'), [
    '0a58e3b7378bc2990ea3b43d5981f1f6',
    'b0042744bf5b25fce3cb969f33bebb97',
  ]),
};

const normalized = (x: Tensor, name: string | null = null): Tensor =>
  new BatchNormalization({ axis: lastChannelAxis(), name })(x);

const relu = (x: Tensor, name: string): Tensor => new Activation('relu', { name })(x);

function separable(x: Tensor, filters: number, name: string): Tensor {
  const y = new SeparableConv2D(filters, [3, 3], { padding: 'same', useBias: false, name })(x);
  return normalized(y, `${name}_bn`);
}

function entryFlow(images: Tensor): Tensor {
  let x = new Conv2D(32, [3, 3], { strides: [2, 2], useBias: false, name: 'block1_conv1' })(images);
  x = relu(normalized(x, 'block1_conv1_bn'), 'block1_conv1_act');
  x = new Conv2D(64, [3, 3], { useBias: false, name: 'block1_conv2' })(x);
  x = relu(normalized(x, 'block1_conv2_bn'), 'block1_conv2_act');
  x = halving(x, 'block2', [128, 128], false);
  x = halving(x, 'block3', [256, 256]);
  return halving(x, 'block4', [728, 728]);
}

function middleFlow(x: Tensor): Tensor {
  for (let block = 5; block <= 12; block++) {
    let y = x;
    for (const i of [1, 2, 3])
      y = separable(relu(y, `block${block}_sepconv${i}_act`), 728, `block${block}_sepconv${i}`);
    x = add([y, x]);
  }
  return x;
}

function exitFlow(x: Tensor): Tensor {
  x = halving(x, 'block13', [728, 1024]);
  x = relu(separable(x, 1536, 'block14_sepconv1'), 'block14_sepconv1_act');
  return relu(separable(x, 2048, 'block14_sepconv2'), 'block14_sepconv2_act');
}

/** Two separable convolutions and a pooling, beside a convolution in strides. */
function halving(x: Tensor, name: string, [first, second]: readonly [number, number], isActivated = true): Tensor {
  const strided = { strides: [2, 2], padding: 'same' } as const;
  const residual = normalized(new Conv2D(second, [1, 1], { ...strided, useBias: false })(x));
  let y = isActivated ? relu(x, `${name}_sepconv1_act`) : x;
  y = relu(separable(y, first, `${name}_sepconv1`), `${name}_sepconv2_act`);
  y = separable(y, second, `${name}_sepconv2`);
  y = new MaxPooling2D([3, 3], { ...strided, name: `${name}_pool` })(y);
  return add([y, residual]);
}
