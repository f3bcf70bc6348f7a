import { isTensor, type Tensor, tree } from '@org/core';
import type { DataColumns } from '../data/array-data.js';
import { mapColumns, takeRows } from '../data/rows.js';
import type { Runner } from './step-runner.js';
import { type TextStage, throughTextStage } from './text-stage.js';

/** Numbers that a data set may become at once; of larger ones each batch is made when its turn comes. */
const MOST_NUMBERS = 2 ** 26;

const hasTexts = (columns: DataColumns): boolean =>
  tree.flatten<unknown>(columns).some((column) => isTensor(column) && column.dtype === 'string');

/** Runs steps on data with texts: what happens to these comes first. Texts of a model that does not say are given to its steps. */
export class TextRunner implements Runner {
  readonly #prepared = new WeakMap<DataColumns, Promise<DataColumns>>();

  /** @param stage what happens to texts; null where the model does not say, as a subclass that computes in `call` */
  constructor(
    private readonly runner: Runner,
    private readonly stage: TextStage | null,
    private readonly model: string,
  ) {}

  suggestedSteps(first: number): number {
    return this.runner.suggestedSteps(first);
  }

  joinsBatches(): Promise<boolean> {
    return this.runner.joinsBatches();
  }

  async runOne(batch: DataColumns): Promise<unknown> {
    return this.runner.runOne(await this.#prepare(batch));
  }

  async runMany(
    columns: DataColumns,
    order: Tensor,
    first: number,
    count: number,
    ...place: [step?: number, pass?: number]
  ): Promise<unknown> {
    if (!this.stage && !hasTexts(columns)) return this.runner.runMany(columns, order, first, count, ...place);
    if (this.#isAtOnce(columns)) {
      const prepared = this.#prepared.get(columns) ?? this.#prepare(columns);
      this.#prepared.set(columns, prepared);
      return this.runner.runMany(await prepared, order, first, count, ...place);
    }
    const batchSize = order.shape[1]!;
    const samples = order.host!.data as Int32Array;
    let logs: unknown = null;
    for (let row = first; row < first + count; row++) {
      const chosen = samples.subarray(row * batchSize, (row + 1) * batchSize);
      logs = await this.runOne(mapColumns((column) => takeRows(column, chosen), columns));
    }
    return logs;
  }

  /** Whether all samples may be prepared together: where no other sample tells the size of one, and there are not too many. */
  #isAtOnce(columns: DataColumns): boolean {
    const size = tree.flatten<unknown>(columns).find(isTensor)?.shape[0] ?? 0;
    const sizes = this.stage?.before.flatOutputs.map(({ shape }) => shape as readonly (number | null)[]) ?? [
      [null, null],
    ];
    const isOpen = sizes.some(([batch, ...others]) => batch !== null || others.includes(null));
    const numbers = sizes.reduce((sum, [, ...others]) => sum + others.reduce<number>((n, dim) => n * dim!, size), 0);
    return !isOpen && numbers <= MOST_NUMBERS;
  }

  async #prepare([x, y, sampleWeight]: DataColumns): Promise<DataColumns> {
    return [this.stage ? await throughTextStage(this.stage, x, this.model) : x, y, sampleWeight];
  }
}
