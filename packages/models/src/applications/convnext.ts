/** keras.applications.convnext. */
import { bindOptions } from '@org/core/internal';
import type { Model } from '../model.js';
import { type ApplicationOptions, buildApplication } from './application.js';
import { convNeXt, type Scale } from './conv-next.js';
import { preprocessorOf } from './preprocess.js';
import {
  CONV_NE_XT_BASE_PARAMETERS,
  CONV_NE_XT_LARGE_PARAMETERS,
  CONV_NE_XT_SMALL_PARAMETERS,
  CONV_NE_XT_TINY_PARAMETERS,
  CONV_NE_XT_X_LARGE_PARAMETERS,
  type ConvNeXtBaseArguments,
  type ConvNeXtLargeArguments,
  type ConvNeXtSmallArguments,
  type ConvNeXtTinyArguments,
  type ConvNeXtXLargeArguments,
} from './signatures.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images as they are: the network scales pixels from 0 to 255 itself. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf(null);

interface ConvNeXtOptions extends ApplicationOptions {
  /** Whether the network brings pixels from 0 to 255 to mean 0 and deviation 1 itself. */
  includePreprocessing?: boolean;
}

const SCALES = {
  tiny: {
    depths: [3, 3, 9, 3],
    width: 96,
    hashes: [
      '8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff',
      'd547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1',
    ],
  },
  small: {
    depths: [3, 3, 27, 3],
    width: 96,
    hashes: [
      'ce1277d8f1ee5a0ef0e171469089c18f5233860ceaf9b168049cb9263fd7483c',
      '6fc8009faa2f00c1c1dfce59feea9b0745eb260a7dd11bee65c8e20843da6eab',
    ],
  },
  base: {
    depths: [3, 3, 27, 3],
    width: 128,
    hashes: [
      '52cbb006d3dadd03f6e095a8ca1aca47aecdd75acb4bc74bce1f5c695d0086e6',
      '40a20c5548a5e9202f69735ecc06c990e6b7c9d2de39f0361e27baeb24cb7c45',
    ],
  },
  large: {
    depths: [3, 3, 27, 3],
    width: 192,
    hashes: [
      '070c5ed9ed289581e477741d3b34beffa920db8cf590899d6d2c67fba2a198a6',
      '96f02b6f0753d4f543261bc9d09bed650f24dd6bc02ddde3066135b63d23a1cd',
    ],
  },
  xlarge: {
    depths: [3, 3, 27, 3],
    width: 256,
    hashes: [
      'c1f5ccab661354fc3a79a10fa99af82f0fbf10ec65cb894a3ae0815f17a889ee',
      'de3f8a54174130e0cecdc71583354753d557fcf1f4487331558e2a16ba0cfe05',
    ],
  },
} as const satisfies Record<string, Scale>;

function build(
  name: keyof typeof SCALES,
  { includePreprocessing = true, ...options }: ConvNeXtOptions,
): Promise<Model> {
  const own = options.name ?? `convnext_${name}`;
  return buildApplication(convNeXt(`convnext_${name}`, own, SCALES[name], includePreprocessing), options);
}

export type ConvNeXtTinyOptions = ConvNeXtOptions;

/**
 * The smallest convolutional network in the manner of transformers.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await ConvNeXtTiny({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function ConvNeXtTiny(...args: ConvNeXtTinyArguments): Promise<Model> {
  return build('tiny', bindOptions(CONV_NE_XT_TINY_PARAMETERS, args));
}

export type ConvNeXtSmallOptions = ConvNeXtOptions;

/**
 * The small convolutional network in the manner of transformers.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => ConvNeXtSmall({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function ConvNeXtSmall(...args: ConvNeXtSmallArguments): Promise<Model> {
  return build('small', bindOptions(CONV_NE_XT_SMALL_PARAMETERS, args));
}

export type ConvNeXtBaseOptions = ConvNeXtOptions;

/**
 * The middle convolutional network in the manner of transformers.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => ConvNeXtBase({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function ConvNeXtBase(...args: ConvNeXtBaseArguments): Promise<Model> {
  return build('base', bindOptions(CONV_NE_XT_BASE_PARAMETERS, args));
}

export type ConvNeXtLargeOptions = ConvNeXtOptions;

/**
 * The large convolutional network in the manner of transformers.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => ConvNeXtLarge({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function ConvNeXtLarge(...args: ConvNeXtLargeArguments): Promise<Model> {
  return build('large', bindOptions(CONV_NE_XT_LARGE_PARAMETERS, args));
}

export type ConvNeXtXLargeOptions = ConvNeXtOptions;

/**
 * The largest convolutional network in the manner of transformers.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const make = () => ConvNeXtXLarge({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function ConvNeXtXLarge(...args: ConvNeXtXLargeArguments): Promise<Model> {
  return build('xlarge', bindOptions(CONV_NE_XT_X_LARGE_PARAMETERS, args));
}
