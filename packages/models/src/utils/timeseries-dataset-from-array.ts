import { ops, random, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { asTensor, pythonFunction } from '@org/core/internal';
import { RandomState } from '@org/core/python';
import { Dataset } from '../data/dataset.js';

interface Windows {
  readonly data: Tensor;
  readonly targets: Tensor | null;
  readonly length: number;
  readonly samplingRate: number;
  /** Null for single windows, without a batch axis. */
  readonly batchSize: number | null;
}

/** Batches of windows of a series. */
async function* batchesOf(windows: Windows, starts: Int32Array): AsyncGenerator<[Tensor, Tensor], void, undefined> {
  const { data, targets, length, samplingRate, batchSize } = windows;
  const size = batchSize ?? 1;
  for (let at = 0; at < starts.length; at += size) {
    const begin = starts.slice(at, at + size);
    const lead = batchSize === null ? [] : [begin.length];
    const positions = Int32Array.from(
      { length: begin.length * length },
      (_, i) => begin[Math.floor(i / length)]! + (i % length) * samplingRate,
    );
    const x = ops.take(data, tensor(positions, [...lead, length]), 0);
    yield (targets ? [x, ops.take(targets, tensor(begin, lead), 0)] : x) as [Tensor, Tensor];
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
 * @param shuffle whether windows come in random order, another one in each pass
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
  ): Dataset => {
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
    const most = Math.min(end - start - (sequenceLength - 1) * samplingRate, goals?.shape[0] ?? size);
    const count = Math.max(0, Math.ceil(most / sequenceStride));
    const windows = {
      data: series.at(`${start}:${end}`),
      targets: goals?.at(`${start}:`) ?? null,
      length: sequenceLength,
      samplingRate,
      batchSize,
    };
    const starts = Int32Array.from({ length: count }, (_, i) => i * sequenceStride);
    const order = shuffle ? new RandomState(seed ?? random.makeDefaultSeed() % 1_000_000) : null;
    const pass = () => {
      order?.shuffle(starts);
      return batchesOf(windows, starts.slice());
    };
    return new Dataset(pass, Math.ceil(count / (batchSize ?? 1)));
  },
);

function assertBetween(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new ValueError(`\`${name}\` is out of range for this series.`, {
    expected: `an integer from ${least} to ${most}`,
    received: String(value),
  });
}
