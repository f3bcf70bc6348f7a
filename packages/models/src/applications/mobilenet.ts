/** keras.applications.mobilenet: MobileNets, https://arxiv.org/abs/1704.04861. */
import { type Tensor, ValueError } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import {
  Activation,
  type ActivationIdentifier,
  BatchNormalization,
  Conv2D,
  DepthwiseConv2D,
  Dropout,
  GlobalAveragePooling2D,
  ReLU,
  Reshape,
  ZeroPadding2D,
} from '@org/layers';
import type { Model } from '../model.js';
import { type ApplicationOptions, buildApplication, kerasWeights } from './application.js';
import { type ImageShape, lastChannelAxis } from './input-shape.js';
import { preprocessorOf } from './preprocess.js';
import { MOBILE_NET_PARAMETERS, type MobileNetArguments } from './signatures.js';
import { sizeInName, squareSize } from './square-size.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images with pixels from 0 to 255 to -1 to 1. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf('tf');

export interface MobileNetOptions extends ApplicationOptions {
  /** How wide the network is: a factor of the filters. */
  alpha?: number;
  /** How many channels a depthwise convolution makes of one. */
  depthMultiplier?: number;
  /** How much the classifier drops. */
  dropout?: number;
}

/** The sizes of images, and the widths, that there are weights for. */
const SIZES = [128, 160, 192, 224];
const WIDTHS: ReadonlyMap<number, string> = new Map([
  [0.25, '2_5'],
  [0.5, '5_0'],
  [0.75, '7_5'],
  [1, '1_0'],
]);

/**
 * A small network of convolutions that are separable in depth.
 *
 * @throws ValueError for widths, classes, shapes and activations that the weights do not have
 * @example
 * const network = await MobileNet({ weights: null, alpha: 0.25, includeTop: false, inputShape: [32, 32, 3] });
 */
export async function MobileNet(...args: MobileNetArguments): Promise<Model> {
  const { alpha = 1, depthMultiplier = 1, dropout = 0.001, ...options } = bindOptions(MOBILE_NET_PARAMETERS, args);
  const { weights = 'imagenet', inputShape = null } = options;
  if (weights === 'imagenet') assertWidth(alpha, depthMultiplier);
  return buildApplication(
    {
      defaultSize: squareSize(inputShape, SIZES) ?? 224,
      minSize: 32,
      defaultName: (shape) => `mobilenet_${alpha.toFixed(2)}_${sizeInName(shape, SIZES, weights === 'imagenet')}`,
      features: (images) => features(images, alpha, depthMultiplier),
      top: (x, classes, activation) => classifier(x, classes, activation, dropout),
      weightsFile: (hasTop, shape) => weightsFile(hasTop, shape, alpha),
    },
    options,
  );
}

function assertWidth(alpha: number, depthMultiplier: number): void {
  if (depthMultiplier !== 1) {
    throw new ValueError("With weights 'imagenet' `depthMultiplier` must be 1.", {
      received: `depthMultiplier=${show(depthMultiplier)}`,
    });
  }
  if (WIDTHS.has(alpha)) return;
  throw new ValueError("With weights 'imagenet' `alpha` must be that of the weights.", {
    expected: [...WIDTHS.keys()].join(', '),
    received: `alpha=${show(alpha)}`,
  });
}

function weightsFile(includeTop: boolean, shape: ImageShape, alpha: number) {
  const size = squareSize(shape, SIZES) ?? 224;
  return {
    origin: kerasWeights(`mobilenet/mobilenet_${WIDTHS.get(alpha)}_${size}_tf${includeTop ? '' : '_no_top'}.h5`),
  };
}

const activated = (x: Tensor, name: string): Tensor => {
  const y = new BatchNormalization({ axis: lastChannelAxis(), name: `${name}_bn` })(x);
  return new ReLU(6, { name: `${name}_relu` })(y);
};

/** Filters and strides of the blocks. */
const BLOCKS: readonly (readonly [filters: number, strides: 1 | 2])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];

function features(images: Tensor, alpha: number, depthMultiplier: number): Tensor {
  const filters = Math.trunc(32 * alpha);
  const first = new Conv2D(filters, [3, 3], { padding: 'same', useBias: false, strides: [2, 2], name: 'conv1' })(
    images,
  );
  return BLOCKS.reduce(
    (x, [width, strides], i) => block(x, Math.trunc(width * alpha), depthMultiplier, strides, i + 1),
    activated(first, 'conv1'),
  );
}

function block(x: Tensor, filters: number, depthMultiplier: number, strides: 1 | 2, id: number): Tensor {
  const padded =
    strides === 1
      ? x
      : new ZeroPadding2D(
          [
            [0, 1],
            [0, 1],
          ],
          { name: `conv_pad_${id}` },
        )(x);
  const depthwise = new DepthwiseConv2D([3, 3], {
    padding: strides === 1 ? 'same' : 'valid',
    depthMultiplier,
    strides: [strides, strides],
    useBias: false,
    name: `conv_dw_${id}`,
  })(padded);
  const y = activated(depthwise, `conv_dw_${id}`);
  const pointwise = { padding: 'same', useBias: false, strides: [1, 1], name: `conv_pw_${id}` } as const;
  return activated(new Conv2D(filters, [1, 1], pointwise)(y), `conv_pw_${id}`);
}

function classifier(x: Tensor, classes: number, activation: ActivationIdentifier | null, dropout: number): Tensor {
  x = new GlobalAveragePooling2D({ keepdims: true })(x);
  x = new Dropout(dropout, { name: 'dropout' })(x);
  x = new Conv2D(classes, [1, 1], { padding: 'same', name: 'conv_preds' })(x);
  x = new Reshape([classes], { name: 'reshape_2' })(x);
  return new Activation({ activation: activation ?? 'linear', name: 'predictions' })(x);
}
