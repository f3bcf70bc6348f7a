/** EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, https://arxiv.org/abs/1905.11946. */
import type { Tensor } from '@org/core';
import {
  Activation,
  add,
  BatchNormalization,
  Conv2D,
  DepthwiseConv2D,
  Dropout,
  Normalization,
  Rescaling,
  ZeroPadding2D,
} from '@org/layers';
import { type Architecture, type Hashes, POOL_NAMES, weightsAt } from './application.js';
import { correctPad } from './correct-pad.js';
import { channelAxis } from './input-shape.js';
import { IMAGENET_DEVIATION } from './preprocess.js';
import { roundedFilters } from './rounding.js';
import { CONVOLUTION_INITIALIZER, droppingClassifier, excited } from './scaled-network.js';

/** Of the smallest network: kernel, blocks, filters in and out, factor of the channels within, strides. */
type Stack = readonly [
  kernel: 3 | 5,
  count: number,
  filtersIn: number,
  filters: number,
  expansion: 1 | 6,
  strides: 1 | 2,
];

const STACKS: readonly Stack[] = [
  [3, 1, 32, 16, 1, 1],
  [3, 2, 16, 24, 6, 2],
  [5, 2, 24, 40, 6, 2],
  [3, 3, 40, 80, 6, 2],
  [5, 3, 80, 112, 6, 1],
  [5, 4, 112, 192, 6, 2],
  [3, 1, 192, 320, 6, 1],
];

/** How often the deepest block is left out in training. */
const DROP_RATE = 0.2;

export interface Scale {
  readonly width: number;
  readonly depth: number;
  readonly size: number;
  readonly dropout: number;
  readonly hashes: Hashes;
}

export const efficientNetwork = (name: string, scale: Scale): Architecture => ({
  defaultSize: scale.size,
  minSize: 32,
  defaultName: name,
  poolNames: POOL_NAMES,
  features: (images, _, isImagenet) => features(images, scale, isImagenet),
  top: droppingClassifier(scale.dropout),
  weightsFile: weightsAt(`https://storage.googleapis.com/keras-applications/${name}`, scale.hashes),
});

const activated = (x: Tensor, normalization: string, activation: string): Tensor =>
  new Activation('swish', { name: activation })(
    new BatchNormalization({ axis: channelAxis(), name: normalization })(x),
  );

function features(images: Tensor, { width, depth }: Scale, isImagenet: boolean): Tensor {
  const filtersOf = (filters: number) => roundedFilters(filters * width);
  let x = new Normalization({ axis: channelAxis() })(new Rescaling(1 / 255)(images));
  // The weights of ImageNet hold variances in place of deviations: this divides by the root once more.
  if (isImagenet) x = new Rescaling(IMAGENET_DEVIATION.map((each) => 1 / Math.sqrt(each)))(x);
  x = new ZeroPadding2D({ padding: correctPad(x, 3), name: 'stem_conv_pad' })(x);
  const options = { useBias: false, kernelInitializer: CONVOLUTION_INITIALIZER };
  x = new Conv2D(filtersOf(32), 3, { strides: 2, padding: 'valid', ...options, name: 'stem_conv' })(x);
  x = activated(x, 'stem_bn', 'stem_activation');
  const blocks = STACKS.flatMap(([kernel, count, filtersIn, filters, expansion, strides], stack) =>
    Array.from({ length: Math.ceil(depth * count) }, (_, i) => ({
      name: `block${stack + 1}${String.fromCharCode(97 + i)}_`,
      kernel,
      filtersIn: filtersOf(i === 0 ? filtersIn : filters),
      filters: filtersOf(filters),
      expansion,
      strides: i === 0 ? strides : (1 as const),
    })),
  );
  x = blocks.reduce((y, each, i) => block(y, { ...each, dropRate: (DROP_RATE * i) / blocks.length }), x);
  x = new Conv2D(filtersOf(1280), 1, { padding: 'same', ...options, name: 'top_conv' })(x);
  return activated(x, 'top_bn', 'top_activation');
}

interface Block {
  readonly name: string;
  readonly kernel: number;
  readonly filtersIn: number;
  readonly filters: number;
  readonly expansion: number;
  readonly strides: 1 | 2;
  readonly dropRate: number;
}

function block(x: Tensor, { name, kernel, filtersIn, filters, expansion, strides, dropRate }: Block): Tensor {
  const within = filtersIn * expansion;
  const options = { padding: 'same', useBias: false, kernelInitializer: CONVOLUTION_INITIALIZER } as const;
  let y = x;
  if (expansion !== 1) {
    y = new Conv2D(within, 1, { ...options, name: `${name}expand_conv` })(y);
    y = activated(y, `${name}expand_bn`, `${name}expand_activation`);
  }
  if (strides === 2) y = new ZeroPadding2D({ padding: correctPad(y, kernel), name: `${name}dwconv_pad` })(y);
  y = new DepthwiseConv2D(kernel, {
    strides,
    padding: strides === 2 ? 'valid' : 'same',
    useBias: false,
    depthwiseInitializer: CONVOLUTION_INITIALIZER,
    name: `${name}dwconv`,
  })(y);
  y = activated(y, `${name}bn`, `${name}activation`);
  y = excited(y, within, Math.max(1, Math.trunc(filtersIn * 0.25)), name);
  y = new Conv2D(filters, 1, { ...options, name: `${name}project_conv` })(y);
  y = new BatchNormalization({ axis: channelAxis(), name: `${name}project_bn` })(y);
  if (strides !== 1 || filtersIn !== filters) return y;
  if (dropRate > 0) y = new Dropout(dropRate, { noiseShape: [null, 1, 1, 1], name: `${name}drop` })(y);
  return add([y, x], { name: `${name}add` });
}
