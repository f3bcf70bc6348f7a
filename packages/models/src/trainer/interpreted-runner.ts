import { interpret, type Tensor } from '@org/core';
import type { DataColumns } from '../data/array-data.js';
import { mapColumns, takeRows } from '../data/rows.js';
import type { Step } from './step-plan.js';
import type { Runner } from './step-runner.js';

/** `runEagerly`: the step's code runs anew for every batch, and its ops one by one in plain JavaScript. */
export class InterpretedRunner implements Runner {
  constructor(private readonly step: Step) {}

  suggestedSteps(): number {
    return 1;
  }

  async joinsBatches(): Promise<boolean> {
    return false;
  }

  async runOne(batch: DataColumns): Promise<unknown> {
    return interpret(this.step, [batch]);
  }

  async runMany(columns: DataColumns, order: Tensor, first: number, count: number): Promise<unknown> {
    const [, batchSize] = order.shape as [number, number];
    const samples = order.host!.data as Int32Array;
    let logs: unknown = null;
    for (let step = first; step < first + count; step++) {
      const chosen = samples.subarray(step * batchSize, (step + 1) * batchSize);
      logs = await this.runOne(mapColumns((column) => takeRows(column, chosen), columns));
    }
    return logs;
  }
}
