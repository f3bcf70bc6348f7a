import { type PythonFunction, pythonFunction } from '@org/core/internal';
import type { NamedObject } from '@org/layers';
import { registerKerasObject } from '@org/layers/internal';

/**
 * Declares a function of keras.metrics with Python's calling convention, under its name in files.
 *
 * @example
 * const hits = metricFunction('hits', ['yTrue', 'yPred'], (yTrue: TensorLike, yPred: TensorLike) =>
 *   ops.sum(ops.equal(yTrue, yPred), -1));
 */
export function metricFunction<const Names extends readonly string[], Body extends object>(
  name: string,
  parameters: Names,
  body: Body,
): PythonFunction<Names, Body> {
  const callable = pythonFunction(name, parameters, body);
  registerKerasObject(callable as NamedObject, { module: 'keras.metrics', name });
  return callable;
}
