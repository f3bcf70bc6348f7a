/** keras.backend: the few names of it that Keras 3 keeps. */
import { random, resetNames } from '@org/core';

export {
  epsilon,
  floatx,
  getUid,
  imageDataFormat,
  isKerasTensor,
  resultType,
  setEpsilon,
  setFloatx,
  setImageDataFormat,
  standardizeDType as standardizeDtype,
} from '@org/core';

/** Starts automatic names and the global random generator anew. */
export function clearSession(): void {
  resetNames();
  random.clearGlobalSeedGenerator();
}

/** The name of the engine, where Keras names jax, tensorflow or torch. */
export const backend = (): string => 'onnxruntime';
