import { evaluate, jit, ops, random, type Tensor } from '@org/core';
import {
  ExampleBasedExplainer,
  type ExampleLoss,
  type ExplainedModel,
  partsInBlocks,
  rowsBetween,
  scannedInBlocks,
} from './example-explainer.js';
import { ParameterGradients, projection } from './parameter-gradients.js';

/** Numbers of gradients that are in memory at once. */
const NUMBERS = 2 ** 23;

/** More at once leave the processor's caches. */
const MOST_ROWS = 64;
/** The same where gradients of dense layers are not written out. */
const MOST_COMPACT_ROWS = 128;
/** Blocks of those that one run goes through. */
const BLOCKS = 8;

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
  readonly #projected = jit((examples: Tensor, directions: readonly Tensor[], _mode: string) => [
    sumOf(this.gradients.rows(examples).map((part, i) => ops.matmul(part, directions[i]!))),
  ]);
  readonly #rows = jit((examples: Tensor, _mode: string) => this.gradients.rows(examples));
  readonly #products = jit((examples: Tensor, others: readonly Tensor[], _mode: string) => [
    sumOf(this.gradients.rows(examples).map((part, i) => ops.matmul(others[i]!, ops.transpose(part)))),
  ]);

  readonly #compactRows = jit((examples: Tensor, _mode: string) =>
    scannedInBlocks(examples, this.#compactAtOnce, (block) => this.gradients.compactRows(block)),
  );
  readonly #compactProducts = jit((examples: Tensor, others: readonly Tensor[], _mode: string) =>
    scannedInBlocks(examples, this.#compactAtOnce, (block) => [
      this.gradients.compactProducts(this.gradients.compactRows(block), others),
    ]),
  );
  /** Both in one run, so that the rows never leave the runtime. */
  readonly #compactProductsOfBoth = jit((examples: Tensor, others: Tensor, mode: string) =>
    this.#compactProducts(examples, this.#compactRows(others, mode), mode),
  );

  constructor(model: ExplainedModel, lossF: ExampleLoss, saveDir: string | null = null, XTrain: Tensor | null = null) {
    super(model, XTrain, lossF);
    this.saveDir = saveDir;
  }

  protected get gradients(): ParameterGradients {
    this.#gradients ??= new ParameterGradients(this.model, this.lossF!);
    return this.#gradients;
  }

  /** How many examples' gradients are in memory at once. */
  #rowsAtOnce(most = MOST_ROWS): number {
    return Math.max(1, Math.min(most, Math.floor(NUMBERS / this.gradients.size)));
  }

  get #compactAtOnce(): number {
    return this.#rowsAtOnce(MOST_COMPACT_ROWS);
  }

  /** Random directions for each parameter; null for none. */
  protected async directions({ projectionDim, seed = 0 }: ProjectionOptions): Promise<Tensor[] | null> {
    if (!projectionDim) return null;
    const all = projection(random.PRNGKey(seed) as Tensor, ops.zeros([this.gradients.size, projectionDim]));
    const parts = this.gradients.splitRows(ops.transpose(all)).map((part) => ops.transpose(part));
    await evaluate(parts);
    return parts;
  }

  /** Gradients of examples, or their projections, a row each, in parts: one for each parameter, or one in all. */
  protected gradientRows(examples: Tensor, directions: readonly Tensor[] | null): Promise<Tensor[]> {
    const { mode } = this.gradients;
    return partsInBlocks(examples, this.#rowsAtOnce(), (block) =>
      directions ? this.#projected(block, directions, mode) : this.#rows(block, mode),
    );
  }

  /**
   * Products of the gradients of tests with those of trainings, or of their projections: [tests, trainings]. Gradients of dense layers
   * with one row for each example are not written out.
   */
  protected async gradientProducts(test: Tensor, train: Tensor, directions: readonly Tensor[] | null): Promise<Tensor> {
    if (directions) return this.products(await this.gradientRows(test, directions), train, directions);
    await this.gradients.findProducts(rowsBetween(test, 0, 1));
    const { mode } = this.gradients;
    const most = this.#compactAtOnce * BLOCKS;
    const isOneRun = Math.max(test.shape[0]!, train.shape[0]!) <= most;
    const [found] = isOneRun
      ? this.#compactProductsOfBoth(train, test, mode)
      : await this.#compactProductsInRuns(train, test, most);
    const products = ops.transpose(found!);
    await evaluate([products]);
    return products;
  }

  async #compactProductsInRuns(train: Tensor, test: Tensor, most: number): Promise<Tensor[]> {
    const { mode } = this.gradients;
    const rows = await partsInBlocks(test, most, (some) => this.#compactRows(some, mode));
    return partsInBlocks(train, most, (some) => this.#compactProducts(some, rows, mode));
  }

  /** Products of rows, in parts [tests, ...], with the gradients of examples: [tests, examples]. */
  protected async products(
    rows: readonly Tensor[],
    examples: Tensor,
    directions: readonly Tensor[] | null,
  ): Promise<Tensor> {
    await evaluate([...rows]);
    const { mode } = this.gradients;
    if (!directions) {
      const [found] = await partsInBlocks(
        examples,
        this.#rowsAtOnce(),
        (block) => this.#products(block, rows, mode),
        1,
      );
      return found!;
    }
    const [projected] = await this.gradientRows(examples, directions);
    const found = ops.matmul(rows[0]!, ops.transpose(projected!));
    await evaluate([found]);
    return found;
  }
}

const sumOf = (parts: readonly Tensor[]): Tensor => parts.reduce((a, b) => a.add(b));
