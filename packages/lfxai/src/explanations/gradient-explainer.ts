import { evaluate, jit, ops, random, type Tensor, ValueError } from '@org/core';
import { ExampleBasedExplainer, type ExampleLoss, type ExplainedModel, inBlocks } from './example-explainer.js';
import { ParameterGradients, projection } from './parameter-gradients.js';

/** Numbers of gradients that are in memory at once. */
const NUMBERS = 2 ** 23;

/** Gradients that are compared by a part of what they hold. */
export interface ProjectionOptions {
  /**
   * Into how many random directions gradients are projected: products of gradients have a relative error of about the inverse of its
   * square root, and take as much less memory and time. Left out, they are exact.
   */
  readonly projectionDim?: number | null;
  /** What the directions are drawn from. */
  readonly seed?: number;
}

/** Explainers that compare gradients of losses. */
export abstract class GradientExplainer extends ExampleBasedExplainer {
  /** Where the original keeps gradients; here they stay in memory. */
  readonly saveDir: string | null;
  #gradients: ParameterGradients | null = null;
  readonly #projected = jit((examples: Tensor, directions: Tensor, _mode: string) =>
    ops.matmul(this.gradients.rows(examples), directions),
  );
  readonly #rows = jit((examples: Tensor, _mode: string) => this.gradients.rows(examples));
  readonly #products = jit((examples: Tensor, others: Tensor, _mode: string) =>
    ops.matmul(others, ops.transpose(this.gradients.rows(examples))),
  );

  constructor(model: ExplainedModel, lossF: ExampleLoss, saveDir: string | null = null, XTrain: Tensor | null = null) {
    super(model, XTrain, lossF);
    this.saveDir = saveDir;
  }

  protected get gradients(): ParameterGradients {
    this.#gradients ??= new ParameterGradients(this.model, this.lossF!);
    return this.#gradients;
  }

  /** @throws ValueError without training inputs */
  protected get trainingInputs(): Tensor {
    if (this.XTrain) return this.XTrain;
    throw new ValueError('The training inputs are missing.', { hint: 'give XTrain to the constructor.' });
  }

  /** How many examples' gradients are in memory at once. */
  protected get rowsAtOnce(): number {
    return Math.max(1, Math.floor(NUMBERS / this.gradients.size));
  }

  /** Random directions; null for none. */
  protected directions({ projectionDim, seed = 0 }: ProjectionOptions): Tensor | null {
    if (!projectionDim) return null;
    return projection(random.PRNGKey(seed) as Tensor, ops.zeros([this.gradients.size, projectionDim]));
  }

  /** Gradients of examples, or their projections, a row each. */
  protected gradientRows(examples: Tensor, directions: Tensor | null): Promise<Tensor> {
    const { mode } = this.gradients;
    return inBlocks(examples, this.rowsAtOnce, (block) =>
      directions ? this.#projected(block, directions, mode) : this.#rows(block, mode),
    );
  }

  /** Products of rows [tests, size] with the gradients of examples: [tests, examples]. */
  protected async products(rows: Tensor, examples: Tensor, directions: Tensor | null): Promise<Tensor> {
    await evaluate([rows]);
    const { mode } = this.gradients;
    if (!directions) return inBlocks(examples, this.rowsAtOnce, (block) => this.#products(block, rows, mode), 1);
    const found = ops.matmul(rows, ops.transpose(await this.gradientRows(examples, directions)));
    await evaluate([found]);
    return found;
  }
}
