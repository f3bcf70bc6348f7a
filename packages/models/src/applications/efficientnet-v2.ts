/** keras.applications.efficientnet_v2. */
import { bindOptions } from '@org/core/internal';
import type { Model } from '../model.js';
import { type ApplicationOptions, buildApplication } from './application.js';
import { BASIC_STACKS, efficientNetworkV2, type Scale, type Stack } from './efficient-network-v2.js';
import { preprocessorOf } from './preprocess.js';
import {
  EFFICIENT_NET_V2B0_PARAMETERS,
  EFFICIENT_NET_V2B1_PARAMETERS,
  EFFICIENT_NET_V2B2_PARAMETERS,
  EFFICIENT_NET_V2B3_PARAMETERS,
  EFFICIENT_NET_V2L_PARAMETERS,
  EFFICIENT_NET_V2M_PARAMETERS,
  EFFICIENT_NET_V2S_PARAMETERS,
  type EfficientNetV2B0Arguments,
  type EfficientNetV2B1Arguments,
  type EfficientNetV2B2Arguments,
  type EfficientNetV2B3Arguments,
  type EfficientNetV2LArguments,
  type EfficientNetV2MArguments,
  type EfficientNetV2SArguments,
} from './signatures.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images as they are: the network scales pixels from 0 to 255 itself. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf(null);

interface EfficientNetV2Options extends ApplicationOptions {
  /** Whether the network scales pixels from 0 to 255 itself. */
  includePreprocessing?: boolean;
}

const SMALL: readonly Stack[] = [
  ['fused', 2, 24, 24, 1, 1],
  ['fused', 4, 24, 48, 4, 2],
  ['fused', 4, 48, 64, 4, 2],
  ['separable', 6, 64, 128, 4, 2],
  ['separable', 9, 128, 160, 6, 1],
  ['separable', 15, 160, 256, 6, 2],
];

const MEDIUM: readonly Stack[] = [
  ['fused', 3, 24, 24, 1, 1],
  ['fused', 5, 24, 48, 4, 2],
  ['fused', 5, 48, 80, 4, 2],
  ['separable', 7, 80, 160, 4, 2],
  ['separable', 14, 160, 176, 6, 1],
  ['separable', 18, 176, 304, 6, 2],
  ['separable', 5, 304, 512, 6, 1],
];

const LARGE: readonly Stack[] = [
  ['fused', 4, 32, 32, 1, 1],
  ['fused', 7, 32, 64, 4, 2],
  ['fused', 7, 64, 96, 4, 2],
  ['separable', 10, 96, 192, 4, 2],
  ['separable', 19, 192, 224, 6, 1],
  ['separable', 25, 224, 384, 6, 2],
  ['separable', 7, 384, 640, 6, 1],
];

const SCALES = {
  b0: {
    stacks: BASIC_STACKS,
    width: 1,
    depth: 1,
    size: 224,
    hashes: ['21ecbf6da12460d5c40bb2f29ceb2188', '893217f2bb855e2983157299931e43ff'],
  },
  b1: {
    stacks: BASIC_STACKS,
    width: 1,
    depth: 1.1,
    size: 240,
    hashes: ['069f0534ff22adf035c89e2d9547a9dc', '0e80663031ca32d657f9caa404b6ec37'],
  },
  b2: {
    stacks: BASIC_STACKS,
    width: 1.1,
    depth: 1.2,
    size: 260,
    hashes: ['424e49f28180edbde1e94797771950a7', '1dfe2e7a5d45b6632553a8961ea609eb'],
  },
  b3: {
    stacks: BASIC_STACKS,
    width: 1.2,
    depth: 1.4,
    size: 300,
    hashes: ['1f1fc43bd98a6e4fd8fdfd551e02c7a0', 'f6abf7b5849ac99a89b50dd3fd532856'],
  },
  s: {
    stacks: SMALL,
    width: 1,
    depth: 1,
    size: 384,
    hashes: ['e1d88a8495beba45748fedd0cecbe016', 'af0682fb74e8c54910f2d4393339c070'],
  },
  m: {
    stacks: MEDIUM,
    width: 1,
    depth: 1,
    size: 480,
    hashes: ['a3bf6aa3276309f4fc6a34aa114c95cd', '1b8dc055df72dde80d614482840fe342'],
  },
  l: {
    stacks: LARGE,
    width: 1,
    depth: 1,
    size: 480,
    hashes: ['27e6d408b53c7ebc868fefa357689935', 'b0b66b5c863aef5b46e8608fe1711615'],
  },
} as const satisfies Record<string, Scale>;

function build(
  name: keyof typeof SCALES,
  { includePreprocessing = true, ...options }: EfficientNetV2Options,
): Promise<Model> {
  return buildApplication(efficientNetworkV2(`efficientnetv2-${name}`, SCALES[name], includePreprocessing), options);
}

export type EfficientNetV2B0Options = EfficientNetV2Options;

/**
 * The smallest network, for images of 224 by 224.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await EfficientNetV2B0({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetV2B0(...args: EfficientNetV2B0Arguments): Promise<Model> {
  return build('b0', bindOptions(EFFICIENT_NET_V2B0_PARAMETERS, args));
}

export type EfficientNetV2B1Options = EfficientNetV2Options;

/**
 * The smallest network scaled 1 times in width and 1.1 times in depth, for images of 240 by 240.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetV2B1({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetV2B1(...args: EfficientNetV2B1Arguments): Promise<Model> {
  return build('b1', bindOptions(EFFICIENT_NET_V2B1_PARAMETERS, args));
}

export type EfficientNetV2B2Options = EfficientNetV2Options;

/**
 * The smallest network scaled 1.1 times in width and 1.2 times in depth, for images of 260 by 260.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetV2B2({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetV2B2(...args: EfficientNetV2B2Arguments): Promise<Model> {
  return build('b2', bindOptions(EFFICIENT_NET_V2B2_PARAMETERS, args));
}

export type EfficientNetV2B3Options = EfficientNetV2Options;

/**
 * The smallest network scaled 1.2 times in width and 1.4 times in depth, for images of 300 by 300.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetV2B3({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetV2B3(...args: EfficientNetV2B3Arguments): Promise<Model> {
  return build('b3', bindOptions(EFFICIENT_NET_V2B3_PARAMETERS, args));
}

export type EfficientNetV2SOptions = EfficientNetV2Options;

/**
 * The small network, for images of 384 by 384.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetV2S({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetV2S(...args: EfficientNetV2SArguments): Promise<Model> {
  return build('s', bindOptions(EFFICIENT_NET_V2S_PARAMETERS, args));
}

export type EfficientNetV2MOptions = EfficientNetV2Options;

/**
 * The medium network, for images of 480 by 480.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetV2M({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetV2M(...args: EfficientNetV2MArguments): Promise<Model> {
  return build('m', bindOptions(EFFICIENT_NET_V2M_PARAMETERS, args));
}

export type EfficientNetV2LOptions = EfficientNetV2Options;

/**
 * The large network, for images of 480 by 480.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetV2L({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetV2L(...args: EfficientNetV2LArguments): Promise<Model> {
  return build('l', bindOptions(EFFICIENT_NET_V2L_PARAMETERS, args));
}
