/** keras.applications.resnet. */
import { bindOptions } from '@org/core/internal';
import type { Model } from '../model.js';
import { type ApplicationOptions, buildApplication } from './application.js';
import { preprocessorOf } from './preprocess.js';
import { residualNetwork } from './residual-network.js';
import {
  RES_NET50_PARAMETERS,
  RES_NET101_PARAMETERS,
  RES_NET152_PARAMETERS,
  type ResNet50Arguments,
  type ResNet101Arguments,
  type ResNet152Arguments,
} from './signatures.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images with pixels from 0 to 255, blue first, less the means of ImageNet. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf('caffe');

export type ResNet50Options = ApplicationOptions;

/**
 * A residual network of 50 layers.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await ResNet50({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function ResNet50(...args: ResNet50Arguments): Promise<Model> {
  return buildApplication(
    residualNetwork('resnet50', [3, 4, 6, 3], ['2cb95161c43110f7111970584f804107', '4d473c1dd8becc155b73f8504c6f6626']),
    bindOptions(RES_NET50_PARAMETERS, args),
  );
}

export type ResNet101Options = ApplicationOptions;

/**
 * A residual network of 101 layers.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await ResNet101({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function ResNet101(...args: ResNet101Arguments): Promise<Model> {
  return buildApplication(
    residualNetwork(
      'resnet101',
      [3, 4, 23, 3],
      ['f1aeb4b969a6efcfb50fad2f0c20cfc5', '88cf7a10940856eca736dc7b7e228a21'],
    ),
    bindOptions(RES_NET101_PARAMETERS, args),
  );
}

export type ResNet152Options = ApplicationOptions;

/**
 * A residual network of 152 layers.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await ResNet152({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function ResNet152(...args: ResNet152Arguments): Promise<Model> {
  return buildApplication(
    residualNetwork(
      'resnet152',
      [3, 8, 36, 3],
      ['100835be76be38e30d865e96f2aaae62', 'ee4c566cf9a93f14d82f913c2dc6dd0c'],
    ),
    bindOptions(RES_NET152_PARAMETERS, args),
  );
}
