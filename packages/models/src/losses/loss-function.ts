/** What the functions of keras.losses share: how they are declared, and how they take their arguments. */
import { floatx, type Tensor, type TensorLike } from '@org/core';
import { asTensor, convert, type PythonFunction, pythonFunction } from '@org/core/internal';
import type { NamedObject } from '@org/layers';
import { registerKerasObject } from '@org/layers/internal';
import { squeezeOrExpandToSameRank } from './reduction.js';

/**
 * Declares a function of keras.losses with Python's calling convention, under its name in files and its aliases.
 *
 * @example
 * const total = lossFunction('total', ['yTrue', 'yPred'], (yTrue: TensorLike, yPred: TensorLike) =>
 *   ops.sum(ops.subtract(yPred, yTrue), -1));
 */
export function lossFunction<const Names extends readonly string[], Body extends object>(
  name: string,
  parameters: Names,
  body: Body,
  aliases: readonly string[] = [],
): PythonFunction<Names, Body> {
  const callable = pythonFunction(name, parameters, body);
  registerKerasObject(callable as NamedObject, { module: 'keras.losses', name, aliases });
  return callable;
}

/** Predictions as a tensor; bare numbers are floats, since JavaScript does not tell 1 from 1.0. */
export const predictions = (yPred: TensorLike): Tensor =>
  typeof yPred === 'number' || Array.isArray(yPred) ? convert(yPred, floatx()) : asTensor(yPred);

/** Targets and predictions in the type of the predictions. */
export function sameType(yTrue: TensorLike, yPred: TensorLike): [Tensor, Tensor] {
  const predicted = predictions(yPred);
  return [convert(yTrue, predicted.dtype), predicted];
}

/** Targets and predictions in the type of the predictions and with equally many axes. */
export const aligned = (yTrue: TensorLike, yPred: TensorLike): [Tensor, Tensor] =>
  squeezeOrExpandToSameRank(...sameType(yTrue, yPred));

/** Targets moved towards the mean of all classes. */
export function smoothLabels(yTrue: Tensor, labelSmoothing: number): Tensor {
  if (!labelSmoothing) return yTrue;
  const classes = yTrue.shape[yTrue.ndim - 1]!;
  return yTrue.mul(1 - labelSmoothing).add(labelSmoothing / classes);
}

/** Two classes in one number: its mean is one half. */
export const smoothBinaryLabels = (yTrue: Tensor, labelSmoothing: number): Tensor =>
  labelSmoothing ? yTrue.mul(1 - labelSmoothing).add(0.5 * labelSmoothing) : yTrue;

/** One class leaves nothing to predict; this is most often a binary problem. */
export function warnAboutOneClass(name: string, yPred: Tensor): void {
  if (yPred.shape[yPred.ndim - 1] !== 1) return;
  console.warn(
    `In loss ${name}, yPred has one class (shape [${yPred.shape}]). Use 'binary_crossentropy' if there are two classes.`,
  );
}
