/** The functions that are explained. */
import { PythonTypeError, type Tensor } from '@org/core';
import { Layer } from '@org/layers';

/**
 * A function of users: a lambda needs no annotations, as its parameters are `Params` unless it says otherwise; functions that say
 * otherwise will do.
 */
export type Fn<Params extends unknown[], Result> = ((...args: Params) => Result) | CallableFunction;

/** A function of users as one that may be called with anything. */
export const callable = <Result>(fn: Fn<never[], Result>): ((...args: readonly unknown[]) => Result) =>
  requireFunction(fn, 'A function of tensors is needed.') as (...args: readonly unknown[]) => Result;

/** A model, or any function of tensors: the inputs, then further arguments. Axis 0 of the inputs and of the output counts the examples. */
export type ForwardFunction = Fn<Tensor[], unknown>;

/**
 * A function that holds something for each of the examples that it is about, such as their predictions. Methods that evaluate it on
 * several points for each example hand these rows on with the points, so that each meets its own.
 */
export interface PerExampleFunction {
  /** The tensors that it holds, axis 0 counts the examples. */
  readonly perExample: readonly Tensor[];
  /** From points, and the held rows of their examples, to one number for each. */
  readonly pointwise: (points: Tensor, ...held: Tensor[]) => Tensor;
  /** What `pointwise` is made of: it is the same for all functions of one owner, which are compiled once. */
  readonly owner: object;
}

export const isPerExample = (fn: unknown): fn is PerExampleFunction =>
  (typeof fn === 'object' || typeof fn === 'function') &&
  fn !== null &&
  Array.isArray((fn as Partial<PerExampleFunction>).perExample);

/** Whether several inputs are one list: of models that are made of symbolic inputs (of a subclass, to ask for them is an error), or of a file. */
function takesList(fn: ForwardFunction): boolean {
  if (!(fn instanceof Layer)) return false;
  // An ONNXLayer, which is not imported: it brings the reader of such files.
  if ('inputNames' in fn) return true;
  try {
    return (fn as { readonly inputs?: unknown }).inputs !== undefined;
  } catch {
    return false;
  }
}

/** Calls a function or a model. Models that are made of several symbolic inputs, and those of ONNX files, take them as one list. */
export function callForward(fn: ForwardFunction, inputs: readonly Tensor[], others: readonly unknown[]): unknown {
  const args = inputs.length > 1 && takesList(fn) ? [inputs, ...others] : [...inputs, ...others];
  return (fn as (...all: readonly unknown[]) => unknown)(...args);
}

/** @throws TypeError for what is no function */
export function requireFunction(
  fn: unknown,
  message = 'The function to explain must be a model or a function of tensors.',
): ForwardFunction {
  if (typeof fn === 'function') return fn as ForwardFunction;
  throw new PythonTypeError(message, { received: typeof fn });
}
