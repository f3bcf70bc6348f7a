/** keras.applications.resnet_v2. */
import { bindOptions } from '@org/core/internal';
import type { Model } from '../model.js';
import { type ApplicationOptions, buildApplication } from './application.js';
import { preprocessorOf } from './preprocess.js';
import { residualNetworkV2 } from './residual-network.js';
import {
  RES_NET50V2_PARAMETERS,
  RES_NET101V2_PARAMETERS,
  RES_NET152V2_PARAMETERS,
  type ResNet50V2Arguments,
  type ResNet101V2Arguments,
  type ResNet152V2Arguments,
} from './signatures.js';

export { decodePredictions } from './imagenet-utils.js';

/** Images with pixels from 0 to 255 to -1 to 1. */
export const preprocessInput = /* @__PURE__ */ preprocessorOf('tf');

export type ResNet50V2Options = ApplicationOptions;

/**
 * A residual network of 50 layers, activated ahead of its convolutions.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await ResNet50V2({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function ResNet50V2(...args: ResNet50V2Arguments): Promise<Model> {
  return buildApplication(
    residualNetworkV2(
      'resnet50v2',
      [3, 4, 6, 3],
      ['3ef43a0b657b3be2300d5770ece849e0', 'fac2f116257151a9d068a22e544a4917'],
    ),
    bindOptions(RES_NET50V2_PARAMETERS, args),
  );
}

export type ResNet101V2Options = ApplicationOptions;

/**
 * A residual network of 101 layers, activated ahead of its convolutions.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await ResNet101V2({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function ResNet101V2(...args: ResNet101V2Arguments): Promise<Model> {
  return buildApplication(
    residualNetworkV2(
      'resnet101v2',
      [3, 4, 23, 3],
      ['6343647c601c52e1368623803854d971', 'c0ed64b8031c3730f411d2eb4eea35b5'],
    ),
    bindOptions(RES_NET101V2_PARAMETERS, args),
  );
}

export type ResNet152V2Options = ApplicationOptions;

/**
 * A residual network of 152 layers, activated ahead of its convolutions.
 *
 * @throws ValueError for classes, shapes and activations that the weights do not have
 * @example
 * const network = await ResNet152V2({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 */
export function ResNet152V2(...args: ResNet152V2Arguments): Promise<Model> {
  return buildApplication(
    residualNetworkV2(
      'resnet152v2',
      [3, 8, 36, 3],
      ['a49b44d1979771252814e80f8ec446f9', 'ed17cf2e0169df9d443503ef94b23b33'],
    ),
    bindOptions(RES_NET152V2_PARAMETERS, args),
  );
}
