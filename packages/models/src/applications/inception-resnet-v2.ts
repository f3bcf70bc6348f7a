/** keras.applications.inception_resnet_v2: Inception-v4, Inception-ResNet, https://arxiv.org/abs/1602.07261. */
import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { Activation, AveragePooling2D, BatchNormalization, Concatenate, Conv2D, MaxPooling2D } from '@org/layers';
import type { Model } from '../model.js';
import {
  type ApplicationOptions,
  type Architecture,
  buildApplication,
  firstWeights,
  weightsAt,
} from './application.js';
import { CustomScaleLayer } from './custom-scale-layer.js';
import { channelAxis } from './input-shape.js';
import { preprocessorOf } from './preprocess.js';
import { INCEPTION_RES_NET_V2_PARAMETERS, type InceptionResNetV2Arguments } from './signatures.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images with pixels from 0 to 255 to -1 to 1. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf('tf');

export type InceptionResNetV2Options = ApplicationOptions;

/**
 * Inception modules with residual connections.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await InceptionResNetV2({ weights: null, includeTop: false, inputShape: [75, 75, 3] });
 */
export function InceptionResNetV2(...args: InceptionResNetV2Arguments): Promise<Model> {
  return buildApplication(ARCHITECTURE, bindOptions(INCEPTION_RES_NET_V2_PARAMETERS, args));
}

const ARCHITECTURE: Architecture = {
  defaultSize: 299,
  minSize: 75,
  defaultName: 'inception_resnet_v2',
  features,
  weightsFile: weightsAt(firstWeights('inception_resnet_v2'), [
    'e693bd0210a403b3192acc6073ad2e96',
    'd19885ff4a710c122648d3b5c3b684e4',
  ]),
};

type Size = number | readonly [rows: number, columns: number];

/** A convolution: filters, kernel, and strides with padding 'valid' if they are two. */
type Convolution = readonly [filters: number, kernel: Size, strides?: 1 | 2];

function convolved(
  x: Tensor,
  [filters, kernel, strides = 1]: Convolution,
  { name = null, isPadded = strides === 1 }: { name?: string | null; isPadded?: boolean } = {},
): Tensor {
  const padding = isPadded ? 'same' : 'valid';
  const kernelSize = typeof kernel === 'number' ? kernel : [...kernel];
  const y = new Conv2D(filters, kernelSize, { strides, padding, useBias: false, name })(x);
  const suffixed = (suffix: string) => (name === null ? null : `${name}_${suffix}`);
  const normalized = new BatchNormalization({ axis: channelAxis(), scale: false, name: suffixed('bn') })(y);
  return new Activation('relu', { name: suffixed('ac') })(normalized);
}

const branch = (x: Tensor, convolutions: readonly Convolution[]): Tensor =>
  convolutions.reduce((y, each) => convolved(y, each), x);

const halved = (x: Tensor): Tensor => new MaxPooling2D(3, { strides: 2 })(x);

const joined = (branches: Tensor[], name: string): Tensor => new Concatenate({ axis: channelAxis(), name })(branches);

interface Residual {
  readonly branches: readonly (readonly Convolution[])[];
  readonly scale: number;
  readonly count: number;
}

const BLOCK35: Residual = {
  branches: [
    [[32, 1]],
    [
      [32, 1],
      [32, 3],
    ],
    [
      [32, 1],
      [48, 3],
      [64, 3],
    ],
  ],
  scale: 0.17,
  count: 10,
};
const BLOCK17: Residual = {
  branches: [
    [[192, 1]],
    [
      [128, 1],
      [160, [1, 7]],
      [192, [7, 1]],
    ],
  ],
  scale: 0.1,
  count: 20,
};
const BLOCK8: Residual = {
  branches: [
    [[192, 1]],
    [
      [192, 1],
      [224, [1, 3]],
      [256, [3, 1]],
    ],
  ],
  scale: 0.2,
  count: 9,
};

function features(images: Tensor): Tensor {
  let x = residuals(stem(images), BLOCK35, 'block35');
  x = residuals(reduction17(x), BLOCK17, 'block17');
  x = residuals(reduction8(x), BLOCK8, 'block8');
  x = residual(x, { ...BLOCK8, scale: 1 }, 'block8_10', false);
  return convolved(x, [1536, 1], { name: 'conv_7b' });
}

function stem(images: Tensor): Tensor {
  let x = convolved(images, [32, 3, 2]);
  x = convolved(x, [32, 3], { isPadded: false });
  x = halved(convolved(x, [64, 3]));
  x = convolved(x, [80, 1], { isPadded: false });
  x = halved(convolved(x, [192, 3], { isPadded: false }));
  const branches = [
    branch(x, [[96, 1]]),
    branch(x, [
      [48, 1],
      [64, 5],
    ]),
    branch(x, [
      [64, 1],
      [96, 3],
      [96, 3],
    ]),
  ];
  const averaged = new AveragePooling2D(3, { strides: 1, padding: 'same' })(x);
  return joined([...branches, branch(averaged, [[64, 1]])], 'mixed_5b');
}

function reduction17(x: Tensor): Tensor {
  const branches = [
    branch(x, [[384, 3, 2]]),
    branch(x, [
      [256, 1],
      [256, 3],
      [384, 3, 2],
    ]),
  ];
  return joined([...branches, halved(x)], 'mixed_6a');
}

function reduction8(x: Tensor): Tensor {
  const branches = [
    branch(x, [
      [256, 1],
      [384, 3, 2],
    ]),
    branch(x, [
      [256, 1],
      [288, 3, 2],
    ]),
    branch(x, [
      [256, 1],
      [288, 3],
      [320, 3, 2],
    ]),
  ];
  return joined([...branches, halved(x)], 'mixed_7a');
}

function residuals(x: Tensor, block: Residual, name: string): Tensor {
  for (let i = 1; i <= block.count; i++) x = residual(x, block, `${name}_${i}`);
  return x;
}

/** The input plus what branches make of it, scaled. */
function residual(x: Tensor, { branches, scale }: Residual, name: string, isActivated = true): Tensor {
  const mixed = joined(
    branches.map((each) => branch(x, each)),
    `${name}_mixed`,
  );
  const channels = x.shape[channelAxis()]!;
  const up = new Conv2D(channels, 1, { strides: 1, padding: 'same', useBias: true, name: `${name}_conv` })(mixed);
  const y = new CustomScaleLayer(scale)([x, up]);
  return isActivated ? new Activation('relu', { name: `${name}_ac` })(y) : y;
}
