/** keras.applications.mobilenet_v2: Inverted Residuals and Linear Bottlenecks, https://arxiv.org/abs/1801.04381. */
import { type Tensor, ValueError } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import {
  type ActivationIdentifier,
  Add,
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  GlobalAveragePooling2D,
  ReLU,
  ZeroPadding2D,
} from '@org/layers';
import type { Model } from '../model.js';
import { type ApplicationOptions, buildApplication, kerasWeights } from './application.js';
import { correctPad } from './correct-pad.js';
import { assertSameImages, type ImageShape, lastChannelAxis, shapeOfImages } from './input-shape.js';
import { preprocessorOf } from './preprocess.js';
import { roundedFilters } from './rounding.js';
import { MOBILE_NET_V2_PARAMETERS, type MobileNetV2Arguments } from './signatures.js';
import { sizeInName, squareSize } from './square-size.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images with pixels from 0 to 255 to -1 to 1. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf('tf');

export interface MobileNetV2Options extends ApplicationOptions {
  /** How wide the network is: a factor of the filters. */
  alpha?: number;
}

/** The sizes of images, and the widths, that there are weights for. */
const SIZES = [96, 128, 160, 192, 224];
const WIDTHS = [0.35, 0.5, 0.75, 1, 1.3, 1.4];

/**
 * A small network of inverted residuals.
 *
 * @throws ValueError for widths, classes, shapes and activations that the weights do not have
 * @example
 * const network = await MobileNetV2({ weights: null, alpha: 0.35, includeTop: false, inputShape: [32, 32, 3] });
 */
export async function MobileNetV2(...args: MobileNetV2Arguments): Promise<Model> {
  const { alpha = 1, ...options } = bindOptions(MOBILE_NET_V2_PARAMETERS, args);
  const { weights = 'imagenet', inputShape = null, inputTensor = null } = options;
  if (weights === 'imagenet' && !WIDTHS.includes(alpha)) {
    throw new ValueError("With weights 'imagenet' `alpha` must be that of the weights.", {
      expected: WIDTHS.join(', '),
      received: `alpha=${show(alpha)}`,
    });
  }
  assertSameImages(inputShape, inputTensor);
  return buildApplication(
    {
      defaultSize: squareSize(inputShape ?? shapeOfImages(inputTensor), SIZES) ?? 224,
      minSize: 32,
      defaultName: (shape) => `mobilenetv2_${alpha.toFixed(2)}_${sizeInName(shape, SIZES, weights === 'imagenet')}`,
      features: (images) => features(images, alpha),
      top: classifier,
      weightsFile: (includeTop, shape) => weightsFile(includeTop, shape, alpha),
    },
    options,
  );
}

function weightsFile(includeTop: boolean, shape: ImageShape, alpha: number) {
  const size = squareSize(shape, SIZES) ?? 224;
  const width = Number.isInteger(alpha) ? alpha.toFixed(1) : String(alpha);
  const file = `mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${width}_${size}${includeTop ? '' : '_no_top'}.h5`;
  return { origin: kerasWeights(`mobilenet_v2/${file}`) };
}

const normalized = (x: Tensor, name: string): Tensor =>
  new BatchNormalization({ axis: lastChannelAxis(), epsilon: 0.001, momentum: 0.999, name })(x);

const relu = (x: Tensor, name: string): Tensor => new ReLU(6, { name })(x);

/** Filters, strides of the first block, and how many blocks. */
const STACKS: readonly (readonly [filters: number, strides: 1 | 2, count: number])[] = [
  [16, 1, 1],
  [24, 2, 2],
  [32, 2, 3],
  [64, 2, 4],
  [96, 1, 3],
  [160, 2, 3],
  [320, 1, 1],
];

function features(images: Tensor, alpha: number): Tensor {
  const strided = { kernelSize: 3, strides: [2, 2], padding: 'same', useBias: false, name: 'Conv1' } as const;
  let x = new Conv2D({ filters: roundedFilters(32 * alpha), ...strided })(images);
  x = relu(normalized(x, 'bn_Conv1'), 'Conv1_relu');
  const blocks = STACKS.flatMap(([filters, strides, count]) =>
    Array.from({ length: count }, (_, i) => [filters, i === 0 ? strides : 1] as const),
  );
  x = blocks.reduce(
    (y, [filters, strides], id) => invertedResidual(y, roundedFilters(Math.trunc(filters * alpha)), strides, id),
    x,
  );
  const last = alpha > 1 ? roundedFilters(1280 * alpha) : 1280;
  x = new Conv2D(last, 1, { useBias: false, name: 'Conv_1' })(x);
  return relu(normalized(x, 'Conv_1_bn'), 'out_relu');
}

function invertedResidual(x: Tensor, filters: number, strides: 1 | 2, id: number): Tensor {
  const channels = x.shape.at(lastChannelAxis())!;
  const prefix = id === 0 ? 'expanded_conv_' : `block_${id}_`;
  const pointwise = { kernelSize: 1, padding: 'same', useBias: false } as const;
  let y = x;
  if (id > 0) {
    y = new Conv2D({ filters: 6 * channels, ...pointwise, name: `${prefix}expand` })(y);
    y = relu(normalized(y, `${prefix}expand_BN`), `${prefix}expand_relu`);
  }
  if (strides === 2) y = new ZeroPadding2D({ padding: correctPad(y, 3), name: `${prefix}pad` })(y);
  const padding = strides === 1 ? 'same' : 'valid';
  y = new DepthwiseConv2D({ kernelSize: 3, strides, useBias: false, padding, name: `${prefix}depthwise` })(y);
  y = relu(normalized(y, `${prefix}depthwise_BN`), `${prefix}depthwise_relu`);
  y = new Conv2D({ filters, ...pointwise, name: `${prefix}project` })(y);
  y = normalized(y, `${prefix}project_BN`);
  return channels === filters && strides === 1 ? new Add({ name: `${prefix}add` })([x, y]) : y;
}

function classifier(x: Tensor, classes: number, activation: ActivationIdentifier | null): Tensor {
  return new Dense(classes, { activation, name: 'predictions' })(new GlobalAveragePooling2D()(x));
}
