/** keras.applications.mobilenet_v3: Searching for MobileNetV3, https://arxiv.org/abs/1905.02244. */
import { type Tensor, ValueError } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import {
  Activation,
  type ActivationIdentifier,
  Add,
  BatchNormalization,
  Conv2D,
  DepthwiseConv2D,
  Dropout,
  Flatten,
  GlobalAveragePooling2D,
  Multiply,
  ReLU,
  Rescaling,
  ZeroPadding2D,
} from '@org/layers';
import type { Model } from '../model.js';
import { type ApplicationOptions, buildApplication, kerasWeights, POOL_NAMES } from './application.js';
import { correctPad } from './correct-pad.js';
import { assertSameImages, type ImageShape, imageAxes, lastChannelAxis, shapeOfImages } from './input-shape.js';
import { preprocessorOf } from './preprocess.js';
import { roundedFilters } from './rounding.js';
import {
  MOBILE_NET_V3_LARGE_PARAMETERS,
  MOBILE_NET_V3_SMALL_PARAMETERS,
  type MobileNetV3LargeArguments,
  type MobileNetV3SmallArguments,
} from './signatures.js';
import { squareSize } from './square-size.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images as they are: the network scales pixels from 0 to 255 itself. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf(null);

interface MobileNetV3Options extends ApplicationOptions {
  /** How wide the network is: a factor of the filters. */
  alpha?: number;
  /** Without squeezing and exciting, hard swish and kernels of five. */
  minimalistic?: boolean;
  /** How much the classifier drops. */
  dropoutRate?: number;
  /** Whether the network scales pixels from 0 to 255 itself; if not, they are from -1 to 1. */
  includePreprocessing?: boolean;
}

export type MobileNetV3SmallOptions = MobileNetV3Options;
export type MobileNetV3LargeOptions = MobileNetV3Options;

/**
 * The smaller network of inverted residuals that a search found.
 *
 * @throws ValueError for widths, classes, shapes and activations that the weights do not have
 * @example
 * const network = await MobileNetV3Small({ weights: null, alpha: 0.75, includeTop: false, inputShape: [32, 32, 3] });
 */
export async function MobileNetV3Small(...args: MobileNetV3SmallArguments): Promise<Model> {
  return mobileNetV3('Small', SMALL, 1024, bindOptions(MOBILE_NET_V3_SMALL_PARAMETERS, args));
}

/**
 * The larger network of inverted residuals that a search found.
 *
 * @throws ValueError for widths, classes, shapes and activations that the weights do not have
 * @example
 * const network = await MobileNetV3Large({ weights: null, alpha: 0.75, includeTop: false, inputShape: [32, 32, 3] });
 */
export async function MobileNetV3Large(...args: MobileNetV3LargeArguments): Promise<Model> {
  return mobileNetV3('Large', LARGE, 1280, bindOptions(MOBILE_NET_V3_LARGE_PARAMETERS, args));
}

/** A factor of the channels, filters, whether kernels are five, strides, squeezing and exciting, hard swish. */
type Block = readonly [expansion: number, filters: number, isWide: 0 | 1, strides: 1 | 2, excites: 0 | 1, swish: 0 | 1];

const SMALL: readonly Block[] = [
  [1, 16, 0, 2, 1, 0],
  [72 / 16, 24, 0, 2, 0, 0],
  [88 / 24, 24, 0, 1, 0, 0],
  [4, 40, 1, 2, 1, 1],
  [6, 40, 1, 1, 1, 1],
  [6, 40, 1, 1, 1, 1],
  [3, 48, 1, 1, 1, 1],
  [3, 48, 1, 1, 1, 1],
  [6, 96, 1, 2, 1, 1],
  [6, 96, 1, 1, 1, 1],
  [6, 96, 1, 1, 1, 1],
];

const LARGE: readonly Block[] = [
  [1, 16, 0, 1, 0, 0],
  [4, 24, 0, 2, 0, 0],
  [3, 24, 0, 1, 0, 0],
  [3, 40, 1, 2, 1, 0],
  [3, 40, 1, 1, 1, 0],
  [3, 40, 1, 1, 1, 0],
  [6, 80, 0, 2, 0, 1],
  [2.5, 80, 0, 1, 0, 1],
  [2.3, 80, 0, 1, 0, 1],
  [2.3, 80, 0, 1, 0, 1],
  [6, 112, 0, 1, 1, 1],
  [6, 112, 0, 1, 1, 1],
  [6, 160, 1, 2, 1, 1],
  [6, 160, 1, 1, 1, 1],
  [6, 160, 1, 1, 1, 1],
];

/** Of the weights with and without a classifier. */
const HASHES: Readonly<Record<string, readonly [top: string, none: string]>> = {
  'large_224_0.75': ['765b44a33ad4005b3ac83185abf1d0eb', '40af19a13ebea4e2ee0c676887f69a2e'],
  'large_224_1.0': ['59e551e166be033d707958cf9e29a6a7', '07fb09a5933dd0c8eaafa16978110389'],
  'large_minimalistic_224_1.0': ['675e7b876c45c57e9e63e6d90a36599c', 'ec5221f64a2f6d1ef965a614bdae7973'],
  'small_224_0.75': ['cb65d4e5be93758266aa0a7f2c6708b7', 'ebdb5cc8e0b497cd13a7c275d475c819'],
  'small_224_1.0': ['8768d4c2e7dee89b9d02b2d03d65d862', 'd3e8ec802a04aa4fc771ee12a9a9b836'],
  'small_minimalistic_224_1.0': ['99cd97fb2fcdad2bf028eb838de69e37', 'cde8136e733e811080d9fcd8a252f7e4'],
};

function mobileNetV3(
  kind: 'Small' | 'Large',
  blocks: readonly Block[],
  lastFilters: number,
  { alpha = 1, minimalistic = false, dropoutRate = 0.2, includePreprocessing = true, ...options }: MobileNetV3Options,
): Promise<Model> {
  const width = Number.isInteger(alpha) ? alpha.toFixed(1) : String(alpha);
  const weightsName = `${kind.toLowerCase()}${minimalistic ? '_minimalistic' : ''}_224_${width}`;
  if (options.weights === undefined || options.weights === 'imagenet') {
    assertWidth(weightsName, alpha);
    const size = squareSize(options.inputShape ?? shapeOfImages(options.inputTensor ?? null), [224]);
    if (size === null) console.warn('The weights of MobileNetV3 are those for images of shape (224, 224).');
  }
  const swish: Activate = minimalistic ? (x) => new ReLU()(x) : (x) => new Activation('hard_swish')(x);
  const settings = { alpha, minimalistic, swish };
  const pointFilters = alpha > 1 ? roundedFilters(lastFilters * alpha) : lastFilters;
  return buildApplication(
    {
      defaultSize: 224,
      minSize: 32,
      defaultName: `MobileNetV3${kind}`,
      poolNames: POOL_NAMES,
      inputShape,
      features: (images) =>
        features(includePreprocessing ? new Rescaling(1 / 127.5, -1)(images) : images, blocks, settings),
      top: (x, classes, activation) => classifier(x, classes, activation, { swish, pointFilters, dropoutRate }),
      weightsFile: (includeTop) => ({
        origin: kerasWeights(
          `mobilenet_v3/weights_mobilenet_v3_${weightsName}_float${includeTop ? '' : '_no_top_v2'}.h5`,
        ),
        hash: HASHES[weightsName]![includeTop ? 0 : 1],
      }),
    },
    options,
  );
}

function assertWidth(weightsName: string, alpha: number): void {
  if (Object.hasOwn(HASHES, weightsName)) return;
  throw new ValueError("With weights 'imagenet' `alpha` must be that of the weights.", {
    expected: '0.75 or 1; 1 for minimalistic networks',
    received: `alpha=${show(alpha)}`,
  });
}

/** The classifier has no weights for the size of images: it may stay open. */
function inputShape(given: ImageShape | null, images: Tensor | null): ImageShape {
  assertSameImages(given, images);
  const { channels, sizes } = imageAxes();
  const open = channels === 0 ? [3, null, null] : [null, null, 3];
  const shape = given ?? shapeOfImages(images) ?? open;
  if (sizes.every((axis) => shape[axis]) && sizes.some((axis) => shape[axis]! < 32)) {
    throw new ValueError('Input size must be at least 32x32.', { received: `inputShape=${show(shape)}` });
  }
  return shape;
}

type Activate = (x: Tensor) => Tensor;

interface Settings {
  readonly alpha: number;
  readonly minimalistic: boolean;
  readonly swish: Activate;
}

const normalized = (x: Tensor, name: string): Tensor =>
  new BatchNormalization({ axis: lastChannelAxis(), epsilon: 0.001, momentum: 0.999, name })(x);

function features(images: Tensor, blocks: readonly Block[], settings: Settings): Tensor {
  const strided = { strides: [2, 2], padding: 'same', useBias: false, name: 'conv' } as const;
  let x = settings.swish(normalized(new Conv2D(16, 3, strided)(images), 'conv_bn'));
  x = blocks.reduce((y, each, id) => invertedResidual(y, each, id, settings), x);
  const last = roundedFilters(x.shape.at(lastChannelAxis())! * 6);
  x = new Conv2D(last, 1, { padding: 'same', useBias: false, name: 'conv_1' })(x);
  return settings.swish(normalized(x, 'conv_1_bn'));
}

function invertedResidual(x: Tensor, block: Block, id: number, { alpha, minimalistic, swish }: Settings): Tensor {
  const [expansion, width, isWide, strides, excites, isSwish] = block;
  const filters = roundedFilters(width * alpha);
  const kernel = isWide && !minimalistic ? 5 : 3;
  const activated: Activate = isSwish ? swish : (y) => new ReLU()(y);
  const prefix = id === 0 ? 'expanded_conv_' : `expanded_conv_${id}_`;
  const channels = x.shape.at(lastChannelAxis())!;
  const expanded = roundedFilters(channels * expansion);
  const pointwise = { padding: 'same', useBias: false } as const;
  let y = x;
  if (id > 0) {
    y = new Conv2D(expanded, 1, { ...pointwise, name: `${prefix}expand` })(y);
    y = activated(normalized(y, `${prefix}expand_bn`));
  }
  if (strides === 2) y = new ZeroPadding2D({ padding: correctPad(y, kernel), name: `${prefix}depthwise_pad` })(y);
  const padding = strides === 1 ? 'same' : 'valid';
  y = new DepthwiseConv2D(kernel, { strides, padding, useBias: false, name: `${prefix}depthwise` })(y);
  y = activated(normalized(y, `${prefix}depthwise_bn`));
  if (excites && !minimalistic) y = excited(y, expanded, prefix);
  y = new Conv2D(filters, 1, { ...pointwise, name: `${prefix}project` })(y);
  y = normalized(y, `${prefix}project_bn`);
  return strides === 1 && channels === filters ? new Add({ name: `${prefix}add` })([x, y]) : y;
}

/** Squeezing and exciting: each channel times a factor that all channels together tell. */
function excited(x: Tensor, filters: number, prefix: string): Tensor {
  const name = `${prefix}squeeze_excite`;
  let y = new GlobalAveragePooling2D({ keepdims: true, name: `${name}_avg_pool` })(x);
  y = new Conv2D(roundedFilters(filters * 0.25), 1, { padding: 'same', name: `${name}_conv` })(y);
  y = new ReLU({ name: `${name}_relu` })(y);
  y = new Conv2D(filters, 1, { padding: 'same', name: `${name}_conv_1` })(y);
  y = new ReLU(6)(y.add(3)).mul(1 / 6);
  return new Multiply({ name: `${name}_mul` })([x, y]);
}

interface TopSettings {
  readonly swish: Activate;
  readonly pointFilters: number;
  readonly dropoutRate: number;
}

function classifier(
  x: Tensor,
  classes: number,
  activation: ActivationIdentifier | null,
  settings: TopSettings,
): Tensor {
  x = new GlobalAveragePooling2D({ keepdims: true })(x);
  x = settings.swish(new Conv2D(settings.pointFilters, 1, { padding: 'same', useBias: true, name: 'conv_2' })(x));
  if (settings.dropoutRate > 0) x = new Dropout(settings.dropoutRate)(x);
  x = new Conv2D(classes, 1, { padding: 'same', name: 'logits' })(x);
  return new Activation({ activation: activation ?? 'linear', name: 'predictions' })(new Flatten()(x));
}
