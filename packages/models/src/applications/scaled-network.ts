/** What the two generations of EfficientNet share. */
import type { Tensor } from '@org/core';
import {
  type ActivationIdentifier,
  Conv2D,
  Dense,
  Dropout,
  GlobalAveragePooling2D,
  multiply,
  Reshape,
} from '@org/layers';
import { channelAxis } from './input-shape.js';

/** Initializers of convolutions and of the classifier. */
export const CONVOLUTION_INITIALIZER = {
  class_name: 'VarianceScaling',
  config: { scale: 2, mode: 'fan_out', distribution: 'truncated_normal' },
};
export const DENSE_INITIALIZER = {
  class_name: 'VarianceScaling',
  config: { scale: 1 / 3, mode: 'fan_out', distribution: 'uniform' },
};

/** Squeezing and exciting: each channel times a factor that all channels together tell. */
export function excited(x: Tensor, filters: number, squeezed: number, name: string): Tensor {
  const options = { padding: 'same', kernelInitializer: CONVOLUTION_INITIALIZER } as const;
  let y = new GlobalAveragePooling2D({ name: `${name}se_squeeze` })(x);
  y = new Reshape(channelAxis() === 1 ? [filters, 1, 1] : [1, 1, filters], { name: `${name}se_reshape` })(y);
  y = new Conv2D(squeezed, 1, { ...options, activation: 'swish', name: `${name}se_reduce` })(y);
  y = new Conv2D(filters, 1, { ...options, activation: 'sigmoid', name: `${name}se_expand` })(y);
  return multiply([x, y], { name: `${name}se_excite` });
}

/** The classifier, which drops some of its inputs. */
export const droppingClassifier =
  (rate: number, options: { biasInitializer?: unknown } = {}) =>
  (x: Tensor, classes: number, activation: ActivationIdentifier | null): Tensor => {
    const y = new Dropout(rate, { name: 'top_dropout' })(new GlobalAveragePooling2D({ name: 'avg_pool' })(x));
    return new Dense(classes, {
      activation,
      kernelInitializer: DENSE_INITIALIZER,
      name: 'predictions',
      ...(options as object),
    })(y);
  };
