/** What may be explained, and what it is to a method: a function from rows to predictions. */
import { isTensor, ops, PythonTypeError, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { Layer } from '@org/layers';

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
    const y = given as Tensor;
    const columns = y.rank === 1 ? ops.expandDims(y, -1) : y;
    if (isRegression || columns.shape.at(-1) !== 1) return columns;
    return ops.concatenate([ops.subtract(1, columns), columns], -1);
  };
}

const noPredictions = (given: unknown): Error =>
  new ValueError('The predictor returns no predictions.', {
    expected: 'a tensor of shape [n, c], or [n], for rows [n, k]',
    received: isTensor(given) ? `shape [${given.shape.join(', ')}]` : typeof given,
  });

/** For methods that cannot wait for predictions. */
export const noPromises = (): Error =>
  new PythonTypeError('This method computes derivatives of the predictor, or many predictions in one program.', {
    expected: 'a function of tensors, a Keras model, or layers.ONNXLayer',
    received: 'a function that returns a promise',
    hint: 'GrowingSphere explains predictors that answer later: await method.generateCfs(xs, predFn).',
  });

function functionOf(predictor: unknown): (xs: Tensor) => unknown {
  if (isLayer(predictor)) return (xs) => predictor(xs, { training: false });
  if (typeof predictor === 'function') return predictor as (xs: Tensor) => unknown;
  const owner = predictor as { predFn?: unknown } | null;
  if (typeof owner === 'object' && typeof owner?.predFn === 'function')
    return (xs) => (owner as { predFn: PredFn }).predFn(xs);
  throw new PythonTypeError('This is no predictor.', {
    expected: 'a function from rows to predictions, a Keras model, or an object with `predFn`',
    received: String(predictor),
  });
}

export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | null)?.then === 'function';

/**
 * Whether a predictor answers by promises. It is asked for the first row.
 *
 * @param xs rows `[n, k]`
 */
export async function isRemote(predictor: unknown, xs: Tensor): Promise<boolean> {
  if (typeof predictor !== 'function' || isLayer(predictor)) return false;
  if (predictor.constructor.name === 'AsyncFunction') return true;
  const given: unknown = (predictor as (xs: Tensor) => unknown)(
    tensor((await (xs.at('0:1') as Tensor).array()) as number[][]),
  );
  if (!isPromise(given)) return false;
  await given;
  return true;
}

/** Asks a predictor that answers by promises, `batchSize` rows at a time. @returns predictions `[n, c]` */
export async function askRemote(
  predictor: RemotePredFn,
  xs: Tensor,
  batchSize: number,
  signal?: AbortSignal,
): Promise<Tensor> {
  const rows = (await xs.array()) as number[][];
  const answers: Tensor[] = [];
  for (let from = 0; from < rows.length; from += batchSize) {
    signal?.throwIfAborted();
    const batch = rows.slice(from, from + batchSize);
    const answer = tensor((await predictor(tensor(batch))) as never, null, 'float32');
    if (answer.shape[0] !== batch.length) {
      throw new ValueError('The predictor answers for another number of rows than it was asked for.', {
        expected: `${batch.length} predictions`,
        received: `shape [${answer.shape}]`,
      });
    }
    answers.push(answer.rank === 1 ? (ops.expandDims(answer, -1) as Tensor) : answer);
  }
  const y = ops.concatenate(answers, 0);
  return y.shape[1] === 1 ? ops.concatenate([ops.subtract(1, y), y], -1) : y;
}
