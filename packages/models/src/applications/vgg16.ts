/** keras.applications.vgg16. */
import { bindOptions } from '@org/core/internal';
import type { Model } from '../model.js';
import { type ApplicationOptions, buildApplication } from './application.js';
import { preprocessorOf } from './preprocess.js';
import { VGG16_PARAMETERS, type VGG16Arguments } from './signatures.js';
import { vgg } from './vgg.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images with pixels from 0 to 255, blue first, less the means of ImageNet. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf('caffe');

export type VGG16Options = ApplicationOptions;

/**
 * VGG with 16 layers of weights.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await VGG16({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function VGG16(...args: VGG16Arguments): Promise<Model> {
  return buildApplication(
    vgg('vgg16', [2, 2, 3, 3, 3], ['64373286793e3c8b2b4e3219cbf3544b', '6d6bbae143d832006294945121d1f1fc']),
    bindOptions(VGG16_PARAMETERS, args),
  );
}
