/** relax.strategy: how a function of one row is applied to many. */
import { jit, ops, type Tensor, tensor, ValueError } from '@org/core';
import { isCompat } from '../utils/index.js';
import { BaseStrategy, type MappedRows, mapped, type One, rowsBetween } from './base-strategy.js';
import { padDivisibleX } from './padding.js';

/**
 * One row after the other.
 *
 * @example
 * const cfs = await new IterativeStrategy()(fn, xs, predFn, yTargets, rngKeys);
 */
export class IterativeStrategy extends BaseStrategy {
  override map(one: One, rows: MappedRows): Promise<Tensor> {
    const single = ({ xs, yTargets, rngKeys }: MappedRows) =>
      ops.expandDims(one(xs.at(0) as Tensor, yTargets.at(0) as Tensor, rngKeys.at(0) as Tensor), 0);
    return inBatches(single, rows, 1);
  }
}

/** All rows at once, as one program: the default. */
export class VmapStrategy extends BaseStrategy {
  override map(one: One, rows: MappedRows): Promise<Tensor> {
    return inBatches(mapped(one), rows, rows.xs.shape[0]!);
  }
}

/**
 * `batchSize` rows at once, so that memory is bounded. In the original `batchSize` is the number of batches, which `compat` reproduces.
 *
 * @example
 * const cfs = await new BatchedVmapStrategy(1024)(fn, xs, predFn, yTargets, rngKeys);
 */
export class BatchedVmapStrategy extends BaseStrategy {
  readonly batchSize: number;

  constructor(batchSize: number | { batchSize: number }) {
    super();
    this.batchSize = positive('batchSize', typeof batchSize === 'number' ? batchSize : batchSize.batchSize);
  }

  override map(one: One, rows: MappedRows): Promise<Tensor> {
    return inBatches(mapped(one), rows, rowsOfBatch(this.batchSize, rows));
  }
}

export interface PmapOptions {
  /** How many groups of rows there are; by default as many as devices, which is one. */
  nDevices?: number | null;
  /** How the rows of a group are done: 'auto' and 'vmap' at once, 'iter' one by one. */
  strategy?: string;
}

/** Rows in groups for several devices; all share the one device that there is. */
export class PmapStrategy extends BaseStrategy {
  readonly nDevices: number;
  readonly strategy: string;

  constructor(nDevices: number | null | PmapOptions = null, strategy = 'auto') {
    super();
    const given = typeof nDevices === 'object' && nDevices !== null ? nDevices : { nDevices, strategy };
    this.nDevices = positive('nDevices', given.nDevices ?? 1);
    this.strategy = given.strategy ?? 'auto';
    if (!['auto', 'vmap', 'iter'].includes(this.strategy)) {
      throw new ValueError('PmapStrategy does not know this strategy.', {
        expected: `'auto', 'vmap' or 'iter'`,
        received: this.strategy,
      });
    }
  }

  override map(one: One, rows: MappedRows): Promise<Tensor> {
    if (this.strategy === 'iter') return new IterativeStrategy().map(one, rows);
    return inBatches(mapped(one), rows, padDivisibleX(rows.xs, this.nDevices).shape[1]!);
  }
}

/** {@link PmapStrategy}, of which each group is done in batches. */
export class BatchedPmapStrategy extends BaseStrategy {
  readonly batchSize: number;
  readonly nDevices: number;

  constructor(
    batchSize: number | { batchSize: number; nDevices?: number | null },
    nDevices: number | null | { nDevices?: number | null } = null,
  ) {
    super();
    const given = typeof batchSize === 'number' ? { batchSize } : batchSize;
    const devices = typeof nDevices === 'object' && nDevices !== null ? nDevices.nDevices : nDevices;
    this.batchSize = positive('batchSize', given.batchSize);
    this.nDevices = positive('nDevices', ('nDevices' in given ? given.nDevices : devices) ?? 1);
  }

  override map(one: One, rows: MappedRows): Promise<Tensor> {
    const each = Math.ceil(rowsOfBatch(this.batchSize, rows) / this.nDevices);
    return inBatches(mapped(one), rows, each);
  }
}

const rowsOfBatch = (batchSize: number, { xs }: MappedRows): number =>
  isCompat() ? Math.ceil(xs.shape[0]! / batchSize) : batchSize;

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new ValueError(`${name} is a positive whole number.`, { received: String(value) });
}

/** One batch after the other, compiled once; the last one begins earlier, so that it is full. */
async function inBatches(fn: (rows: MappedRows) => Tensor, rows: MappedRows, size: number): Promise<Tensor> {
  const total = rows.xs.shape[0]!;
  const run = jit(fn);
  const most = Math.min(size, total);
  let values: Float32Array | null = null;
  let shape: readonly number[] = [];
  for (let from = 0; from < total; from += most) {
    const start = Math.min(from, total - most);
    const result = run(rowsBetween(rows, start, start + most)) as Tensor;
    shape = result.shape.slice(1);
    const width = shape.reduce((a, b) => a * b, 1);
    values ??= new Float32Array(total * width);
    values.set((await result.data()) as Float32Array, start * width);
  }
  return tensor(values ?? new Float32Array(0), [total, ...shape]);
}
