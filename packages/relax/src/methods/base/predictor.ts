/** What may be explained, and what it is to a method: a function from rows to predictions. */
import { isTensor, ops, PythonTypeError, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { Layer } from '@org/layers';
import { describe } from '../../utils/describe.js';

/** Predictions `[n, c]` of rows `[n, k]`, written in ops: such a function is compiled and differentiated. */
export type PredFn = (xs: Tensor) => Tensor;

/** Predictions by somebody else, such as a service: rows go there as values, and no derivative comes back. */
export type RemotePredFn = (xs: Tensor) => Promise<TensorLike>;

/** A predictor: a function of tensors, a Keras model or layer (an ONNX file is one: `layers.ONNXLayer`), or an object with `predFn`. */
export type Predictor = PredFn | Layer | { readonly predFn: PredFn };

const isLayer = (value: unknown): value is Layer => value instanceof Layer;

/**
 * The function behind a predictor. A single column of probabilities becomes those of both classes.
 *
 * @param isRegression whether predictions are numbers, which stay as they are
 * @throws TypeError for what is no predictor, or gives promises
 */
export function asPredFn(predictor: unknown, isRegression = false): PredFn {
  const fn = functionOf(predictor);
  return (xs) => {
    const given = fn(xs);
    if (isPromise(given)) {
      given.catch(() => undefined);
      throw noPromises();
    }
    if (!isTensor(given) || given.rank < 1 || given.rank > 2) throw noPredictions(given);
    return outcomesOf(given, xs.shape[0]!, isRegression);
  };
}

/** Predictions `[n, c]` of n rows, of both classes where there is one column of probabilities. */
function outcomesOf(y: Tensor, n: number, isRegression: boolean): Tensor {
  if (y.shape[0] !== n) {
    throw new ValueError('The predictor answers for another number of rows than it was asked for.', {
      expected: `predictions of ${n} rows`,
      received: describe(y),
    });
  }
  const columns = y.rank === 1 ? (ops.expandDims(y, -1) as Tensor) : y;
  if (!isRegression) return columns.shape[1] === 1 ? ops.concatenate([ops.subtract(1, columns), columns], -1) : columns;
  if (columns.shape[1] === 1) return columns;
  throw new ValueError('A desired range is one of a predicted number.', {
    expected: `predictions of shape [${n}] or [${n}, 1]`,
    received: describe(y),
    hint: 'a classifier is given a desiredClass.',
  });
}

const noPredictions = (given: unknown, reason?: string): Error =>
  new ValueError('The predictor returns no predictions.', {
    expected: 'a tensor of shape [n, c], or [n], for rows [n, k]',
    received: describe(given),
    ...(reason && { hint: reason }),
  });

/** For methods that cannot wait for predictions. */
export const noPromises = (): Error =>
  new PythonTypeError('This method computes derivatives of the predictor, or many predictions in one program.', {
    expected: 'a function of tensors, a Keras model, or layers.ONNXLayer',
    received: 'a function that returns a promise',
    hint: 'GrowingSphere explains predictors that answer later, without a strategy: await method.generateCfs(xs, predFn).',
  });

/** The function behind a predictor, with what it returns. @throws TypeError for what is no predictor */
export function functionOf(predictor: unknown): (xs: Tensor) => unknown {
  if (isLayer(predictor)) return (xs) => predictor(xs, { training: false });
  if (typeof predictor === 'function') return predictor as (xs: Tensor) => unknown;
  const owner = predictor as { predFn?: unknown } | null;
  if (typeof owner === 'object' && typeof owner?.predFn === 'function')
    return (xs) => (owner as { predFn: PredFn }).predFn(xs);
  throw new PythonTypeError('This is no predictor.', {
    expected: 'a function from rows to predictions, a Keras model, or an object with `predFn`',
    received: describe(predictor),
  });
}

export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | null)?.then === 'function';

/** What is promised, but no longer waited for once the signal is aborted: a service may never answer. */
async function unlessAborted<T>(promised: T | Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promised;
  let end = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    end = () => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
  try {
    return await Promise.race([aborted, promised]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/**
 * Whether a predictor answers by promises. It is asked for the first row.
 *
 * @param xs rows `[n, k]`
 */
export async function isRemote(predictor: unknown, xs: Tensor, signal?: AbortSignal): Promise<boolean> {
  if (typeof predictor !== 'function' || isLayer(predictor)) return false;
  if (predictor.constructor.name === 'AsyncFunction') return true;
  const given: unknown = (predictor as (xs: Tensor) => unknown)(
    tensor((await (xs.at('0:1') as Tensor).array()) as number[][]),
  );
  if (!isPromise(given)) return false;
  await unlessAborted(given, signal);
  return true;
}

/**
 * A predictor that answers by promises, whose answers are looked at: a service that fails midway may still send something.
 *
 * @throws ValueError for what is no number, and for another number of classes than before
 */
export function watched(predictor: RemotePredFn, signal?: AbortSignal): RemotePredFn {
  let width: number | null = null;
  return async (xs) => {
    const y = numbersOf(await unlessAborted(predictor(xs), signal));
    const [values, own] = [await y.data(), y.rank === 1 ? 1 : y.shape[1]!];
    const wrong = Array.from(values, Number).findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      throw new ValueError('The predictor answers what is no number.', {
        expected: 'finite predictions of all rows',
        received: `${values[wrong]} for row ${Math.floor(wrong / own)} of ${xs.shape[0]}`,
      });
    }
    width ??= own;
    if (own === width) return y;
    throw new ValueError('The predictor answers with another number of predictions a row than before.', {
      expected: `shape [n, ${width}]`,
      received: describe(y),
    });
  };
}

/** How a predictor that answers by promises is asked. */
export interface RemoteOptions {
  /** How many rows it is asked for at once. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  /** Whether predictions are numbers, which stay as they are. */
  readonly isRegression?: boolean;
}

/** Asks a predictor that answers by promises, some rows at a time. @returns predictions `[n, c]` */
export async function askRemote(
  predictor: RemotePredFn,
  xs: Tensor,
  { batchSize = 1024, signal, isRegression = false }: RemoteOptions = {},
): Promise<Tensor> {
  const rows = (await xs.array()) as number[][];
  const answers: Tensor[] = [];
  for (let from = 0; from < rows.length; from += batchSize) {
    signal?.throwIfAborted();
    const batch = rows.slice(from, from + batchSize);
    const y = numbersOf(await predictor(tensor(batch)));
    answers.push(outcomesOf(y, batch.length, isRegression));
  }
  return ops.concatenate(answers, 0);
}

/** @throws ValueError where an answer is not of numbers, `[n, c]` or `[n]` */
function numbersOf(answer: TensorLike | null | undefined): Tensor {
  let y: Tensor | null;
  try {
    y = answer === null || answer === undefined ? null : ops.convertToTensor(answer, { dtype: 'float32' });
  } catch (error) {
    throw noPredictions(answer, (error as Error).message.split('\n')[0]);
  }
  if (!y || y.rank < 1 || y.rank > 2) throw noPredictions(y ?? answer);
  return y;
}
