import { dtypeInfo, fromHost, interpret, isTensor, type Tensor, tree } from '@org/core';
import type { DataColumns } from '../data/array-data.js';
import type { Runner, Step } from './step-runner.js';

/** `runEagerly`: the step's code runs anew for every batch, and its ops one by one in plain JavaScript. */
export class InterpretedRunner implements Runner {
  readonly suggestedSteps = 1;

  constructor(private readonly step: Step) {}

  async runOne(batch: DataColumns): Promise<unknown> {
    return interpret(this.step, [batch]);
  }

  async runMany(columns: DataColumns, order: Tensor, first: number, count: number): Promise<unknown> {
    const [, batchSize] = order.shape as [number, number];
    const samples = order.storage!.data as Int32Array;
    let logs: unknown = null;
    for (let step = first; step < first + count; step++) {
      const chosen = samples.subarray(step * batchSize, (step + 1) * batchSize);
      const pick = (leaf: unknown): unknown => (isTensor(leaf) ? rowsAt(leaf, chosen) : leaf);
      logs = await this.runOne(tree.mapStructure(pick, columns) as unknown as DataColumns);
    }
    return logs;
  }
}

/** Some rows of a concrete tensor, copied. */
function rowsAt(x: Tensor, rows: Int32Array): Tensor {
  const { data, dtype, shape } = x.storage!;
  const size = shape.slice(1).reduce((n, dim) => n * dim, 1);
  const result = new (dtypeInfo(dtype).array)(rows.length * size);
  rows.forEach((row, i) => {
    result.set(data.subarray(row * size, (row + 1) * size) as never, i * size);
  });
  return fromHost({ dtype, shape: [rows.length, ...shape.slice(1)], data: result });
}
