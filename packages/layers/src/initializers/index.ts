/** keras.initializers: classes, also under the lower-case names that Keras gives them, and finding them by name. */
import {
  asTensor,
  convert,
  type DType,
  formatShape,
  isTensor,
  pythonFunction,
  type Shape,
  setInitializerLookup,
  type Tensor,
  ValueError,
} from '@org/core';
import { isArrayLike } from '../dtype-policy.js';
import { type CustomObjects, objectFamily } from '../serialization/index.js';
import type { Initializer } from './initializer.js';

export { computeFans } from './compute-fans.js';
export { Constant, Constant as constant, type ConstantOptions } from './constant.js';
export { GlorotNormal, GlorotNormal as glorotNormal } from './glorot-normal.js';
export { GlorotUniform, GlorotUniform as glorotUniform } from './glorot-uniform.js';
export { HeNormal, HeNormal as heNormal } from './he-normal.js';
export { HeUniform, HeUniform as heUniform } from './he-uniform.js';
export { Identity, Identity as identity, Identity as IdentityInitializer, type IdentityOptions } from './identity.js';
export { Initializer } from './initializer.js';
export { LecunNormal, LecunNormal as lecunNormal } from './lecun-normal.js';
export { LecunUniform, LecunUniform as lecunUniform } from './lecun-uniform.js';
export { Ones, Ones as ones } from './ones.js';
export {
  Orthogonal,
  Orthogonal as orthogonal,
  Orthogonal as OrthogonalInitializer,
  type OrthogonalOptions,
} from './orthogonal.js';
export type { InitializerSeed } from './random-initializer.js';
export { RandomInitializer } from './random-initializer.js';
export { RandomNormal, RandomNormal as randomNormal, type RandomNormalOptions } from './random-normal.js';
export { RandomUniform, RandomUniform as randomUniform, type RandomUniformOptions } from './random-uniform.js';
export { STFT, STFT as stft, STFT as STFTInitializer, type STFTOptions } from './stft.js';
export {
  TruncatedNormal,
  TruncatedNormal as truncatedNormal,
  type TruncatedNormalOptions,
} from './truncated-normal.js';
export {
  type FanOptions,
  VarianceScaling,
  VarianceScaling as varianceScaling,
  type VarianceScalingOptions,
} from './variance-scaling.js';
export { windowValues } from './windows.js';
export { Zeros, Zeros as zeros } from './zeros.js';

/** Makes the first value of a weight: an {@link Initializer}, or a function of the same signature. */
export type InitializerFunction = (shape: Shape, options: { dtype: string }) => Tensor;

const family = objectFamily<Initializer>('keras.initializers', 'initializer');

/** The JSON of an initializer. */
export const serialize = (initializer: unknown): unknown => family.serialize(initializer);

/** The initializer that {@link serialize} made the JSON from. */
export const deserialize = (config: unknown, customObjects: CustomObjects | null = null): Initializer =>
  family.deserialize(config, customObjects);

/**
 * An initializer from its name, its config, its class, a function, or the very values.
 *
 * @throws ValueError for an unknown name
 * @example
 * initializers.get('he_normal')([3, 4]);
 */
export function get(identifier: null | undefined): null;
export function get(identifier: unknown): Initializer;
export function get(identifier: unknown): Initializer | null {
  return isTensor(identifier) || isArrayLike(identifier)
    ? constantValue(asTensor(identifier as Tensor))
    : family.get(identifier);
}

setInitializerLookup((name) => get(name));

/** An initializer of one shape, whose value it is. */
function constantValue(value: Tensor): Initializer {
  return pythonFunction('initializer', ['shape', 'dtype'], (shape: Shape, dtype: DType | null = null) => {
    if (formatShape(shape) !== formatShape(value.shape)) {
      throw new ValueError('A weight initialized by values must have their shape.', {
        expected: formatShape(value.shape),
        received: formatShape(shape),
      });
    }
    return convert(value, dtype ?? value.dtype);
  }) as unknown as Initializer;
}
