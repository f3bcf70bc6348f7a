/** keras.applications.efficientnet. */
import { bindOptions } from '@org/core/internal';
import type { Model } from '../model.js';
import { type ApplicationOptions, buildApplication } from './application.js';
import { efficientNetwork, type Scale } from './efficient-network.js';
import { preprocessorOf } from './preprocess.js';
import {
  EFFICIENT_NET_B0_PARAMETERS,
  EFFICIENT_NET_B1_PARAMETERS,
  EFFICIENT_NET_B2_PARAMETERS,
  EFFICIENT_NET_B3_PARAMETERS,
  EFFICIENT_NET_B4_PARAMETERS,
  EFFICIENT_NET_B5_PARAMETERS,
  EFFICIENT_NET_B6_PARAMETERS,
  EFFICIENT_NET_B7_PARAMETERS,
  type EfficientNetB0Arguments,
  type EfficientNetB1Arguments,
  type EfficientNetB2Arguments,
  type EfficientNetB3Arguments,
  type EfficientNetB4Arguments,
  type EfficientNetB5Arguments,
  type EfficientNetB6Arguments,
  type EfficientNetB7Arguments,
} from './signatures.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images as they are: the network scales pixels from 0 to 255 itself. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf(null);

const SCALES = {
  b0: {
    width: 1,
    depth: 1,
    size: 224,
    dropout: 0.2,
    hashes: ['902e53a9f72be733fc0bcb005b3ebbac', '50bc09e76180e00e4465e1a485ddc09d'],
  },
  b1: {
    width: 1,
    depth: 1.1,
    size: 240,
    dropout: 0.2,
    hashes: ['1d254153d4ab51201f1646940f018540', '74c4e6b3e1f6a1eea24c589628592432'],
  },
  b2: {
    width: 1.1,
    depth: 1.2,
    size: 260,
    dropout: 0.3,
    hashes: ['b15cce36ff4dcbd00b6dd88e7857a6ad', '111f8e2ac8aa800a7a99e3239f7bfb39'],
  },
  b3: {
    width: 1.2,
    depth: 1.4,
    size: 300,
    dropout: 0.3,
    hashes: ['ffd1fdc53d0ce67064dc6a9c7960ede0', 'af6d107764bb5b1abb91932881670226'],
  },
  b4: {
    width: 1.4,
    depth: 1.8,
    size: 380,
    dropout: 0.4,
    hashes: ['18c95ad55216b8f92d7e70b3a046e2fc', 'ebc24e6d6c33eaebbd558eafbeedf1ba'],
  },
  b5: {
    width: 1.6,
    depth: 2.2,
    size: 456,
    dropout: 0.4,
    hashes: ['ace28f2a6363774853a83a0b21b9421a', '38879255a25d3c92d5e44e04ae6cec6f'],
  },
  b6: {
    width: 1.8,
    depth: 2.6,
    size: 528,
    dropout: 0.5,
    hashes: ['165f6e37dce68623721b423839de8be5', '9ecce42647a20130c1f39a5d4cb75743'],
  },
  b7: {
    width: 2,
    depth: 3.1,
    size: 600,
    dropout: 0.5,
    hashes: ['8c03f828fec3ef71311cd463b6759d99', 'cbcfe4450ddf6f3ad90b1b398090fe4a'],
  },
} as const satisfies Record<string, Scale>;

const build = (name: keyof typeof SCALES, options: ApplicationOptions): Promise<Model> =>
  buildApplication(efficientNetwork(`efficientnet${name}`, SCALES[name]), options);

export type EfficientNetB0Options = ApplicationOptions;

/**
 * The smallest network, for images of 224 by 224.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await EfficientNetB0({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetB0(...args: EfficientNetB0Arguments): Promise<Model> {
  return build('b0', bindOptions(EFFICIENT_NET_B0_PARAMETERS, args));
}

export type EfficientNetB1Options = ApplicationOptions;

/**
 * The network scaled 1 times in width and 1.1 times in depth, for images of 240 by 240.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetB1({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetB1(...args: EfficientNetB1Arguments): Promise<Model> {
  return build('b1', bindOptions(EFFICIENT_NET_B1_PARAMETERS, args));
}

export type EfficientNetB2Options = ApplicationOptions;

/**
 * The network scaled 1.1 times in width and 1.2 times in depth, for images of 260 by 260.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetB2({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetB2(...args: EfficientNetB2Arguments): Promise<Model> {
  return build('b2', bindOptions(EFFICIENT_NET_B2_PARAMETERS, args));
}

export type EfficientNetB3Options = ApplicationOptions;

/**
 * The network scaled 1.2 times in width and 1.4 times in depth, for images of 300 by 300.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetB3({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetB3(...args: EfficientNetB3Arguments): Promise<Model> {
  return build('b3', bindOptions(EFFICIENT_NET_B3_PARAMETERS, args));
}

export type EfficientNetB4Options = ApplicationOptions;

/**
 * The network scaled 1.4 times in width and 1.8 times in depth, for images of 380 by 380.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetB4({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetB4(...args: EfficientNetB4Arguments): Promise<Model> {
  return build('b4', bindOptions(EFFICIENT_NET_B4_PARAMETERS, args));
}

export type EfficientNetB5Options = ApplicationOptions;

/**
 * The network scaled 1.6 times in width and 2.2 times in depth, for images of 456 by 456.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetB5({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetB5(...args: EfficientNetB5Arguments): Promise<Model> {
  return build('b5', bindOptions(EFFICIENT_NET_B5_PARAMETERS, args));
}

export type EfficientNetB6Options = ApplicationOptions;

/**
 * The network scaled 1.8 times in width and 2.6 times in depth, for images of 528 by 528.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetB6({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetB6(...args: EfficientNetB6Arguments): Promise<Model> {
  return build('b6', bindOptions(EFFICIENT_NET_B6_PARAMETERS, args));
}

export type EfficientNetB7Options = ApplicationOptions;

/**
 * The network scaled 2 times in width and 3.1 times in depth, for images of 600 by 600.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => EfficientNetB7({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function EfficientNetB7(...args: EfficientNetB7Arguments): Promise<Model> {
  return build('b7', bindOptions(EFFICIENT_NET_B7_PARAMETERS, args));
}
