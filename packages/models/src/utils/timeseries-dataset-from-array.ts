import { ops, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { asTensor, pythonFunction } from '@org/core/internal';
import { permutation } from '../data/permutation.js';
import { PyDataset, passOver } from '../data/py-dataset.js';

interface Windows {
  readonly data: Tensor;
  readonly targets: Tensor | null;
  /** Where each window begins. */
  readonly starts: Int32Array;
  readonly length: number;
  readonly samplingRate: number;
  /** Null for single windows, without a batch axis. */
  readonly batchSize: number | null;
  /** Null where windows keep their order. */
  readonly seed: number | null;
}

/** Batches of windows of a series. */
class TimeseriesDataset extends PyDataset {
  private order: Promise<Int32Array> | null = null;

  constructor(private readonly windows: Windows) {
    super();
  }

  override get length(): number {
    return Math.ceil(this.windows.starts.length / (this.windows.batchSize ?? 1));
  }

  /** In the order that it has: `fit` does not shuffle what Keras keeps in a tf.data.Dataset. */
  override [passOver](): AsyncGenerator<unknown, void, undefined> {
    return super[passOver]({ shuffle: false });
  }

  override async getItem(index: number): Promise<unknown> {
    const { data, targets, length, samplingRate, batchSize } = this.windows;
    const all = await this.shuffledStarts();
    const size = batchSize ?? 1;
    const starts = all.slice(index * size, (index + 1) * size);
    const lead = batchSize === null ? [] : [starts.length];
    const positions = Int32Array.from(
      { length: starts.length * length },
      (_, i) => starts[Math.floor(i / length)]! + (i % length) * samplingRate,
    );
    const x = ops.take(data, tensor(positions, [...lead, length]), 0);
    return targets ? [x, ops.take(targets, tensor(starts, lead), 0)] : x;
  }

  private shuffledStarts(): Promise<Int32Array> {
    const { starts, seed } = this.windows;
    this.order ??=
      seed === null
        ? Promise.resolve(starts)
        : permutation(starts.length, { seed }).then((order) => order.map((i) => starts[i]!));
    return this.order;
  }
}

/**
 * Windows of consecutive elements of a series, in batches for `fit`: [batch, sequenceLength, ...], with the target of each window
 * where targets are given. Target `i` belongs to the window that starts at element `i`.
 *
 * @param data the series, along the first axis
 * @param targets null for windows alone
 * @param sequenceStride between the starts of windows
 * @param samplingRate between the elements of a window
 * @param batchSize null: single windows, without a batch axis
 * @param shuffle whether windows are drawn in random order
 * @param format 'tf' or 'grain', which here make no difference
 * @throws ValueError for indices, strides and rates that do not fit the series
 * @example
 * const windows = timeseriesDatasetFromArray(series.slice(0, -4), series.slice(4), 4);
 * await model.fit(windows);
 */
export const timeseriesDatasetFromArray = /* @__PURE__ */ pythonFunction(
  'timeseries_dataset_from_array',
  [
    'data',
    'targets',
    'sequenceLength',
    'sequenceStride',
    'samplingRate',
    'batchSize',
    'shuffle',
    'seed',
    'startIndex',
    'endIndex',
    'format',
  ],
  (
    data: TensorLike,
    targets: TensorLike | null,
    sequenceLength: number,
    sequenceStride: number = 1,
    samplingRate: number = 1,
    batchSize: number | null = 128,
    shuffle: boolean = false,
    seed: number | null = null,
    startIndex: number | null = null,
    endIndex: number | null = null,
    format: 'tf' | 'grain' = 'tf',
  ): PyDataset => {
    if (format !== 'tf' && format !== 'grain') {
      throw new ValueError("`format` must be 'tf' or 'grain'.", { received: String(format) });
    }
    const series = asTensor(data);
    if (series.shape.length === 0) {
      throw new ValueError('`data` must be a series of values.', {
        expected: 'shape [time, ...]',
        received: 'a single value',
      });
    }
    const size = series.shape[0]!;
    const [start, end] = [startIndex ?? 0, endIndex ?? size];
    assertBetween('startIndex', start, 0, size - 1);
    assertBetween('endIndex', end, start + 1, size);
    assertBetween('samplingRate', samplingRate, 1, size - 1);
    assertBetween('sequenceStride', sequenceStride, 1, size - 1);
    const goals = targets === null ? null : asTensor(targets);
    const windows = Math.min(end - start - (sequenceLength - 1) * samplingRate, goals?.shape[0] ?? size);
    const count = Math.max(0, Math.ceil(windows / sequenceStride));
    return new TimeseriesDataset({
      data: series.at(`${start}:${end}`),
      targets: goals?.at(`${start}:`) ?? null,
      starts: Int32Array.from({ length: count }, (_, i) => i * sequenceStride),
      length: sequenceLength,
      samplingRate,
      batchSize,
      seed: shuffle ? (seed ?? Math.floor(Math.random() * 1e6)) : null,
    });
  },
);

function assertBetween(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new ValueError(`\`${name}\` is out of range for this series.`, {
    expected: `an integer from ${least} to ${most}`,
    received: String(value),
  });
}
