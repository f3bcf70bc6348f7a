import { evaluate, type Tensor, ValueError } from '@org/core';
import { load } from '../torch-files/index.js';
import { inputsOf } from './example-explainer.js';
import type { Batches } from './features.js';
import { GradientExplainer, type ProjectionOptions } from './gradient-explainer.js';

/** A state of the model: a file of torch, one of Keras, or values for its weights. */
export type Checkpoint = string | readonly Tensor[];

interface Stateful {
  readonly checkpointsFiles?: readonly string[];
  stateDict?(): Record<string, Tensor>;
  loadStateDict?(state: Record<string, Tensor>, strict: boolean): unknown;
  loadWeights?(path: string): unknown;
  getWeights?(): unknown;
  setWeights?(weights: readonly Tensor[]): void;
  readonly variables?: readonly { readonly uncast: Tensor; assign(value: Tensor): void }[];
}

export interface TracInOptions extends ProjectionOptions {
  /** States that the model had while it was trained; by default the files in its `checkpointsFiles`. */
  readonly checkpoints?: readonly Checkpoint[];
}

/**
 * TracIn (Pruthi et al., arXiv:2002.08484): the products of a training example's gradient with a test example's, added up over checkpoints
 * of the training. Gradients are those of the encoder's parameters, of many examples at once. Afterwards the model has the state
 * that it had before.
 *
 * @example
 * const tracin = new TracIn(model, (x, y) => ops.mean(y.square()), null, x);
 * const importance = await tracin.attribute(x.mul(2), [0, 1], { checkpoints: [model.weights.map((w) => w.value)] }); // shape [10, 2]
 */
export class TracIn extends GradientExplainer {
  /** The importance of training examples, by their numbers, for each test example. @throws ValueError without checkpoints */
  async attribute(
    XTest: Tensor,
    trainIdx: readonly number[],
    { learningRate = 1, ...options }: TracInOptions & { readonly learningRate?: number } = {},
  ): Promise<Tensor> {
    const found = (await this.#overCheckpoints(this.trainingRows(trainIdx), XTest, options)).mul(learningRate);
    await evaluate([found]);
    return found;
  }

  /** The same for all examples of two loaders. @returns [tests, trainings] */
  async attributeLoader(
    _device: unknown,
    trainLoader: Batches,
    testLoader: Batches,
    options: TracInOptions = {},
  ): Promise<Tensor> {
    return this.#overCheckpoints(await inputsOf(trainLoader), await inputsOf(testLoader), options);
  }

  async #overCheckpoints(train: Tensor, test: Tensor, { checkpoints, ...options }: TracInOptions): Promise<Tensor> {
    const model = this.model as unknown as Stateful;
    const states = checkpoints ?? model.checkpointsFiles ?? [];
    if (states.length === 0) {
      throw new ValueError('TracIn needs checkpoints of the training.', {
        expected: 'files in model.checkpointsFiles, or the option checkpoints',
        hint: 'fit the model with checkpointInterval.',
      });
    }
    const before = (model.variables ?? []).map((variable) => [variable, variable.uncast] as const);
    await evaluate(before.map(([, value]) => value));
    const directions = await this.directions(options);
    let total: Tensor | null = null;
    try {
      for (const state of states) {
        await assume(model, state);
        const products = await this.gradientProducts(test, train, directions);
        total = total ? total.add(products) : products;
        await evaluate([total]);
      }
    } finally {
      for (const [variable, value] of before) variable.assign(value);
    }
    return total!;
  }

  override toString(): string {
    return 'TracIn';
  }
}

/** Gives a model a state. @throws ValueError for a state that it cannot take */
async function assume(model: Stateful, state: Checkpoint): Promise<void> {
  if (typeof state !== 'string') model.setWeights?.(state);
  else if (model.loadStateDict && /\.(pt|pth)$/.test(state)) model.loadStateDict(await load(state), false);
  else if (model.loadWeights) await model.loadWeights(state);
  else throw new ValueError('The model cannot load this checkpoint.', { received: state });
}
