/** EfficientNetV2: Smaller Models and Faster Training, https://arxiv.org/abs/2104.00298. */
import type { Tensor } from '@org/core';
import {
  Activation,
  add,
  BatchNormalization,
  Conv2D,
  DepthwiseConv2D,
  Dropout,
  initializers,
  Normalization,
  Rescaling,
} from '@org/layers';
import { type Architecture, type Hashes, kerasWeights, POOL_NAMES, weightsAt } from './application.js';
import { channelAxis, imageAxes } from './input-shape.js';
import { IMAGENET_DEVIATION, IMAGENET_MEAN } from './preprocess.js';
import { roundedFilters } from './rounding.js';
import { CONVOLUTION_INITIALIZER, droppingClassifier, excited } from './scaled-network.js';

/** Kind and number of blocks, filters in and out, factor of the channels within, strides. Separable blocks squeeze and excite. */
export type Stack = readonly [
  kind: 'fused' | 'separable',
  count: number,
  filtersIn: number,
  filters: number,
  expansion: 1 | 4 | 6,
  strides: 1 | 2,
];

/** Of B0, which B1 to B3 scale. */
export const BASIC_STACKS: readonly Stack[] = [
  ['fused', 1, 32, 16, 1, 1],
  ['fused', 2, 16, 32, 4, 2],
  ['fused', 2, 32, 48, 4, 2],
  ['separable', 3, 48, 96, 4, 2],
  ['separable', 5, 96, 112, 6, 1],
  ['separable', 8, 112, 192, 6, 2],
];

export interface Scale {
  readonly stacks: readonly Stack[];
  readonly width: number;
  readonly depth: number;
  readonly size: number;
  readonly hashes: Hashes;
}

/** How often the deepest block is left out in training. */
const DROP_RATE = 0.2;

export const efficientNetworkV2 = (name: string, scale: Scale, includePreprocessing: boolean): Architecture => ({
  defaultSize: scale.size,
  minSize: 32,
  defaultName: name,
  poolNames: POOL_NAMES,
  features: (images, shape) =>
    features(includePreprocessing ? scaled(images, name, shape[imageAxes().channels] ?? null) : images, scale),
  top: droppingClassifier(0.2, { biasInitializer: new initializers.Constant(0) }),
  weightsFile: weightsAt(kerasWeights(`efficientnet_v2/${name}`), scale.hashes),
});

/** Pixels from 0 to 255 as the network was trained on them: B0 to B3 with mean 0 and deviation 1, the others from -1 to 1. */
function scaled(images: Tensor, name: string, channels: number | null): Tensor {
  if (!name.startsWith('efficientnetv2-b') || channels !== 3) return new Rescaling(1 / 128, -1)(images);
  const variance = IMAGENET_DEVIATION.map((each) => each ** 2);
  return new Normalization({ mean: IMAGENET_MEAN, variance, axis: channelAxis() })(new Rescaling(1 / 255)(images));
}

const normalized = (x: Tensor, name: string): Tensor =>
  new BatchNormalization({ axis: channelAxis(), momentum: 0.9, name })(x);

const activated = (x: Tensor, normalization: string, activation: string): Tensor =>
  new Activation('swish', { name: activation })(normalized(x, normalization));

/** Options of most convolutions. */
const PLAIN = { padding: 'same', useBias: false, kernelInitializer: CONVOLUTION_INITIALIZER } as const;

function features(images: Tensor, { stacks, width, depth }: Scale): Tensor {
  const filtersOf = (filters: number) => roundedFilters(filters * width, 8, false);
  let x = new Conv2D(filtersOf(stacks[0]![2]), 3, { strides: 2, ...PLAIN, name: 'stem_conv' })(images);
  x = activated(x, 'stem_bn', 'stem_activation');
  const total = stacks.reduce((sum, [, count]) => sum + count, 0);
  const blocks = stacks.flatMap(([kind, count, filtersIn, filters, expansion, strides], stack) =>
    Array.from({ length: Math.ceil(depth * count) }, (_, i) => ({
      kind,
      name: `block${stack + 1}${String.fromCharCode(97 + i)}_`,
      filtersIn: filtersOf(i === 0 ? filtersIn : filters),
      filters: filtersOf(filters),
      expansion,
      strides: i === 0 ? strides : (1 as const),
    })),
  );
  // The rates of scaled networks go on beyond DROP_RATE, as Keras counts the blocks of the unscaled one.
  x = blocks.reduce((y, { kind, ...each }, i) => BLOCKS[kind](y, { ...each, dropRate: (DROP_RATE * i) / total }), x);
  x = new Conv2D(filtersOf(1280), 1, { strides: 1, ...PLAIN, name: 'top_conv' })(x);
  return activated(x, 'top_bn', 'top_activation');
}

interface Block {
  readonly name: string;
  readonly filtersIn: number;
  readonly filters: number;
  readonly expansion: number;
  readonly strides: 1 | 2;
  readonly dropRate: number;
}

const BLOCKS = { fused: fusedBlock, separable: separableBlock };

function separableBlock(x: Tensor, block: Block): Tensor {
  const { name, filtersIn, filters, expansion, strides } = block;
  const within = filtersIn * expansion;
  let y = x;
  if (expansion !== 1) {
    y = new Conv2D(within, 1, { strides: 1, ...PLAIN, name: `${name}expand_conv` })(y);
    y = activated(y, `${name}expand_bn`, `${name}expand_activation`);
  }
  const depthwise = { padding: 'same', useBias: false, depthwiseInitializer: CONVOLUTION_INITIALIZER } as const;
  y = new DepthwiseConv2D(3, { strides, ...depthwise, name: `${name}dwconv2` })(y);
  y = activated(y, `${name}bn`, `${name}activation`);
  y = excited(y, within, Math.max(1, Math.trunc(filtersIn * 0.25)), name);
  y = new Conv2D(filters, 1, { strides: 1, ...PLAIN, name: `${name}project_conv` })(y);
  return withShortcut(x, normalized(y, `${name}project_bn`), block);
}

/** One convolution in place of a depthwise and a pointwise one. */
function fusedBlock(x: Tensor, block: Block): Tensor {
  const { name, filtersIn, filters, expansion, strides } = block;
  if (expansion === 1) {
    const y = new Conv2D(filters, 3, { strides, ...PLAIN, name: `${name}project_conv` })(x);
    return withShortcut(x, activated(y, `${name}project_bn`, `${name}project_activation`), block);
  }
  let y = new Conv2D(filtersIn * expansion, 3, { strides, ...PLAIN, name: `${name}expand_conv` })(x);
  y = activated(y, `${name}expand_bn`, `${name}expand_activation`);
  y = new Conv2D(filters, 1, { strides: 1, ...PLAIN, name: `${name}project_conv` })(y);
  return withShortcut(x, normalized(y, `${name}project_bn`), block);
}

function withShortcut(x: Tensor, y: Tensor, { name, filtersIn, filters, strides, dropRate }: Block): Tensor {
  if (strides !== 1 || filtersIn !== filters) return y;
  const kept = dropRate > 0 ? new Dropout(dropRate, { noiseShape: [null, 1, 1, 1], name: `${name}drop` })(y) : y;
  return add([kept, x], { name: `${name}add` });
}
