/** keras.backend: the few names of it that Keras 3 keeps. */
import { type DType, floatx, random, standardizeDType } from '@org/core';

export {
  epsilon,
  floatx,
  imageDataFormat,
  isKerasTensor,
  resultType,
  setEpsilon,
  setFloatx,
  setImageDataFormat,
} from '@org/core';

import { bindArguments, isFloat, isInteger, resetNames } from '@org/core/internal';
import type { ArgumentNamed } from '@org/layers/internal';
import { disableUnsafeDeserialization } from './saving/safe-mode.js';

export { getUid } from '@org/core/internal';

/** The name of a dtype as Keras writes it; null is floatx. */
export const standardizeDtype = (...args: ArgumentNamed<'dtype'>): DType =>
  standardizeDType(bindArguments('standardizeDtype', ['dtype'], 1, args)[0] ?? floatx());

/** Whether a dtype is one of floats. */
export const isFloatDtype = (...args: ArgumentNamed<'dtype'>): boolean =>
  isFloat(standardizeDtype(bindArguments('isFloatDtype', ['dtype'], 1, args)[0]));

/** Whether a dtype is one of integers, with a sign or without. */
export const isIntDtype = (...args: ArgumentNamed<'dtype'>): boolean =>
  isInteger(standardizeDtype(bindArguments('isIntDtype', ['dtype'], 1, args)[0]));

/**
 * Starts automatic names and the global random generator anew, and trusts files no more.
 *
 * @param freeMemory kept for Keras; memory that nobody can reach is freed in any case
 */
export function clearSession(...args: [freeMemory?: boolean] | [keywords: { freeMemory?: boolean }]): void {
  bindArguments('clearSession', ['freeMemory'], 0, args);
  resetNames();
  disableUnsafeDeserialization();
  random.clearGlobalSeedGenerator();
}

/** The name of the engine, where Keras names jax, tensorflow or torch. */
export const backend = (): string => 'onnxruntime';
