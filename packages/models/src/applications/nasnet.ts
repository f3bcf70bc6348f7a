/** keras.applications.nasnet: Learning Transferable Architectures for Scalable Image Recognition, https://arxiv.org/abs/1707.07012. */
import { type Tensor, ValueError } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import {
  Activation,
  type ActivationIdentifier,
  AveragePooling2D,
  add,
  BatchNormalization,
  Conv2D,
  Cropping2D,
  concatenate,
  Dense,
  GlobalAveragePooling2D,
  MaxPooling2D,
  SeparableConv2D,
  ZeroPadding2D,
} from '@org/layers';
import type { Model } from '../model.js';
import { type ApplicationOptions, buildApplication, kerasWeights } from './application.js';
import { correctPad } from './correct-pad.js';
import { requireChannelsLast } from './input-shape.js';
import { preprocessorOf } from './preprocess.js';
import {
  NAS_NET_LARGE_PARAMETERS,
  NAS_NET_MOBILE_PARAMETERS,
  type NASNetLargeArguments,
  type NASNetMobileArguments,
} from './signatures.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images with pixels from 0 to 255 to -1 to 1. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf('tf');

export type NASNetMobileOptions = ApplicationOptions;
export type NASNetLargeOptions = ApplicationOptions;

interface Size {
  readonly name: 'mobile' | 'large';
  readonly defaultSize: number;
  readonly stemFilters: number;
  readonly penultimateFilters: number;
  /** Cells of each of the three stacks. */
  readonly depth: number;
  /** Whether a cell behind a reduction looks past it. */
  readonly skipsReduction: boolean;
  /** Of the weights with and without a classifier. */
  readonly hashes: readonly [top: string, none: string];
}

const MOBILE: Size = {
  name: 'mobile',
  defaultSize: 224,
  stemFilters: 32,
  penultimateFilters: 1056,
  depth: 4,
  skipsReduction: false,
  hashes: ['020fb642bf7360b370c678b08e0adf61', '1ed92395b5b598bdda52abe5c0dbfd63'],
};

const LARGE: Size = {
  name: 'large',
  defaultSize: 331,
  stemFilters: 96,
  penultimateFilters: 4032,
  depth: 6,
  skipsReduction: true,
  hashes: ['11577c9a518f0070763c2b964a382f17', 'd81d89dc07e6e56530c4e77faddd61b5'],
};

/**
 * The smaller network of cells that a search found.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await NASNetMobile({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export async function NASNetMobile(...args: NASNetMobileArguments): Promise<Model> {
  const options = bindOptions(NAS_NET_MOBILE_PARAMETERS, args);
  const { includeTop = true, inputShape = includeTop ? null : [224, 224, 3] } = options;
  return nasNet(MOBILE, { ...options, inputShape });
}

/**
 * The larger network of cells that a search found.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => NASNetLarge({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export async function NASNetLarge(...args: NASNetLargeArguments): Promise<Model> {
  return nasNet(LARGE, bindOptions(NAS_NET_LARGE_PARAMETERS, args));
}

function nasNet(size: Size, options: ApplicationOptions): Promise<Model> {
  const { weights = 'imagenet', inputShape = null } = options;
  requireChannelsLast('NASNet');
  if (weights === 'imagenet' && inputShape?.includes(null)) {
    throw new ValueError("With weights 'imagenet' `inputShape` must have no open sizes.", {
      received: `inputShape=${show(inputShape)}`,
    });
  }
  return buildApplication(
    {
      defaultSize: size.defaultSize,
      minSize: 32,
      defaultName: `nasnet_${size.name}`,
      features: (images) => features(images, size),
      top: classifier,
      weightsFile: (includeTop) => ({
        origin: kerasWeights(`nasnet/NASNet-${size.name}${includeTop ? '' : '-no-top'}.h5`),
        name: `nasnet_${size.name}${includeTop ? '' : '_no_top'}.h5`,
        hash: size.hashes[includeTop ? 0 : 1],
      }),
    },
    options,
  );
}

function features(images: Tensor, { stemFilters, penultimateFilters, depth, skipsReduction }: Size): Tensor {
  const filters = penultimateFilters / 24;
  const strided = { strides: [2, 2], padding: 'valid', useBias: false, kernelInitializer: 'he_normal' } as const;
  let x = normalized(new Conv2D(stemFilters, [3, 3], { ...strided, name: 'stem_conv1' })(images), 'stem_bn1');
  let cells: Cells = { x, previous: null };
  cells = reductionCell(cells, filters / 4, 'stem_1');
  cells = reductionCell(cells, filters / 2, 'stem_2');
  for (const stack of [0, 1, 2]) {
    const width = filters * 2 ** stack;
    if (stack > 0) {
      const { previous } = cells;
      const reduced = reductionCell(cells, width, `reduce_${stack * depth}`);
      cells = skipsReduction ? { x: reduced.x, previous } : reduced;
    }
    // A reduction counts as a cell.
    for (let i = 0; i < depth; i++) cells = normalCell(cells, width, String(stack * depth + i + (stack > 0 ? 1 : 0)));
  }
  x = cells.x;
  return new Activation('relu')(x);
}

function classifier(x: Tensor, classes: number, activation: ActivationIdentifier | null): Tensor {
  return new Dense(classes, { activation, name: 'predictions' })(new GlobalAveragePooling2D()(x));
}

/** The output of the last cell, and that of the one before it. */
interface Cells {
  readonly x: Tensor;
  readonly previous: Tensor | null;
}

const normalized = (x: Tensor, name: string): Tensor =>
  new BatchNormalization({ axis: -1, momentum: 0.9997, epsilon: 0.001, name })(x);

const relu = (x: Tensor): Tensor => new Activation('relu')(x);

const pointwise = (x: Tensor, filters: number, name: string): Tensor =>
  new Conv2D(filters, [1, 1], { padding: 'same', useBias: false, kernelInitializer: 'he_normal', name })(x);

function separable(x: Tensor, filters: number, size: number, id: string, strides: 1 | 2 = 1): Tensor {
  let y = relu(x);
  const kernel: [number, number] = [size, size];
  if (strides === 2) y = new ZeroPadding2D({ padding: correctPad(y, size), name: `separable_conv_1_pad_${id}` })(y);
  y = new SeparableConv2D(filters, kernel, {
    strides: [strides, strides],
    padding: strides === 2 ? 'valid' : 'same',
    useBias: false,
    name: `separable_conv_1_${id}`,
  })(y);
  y = relu(normalized(y, `separable_conv_1_bn_${id}`));
  y = new SeparableConv2D(filters, kernel, { padding: 'same', useBias: false, name: `separable_conv_2_${id}` })(y);
  return normalized(y, `separable_conv_2_bn_${id}`);
}

/** What came before the last cell, in the size and with the channels that the next one works on. */
function adjusted({ x, previous }: Cells, filters: number, id: string): Tensor {
  if (previous === null) return x;
  if (previous.shape.at(-2) !== x.shape.at(-2)) return halved(previous, filters, id);
  if (previous.shape.at(-1) === filters) return previous;
  return normalized(pointwise(relu(previous), filters, `adjust_conv_projection_${id}`), `adjust_bn_${id}`);
}

/** Every second pixel, and those beside them, for half the channels each. */
function halved(x: Tensor, filters: number, id: string): Tensor {
  const activated = new Activation('relu', { name: `adjust_relu_1_${id}` })(x);
  const every = { strides: [2, 2], padding: 'valid' } as const;
  const width = Math.floor(filters / 2);
  let first = new AveragePooling2D([1, 1], { ...every, name: `adjust_avg_pool_1_${id}` })(activated);
  first = pointwise(first, width, `adjust_conv_1_${id}`);
  let second = new ZeroPadding2D({
    padding: [
      [0, 1],
      [0, 1],
    ],
  })(activated);
  second = new Cropping2D({
    cropping: [
      [1, 0],
      [1, 0],
    ],
  })(second);
  second = new AveragePooling2D([1, 1], { ...every, name: `adjust_avg_pool_2_${id}` })(second);
  second = pointwise(second, width, `adjust_conv_2_${id}`);
  return normalized(concatenate([first, second], { axis: -1 }), `adjust_bn_${id}`);
}

const averaged = (x: Tensor, name: string): Tensor =>
  new AveragePooling2D([3, 3], { strides: [1, 1], padding: 'same', name })(x);

function normalCell(cells: Cells, filters: number, id: string): Cells {
  const p = adjusted(cells, filters, id);
  const h = normalized(pointwise(relu(cells.x), filters, `normal_conv_1_${id}`), `normal_bn_1_${id}`);
  const sum = (terms: Tensor[], i: number) => add(terms, { name: `normal_add_${i}_${id}` });
  const x1 = sum([separable(h, filters, 5, `normal_left1_${id}`), separable(p, filters, 3, `normal_right1_${id}`)], 1);
  const x2 = sum([separable(p, filters, 5, `normal_left2_${id}`), separable(p, filters, 3, `normal_right2_${id}`)], 2);
  const x3 = sum([averaged(h, `normal_left3_${id}`), p], 3);
  const x4 = sum([averaged(p, `normal_left4_${id}`), averaged(p, `normal_right4_${id}`)], 4);
  const x5 = sum([separable(h, filters, 3, `normal_left5_${id}`), h], 5);
  return {
    x: concatenate([p, x1, x2, x3, x4, x5], { axis: -1, name: `normal_concat_${id}` }),
    previous: cells.x,
  };
}

function reductionCell(cells: Cells, filters: number, id: string): Cells {
  const p = adjusted(cells, filters, id);
  const h = normalized(pointwise(relu(cells.x), filters, `reduction_conv_1_${id}`), `reduction_bn_1_${id}`);
  const padded = new ZeroPadding2D({ padding: correctPad(h, 3), name: `reduction_pad_1_${id}` })(h);
  const named = (name: string) => ({ strides: [2, 2], padding: 'valid', name: `reduction_${name}_${id}` }) as const;
  const half = (x: Tensor, size: number, name: string) => separable(x, filters, size, `reduction_${name}_${id}`, 2);
  const x1 = add([half(h, 5, 'left1'), half(p, 7, 'right1')], { name: `reduction_add_1_${id}` });
  const most = new MaxPooling2D([3, 3], named('left2'))(padded);
  const x2 = add([most, half(p, 7, 'right2')], { name: `reduction_add_2_${id}` });
  const mean = new AveragePooling2D([3, 3], named('left3'))(padded);
  const x3 = add([mean, half(p, 5, 'right3')], { name: `reduction_add3_${id}` });
  const x4 = add([x2, averaged(x1, `reduction_left4_${id}`)]);
  const left = separable(x1, filters, 3, `reduction_left4_${id}`);
  const right = new MaxPooling2D([3, 3], named('right5'))(padded);
  const x5 = add([left, right], { name: `reduction_add4_${id}` });
  return { x: concatenate([x2, x3, x4, x5], { axis: -1, name: `reduction_concat_${id}` }), previous: cells.x };
}
