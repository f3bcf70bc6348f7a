/** keras.applications.densenet. */
import { bindOptions } from '@org/core/internal';
import type { Model } from '../model.js';
import { type ApplicationOptions, buildApplication } from './application.js';
import { denseNetwork } from './dense-network.js';
import { preprocessorOf } from './preprocess.js';
import {
  DENSE_NET121_PARAMETERS,
  DENSE_NET169_PARAMETERS,
  DENSE_NET201_PARAMETERS,
  type DenseNet121Arguments,
  type DenseNet169Arguments,
  type DenseNet201Arguments,
} from './signatures.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images with pixels from 0 to 255 to mean 0 and deviation 1, as ImageNet has them. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf('torch');

export type DenseNet121Options = ApplicationOptions;

/**
 * A densely connected network of 121 layers.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await DenseNet121({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function DenseNet121(...args: DenseNet121Arguments): Promise<Model> {
  return buildApplication(
    denseNetwork(
      'densenet121',
      [6, 12, 24, 16],
      ['9d60b8095a5708f2dcce2bca79d332c7', '30ee3e1110167f948a6b9946edeeb738'],
    ),
    bindOptions(DENSE_NET121_PARAMETERS, args),
  );
}

export type DenseNet169Options = ApplicationOptions;

/**
 * A densely connected network of 169 layers.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await DenseNet169({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function DenseNet169(...args: DenseNet169Arguments): Promise<Model> {
  return buildApplication(
    denseNetwork(
      'densenet169',
      [6, 12, 32, 32],
      ['d699b8f76981ab1b30698df4c175e90b', 'b8c4d4c20dd625c148057b9ff1c1176b'],
    ),
    bindOptions(DENSE_NET169_PARAMETERS, args),
  );
}

export type DenseNet201Options = ApplicationOptions;

/**
 * A densely connected network of 201 layers.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await DenseNet201({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function DenseNet201(...args: DenseNet201Arguments): Promise<Model> {
  return buildApplication(
    denseNetwork(
      'densenet201',
      [6, 12, 48, 32],
      ['1ceb130c1ea1b78c3bf6114dbdfd8807', 'c13680b51ded0fb44dff2d8f86ac8bb1'],
    ),
    bindOptions(DENSE_NET201_PARAMETERS, args),
  );
}
