/** keras.applications.inception_v3: Rethinking the Inception Architecture for Computer Vision, https://arxiv.org/abs/1512.00567. */
import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { Activation, AveragePooling2D, BatchNormalization, Conv2D, concatenate, MaxPooling2D } from '@org/layers';
import type { Model } from '../model.js';
import {
  type ApplicationOptions,
  type Architecture,
  buildApplication,
  firstWeights,
  weightsAt,
} from './application.js';
import { channelAxis } from './input-shape.js';
import { preprocessorOf } from './preprocess.js';
import { INCEPTION_V3_PARAMETERS, type InceptionV3Arguments } from './signatures.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images with pixels from 0 to 255 to -1 to 1. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf('tf');

export type InceptionV3Options = ApplicationOptions;

/**
 * The third network of inception modules.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await InceptionV3({ weights: null, includeTop: false, inputShape: [75, 75, 3] });
 */
export function InceptionV3(...args: InceptionV3Arguments): Promise<Model> {
  return buildApplication(ARCHITECTURE, bindOptions(INCEPTION_V3_PARAMETERS, args));
}

const ARCHITECTURE: Architecture = {
  defaultSize: 299,
  minSize: 75,
  defaultName: 'inception_v3',
  features: inceptionFeatures,
  weightsFile: weightsAt(firstWeights('inception_v3'), [
    '9a0d58056eeedaa3f26cb7ebd46da564',
    'bcbd6486424b2319ff4ef7d526e38f63',
  ]),
};

/** A convolution: filters, rows, columns, and strides with padding 'valid' if they are two. */
type Convolution = readonly [filters: number, rows: number, columns: number, strides?: 1 | 2];

function convolved(x: Tensor, [filters, rows, columns, strides = 1]: Convolution, isPadded = strides === 1): Tensor {
  const padding = isPadded ? 'same' : 'valid';
  const y = new Conv2D(filters, [rows, columns], { strides: [strides, strides], padding, useBias: false })(x);
  return new Activation('relu')(new BatchNormalization({ axis: channelAxis(), scale: false })(y));
}

const branch = (x: Tensor, convolutions: readonly Convolution[]): Tensor =>
  convolutions.reduce((y, each) => convolved(y, each), x);

const averaged = (x: Tensor, filters: number): Tensor => {
  const y = new AveragePooling2D([3, 3], { strides: [1, 1], padding: 'same' })(x);
  return convolved(y, [filters, 1, 1]);
};

const halved = (x: Tensor): Tensor => new MaxPooling2D([3, 3], { strides: [2, 2] })(x);

const joined = (branches: Tensor[], name: string | null = null): Tensor =>
  concatenate(branches, { axis: channelAxis(), name });

function inceptionFeatures(images: Tensor): Tensor {
  let x = stem(images);
  for (const [i, filters] of [32, 64, 64].entries()) x = module35(x, filters, `mixed${i}`);
  x = reduction17(x, 'mixed3');
  for (const [i, filters] of [128, 160, 160, 192].entries()) x = module17(x, filters, `mixed${i + 4}`);
  x = reduction8(x, 'mixed8');
  for (const i of [0, 1]) x = module8(x, i);
  return x;
}

function stem(images: Tensor): Tensor {
  let x = convolved(images, [32, 3, 3, 2]);
  x = convolved(x, [32, 3, 3], false);
  x = halved(convolved(x, [64, 3, 3]));
  x = convolved(x, [80, 1, 1], false);
  return halved(convolved(x, [192, 3, 3], false));
}

/** For maps of 35 by 35. */
function module35(x: Tensor, filters: number, name: string): Tensor {
  const ones = branch(x, [[64, 1, 1]]);
  const fives = branch(x, [
    [48, 1, 1],
    [64, 5, 5],
  ]);
  const threes = branch(x, [
    [64, 1, 1],
    [96, 3, 3],
    [96, 3, 3],
  ]);
  return joined([ones, fives, threes, averaged(x, filters)], name);
}

function reduction17(x: Tensor, name: string): Tensor {
  const threes = branch(x, [[384, 3, 3, 2]]);
  const doubled = branch(x, [
    [64, 1, 1],
    [96, 3, 3],
    [96, 3, 3, 2],
  ]);
  return joined([threes, doubled, halved(x)], name);
}

/** For maps of 17 by 17: rows of seven and columns of seven in place of squares. */
function module17(x: Tensor, n: number, name: string): Tensor {
  const ones = branch(x, [[192, 1, 1]]);
  const sevens = branch(x, [
    [n, 1, 1],
    [n, 1, 7],
    [192, 7, 1],
  ]);
  const doubled = branch(x, [
    [n, 1, 1],
    [n, 7, 1],
    [n, 1, 7],
    [n, 7, 1],
    [192, 1, 7],
  ]);
  return joined([ones, sevens, doubled, averaged(x, 192)], name);
}

function reduction8(x: Tensor, name: string): Tensor {
  const threes = branch(x, [
    [192, 1, 1],
    [320, 3, 3, 2],
  ]);
  const sevens = branch(x, [
    [192, 1, 1],
    [192, 1, 7],
    [192, 7, 1],
    [192, 3, 3, 2],
  ]);
  return joined([threes, sevens, halved(x)], name);
}

/** For maps of 8 by 8: the last convolutions go side by side. */
function module8(x: Tensor, i: number): Tensor {
  const ones = branch(x, [[320, 1, 1]]);
  const single = branch(x, [[384, 1, 1]]);
  const threes = joined([branch(single, [[384, 1, 3]]), branch(single, [[384, 3, 1]])], `mixed9_${i}`);
  const double = branch(x, [
    [448, 1, 1],
    [384, 3, 3],
  ]);
  const doubled = joined([branch(double, [[384, 1, 3]]), branch(double, [[384, 3, 1]])]);
  return joined([ones, threes, doubled, averaged(x, 192)], `mixed${9 + i}`);
}
