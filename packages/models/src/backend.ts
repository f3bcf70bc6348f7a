/** keras.backend: the few names of it that Keras 3 keeps. */
import { random } from '@org/core';

export {
  epsilon,
  floatx,
  imageDataFormat,
  isKerasTensor,
  resultType,
  setEpsilon,
  setFloatx,
  setImageDataFormat,
  standardizeDType as standardizeDtype,
} from '@org/core';

import { resetNames } from '@org/core/internal';

export { getUid } from '@org/core/internal';

/** Starts automatic names and the global random generator anew. */
export function clearSession(): void {
  resetNames();
  random.clearGlobalSeedGenerator();
}

/** The name of the engine, where Keras names jax, tensorflow or torch. */
export const backend = (): string => 'onnxruntime';
