/** keras.applications.vgg19. */
import { bindOptions } from '@org/core/internal';
import type { Model } from '../model.js';
import { type ApplicationOptions, buildApplication } from './application.js';
import { preprocessorOf } from './preprocess.js';
import { VGG19_PARAMETERS, type VGG19Arguments } from './signatures.js';
import { vgg } from './vgg.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images with pixels from 0 to 255, blue first, less the means of ImageNet. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf('caffe');

export type VGG19Options = ApplicationOptions;

/**
 * VGG with 19 layers of weights.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await VGG19({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function VGG19(...args: VGG19Arguments): Promise<Model> {
  return buildApplication(
    vgg('vgg19', [2, 2, 4, 4, 4], ['cbe5617147190e668d6c5d5026f83318', '253f8cb515780f3b799900260a226db6']),
    bindOptions(VGG19_PARAMETERS, args),
  );
}
