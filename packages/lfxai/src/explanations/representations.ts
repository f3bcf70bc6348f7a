import { jit, ops, type Tensor, type TensorLike } from '@org/core';
import {
  ExampleBasedExplainer,
  type ExampleLoss,
  type ExplainedModel,
  inBlocks,
  inputsOf,
} from './example-explainer.js';
import type { Batches } from './features.js';

/** Rows that are represented at once. */
const ROWS = 500;

/** Explainers that compare representations. */
export abstract class RepresentationExplainer extends ExampleBasedExplainer {
  readonly #encode = jit((x: Tensor, _mode: string) => ops.convertToTensor(this.#encoder(x)));

  constructor(model: ExplainedModel, lossF: ExampleLoss | null = null, XTrain: Tensor | null = null) {
    super(model, XTrain, lossF);
  }

  get #encoder(): (x: Tensor) => TensorLike {
    return (this.model.encoder ?? this.model) as (x: Tensor) => TensorLike;
  }

  /** What the encoder gives, as one row for each example. */
  protected representations(x: Tensor): Promise<Tensor> {
    const mode = `${(this.#encoder as { training?: boolean }).training}`;
    return inBlocks(x, ROWS, (block) => ops.reshape(this.#encode(block, mode), [block.shape[0]!, -1]));
  }

  /** The importance of training examples for test examples, by the representations of both. */
  protected abstract compare(test: Tensor, train: Tensor, batchSize?: number): Promise<Tensor>;

  /**
   * The importance of training examples, by their numbers, for each test example.
   *
   * @returns [tests, trainings], all rows of it: the original leaves out those of the last batch, if it is smaller
   * @throws ValueError without training inputs, or for numbers that are none of theirs
   */
  async attribute(
    XTest: Tensor,
    trainIdx: readonly number[],
    { batchSize }: { readonly batchSize?: number } = {},
  ): Promise<Tensor> {
    const train = await this.representations(this.trainingRows(trainIdx));
    return this.compare(await this.representations(XTest), train, batchSize);
  }

  /** The same for all examples of two loaders. @returns [tests, trainings] */
  async attributeLoader(
    _device: unknown,
    trainLoader: Batches,
    testLoader: Batches,
    { batchSize }: { readonly batchSize?: number } = {},
  ): Promise<Tensor> {
    const train = await this.representations(await inputsOf(trainLoader));
    return this.compare(await this.representations(await inputsOf(testLoader)), train, batchSize);
  }
}
