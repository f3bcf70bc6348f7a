import { ops, PythonTypeError, type Tensor, type TensorLike } from '@org/core';
import { bindOpenOptions } from '@org/core/python';
import { type Model, optimizers } from '@org/models';
import { describe } from '../../utils/index.js';

/** A data module, or rows (with labels, which are not used). */
export type TrainingData = { getItem(stage: string): unknown } | readonly TensorLike[];

/** What training takes besides; other options go to `fit`. */
export interface NetworkTrainOptions {
  batchSize?: number;
  epochs?: number;
  readonly [fitOption: string]: unknown;
}

/** `train` after the data and the predictor. */
export type TrainArguments =
  | [options?: NetworkTrainOptions]
  | [batchSize?: number, epochs?: number, options?: NetworkTrainOptions];

const TRAIN = { callee: 'train', names: ['batchSize', 'epochs'], keywords: [], required: 0 };

/** The rows to train on, `[n, k]`. */
export function trainingRows(data: TrainingData): Tensor {
  const isSource = typeof data === 'object' && data !== null && 'getItem' in data;
  if (!isSource && !Array.isArray(data)) {
    throw new PythonTypeError('A method is trained on the rows of a data module.', {
      expected: 'a data module, or [xs]',
      received: describe(data),
    });
  }
  const [xs] = (isSource ? data.getItem('train') : data) as readonly TensorLike[];
  return ops.convertToTensor(xs!, { dtype: 'float32' });
}

/** What a network takes, where that is more than rows. */
interface NetworkInputs {
  readonly inputs: readonly Tensor[];
}

const isInputs = (data: unknown): data is NetworkInputs =>
  typeof data === 'object' && data !== null && 'inputs' in data;

/**
 * Trains a network by the loss that it adds itself.
 *
 * @param data where rows are, or the inputs of the network
 */
export async function fitNetwork(
  model: Model,
  data: TrainingData | NetworkInputs,
  { optName, lr }: { readonly optName: string; readonly lr: number },
  args: TrainArguments,
): Promise<void> {
  const { batchSize = 128, epochs = 10, ...fit } = bindOpenOptions<NetworkTrainOptions>(TRAIN as never, args);
  const optimizer = optimizers.deserialize({ class_name: optName, config: { learning_rate: lr } } as never);
  model.compile({ optimizer } as never);
  const xs = isInputs(data) ? data.inputs : trainingRows(data);
  await model.fit(xs as never, { batchSize, epochs, ...fit } as never);
}
