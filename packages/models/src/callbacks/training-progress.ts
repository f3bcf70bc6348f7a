/** Where a run of training has got to, beyond the weights and the optimizer: what a backup holds so that it goes on bit by bit. */
import { type Tensor, tensor, ValueError } from '@org/core';
import { randomState, setRandomState } from '@org/core/internal';
import { countedBy } from '../metrics/metric.js';
import type { Model } from '../model.js';
import type { H5Group } from '../saving/h5-store.js';
import { groupOf, tensorsOf } from '../saving/own-groups.js';
import { type Position, trainingOf } from '../trainer/trainer-state.js';

export interface Progress {
  readonly epoch: number;
  /** Of the program's random numbers: what seeds and orders are drawn from, and the generator behind `seed: null`. */
  readonly seeds?: Tensor;
  readonly orders?: Tensor;
  readonly generator?: Tensor | undefined;
  /** In the middle of a pass over arrays: where it goes on. */
  readonly position?: Position | undefined;
  /** In the middle of an epoch: the state of the metrics. */
  readonly metrics?: readonly Tensor[] | undefined;
}

const int32 = (...values: number[]): Tensor => tensor(Int32Array.from(values));

/** @param batch the last one that was seen of the epoch */
export function groupOfProgress(model: Model, epoch: number, batch: number): Promise<H5Group> {
  const { seeds, orders, generator } = randomState();
  const { position } = trainingOf(model);
  const isMidway = position !== null && position.seen > position.start;
  const metrics = isMidway ? countedBy(model.metrics).map(({ uncast }, i) => [`metric_${i}`, uncast]) : [];
  return groupOf({
    epoch: int32(epoch),
    batch: int32(batch),
    seeds: tensor(seeds),
    orders: tensor(position?.orders ?? orders),
    ...(generator && { generator }),
    ...(position && { position: int32(position.start, position.seen) }),
    ...Object.fromEntries(metrics),
  });
}

/** @throws ValueError for a group that is not as {@link groupOfProgress} makes it */
export function progressOf(group: H5Group, path: string): Progress {
  const { epoch, seeds, orders, generator, position, ...others } = tensorsOf(group);
  if (!epoch || seeds?.size !== 625 || orders?.size !== 625 || (position && position.size !== 2))
    throw new ValueError(`The backup '${path}' does not say where training was.`);
  const place = position ? positionOf(orders, position.host!.data as Int32Array) : null;
  const metrics = Object.keys(others).filter((name) => name.startsWith('metric_'));
  return {
    epoch: Number(epoch.host!.data[0]),
    seeds,
    orders,
    generator,
    ...(place && { position: place, metrics: metrics.map((_, i) => others[`metric_${i}`]!) }),
  };
}

const positionOf = (orders: Tensor, [start, seen]: Int32Array): Position => ({
  orders: wordsOf(orders),
  start: start!,
  seen: seen!,
});

const wordsOf = (words: Tensor): Uint32Array => words.host!.data as Uint32Array;

/** Lets the `fit` that is about to begin go on there. */
export function resumeFrom(model: Model, progress: Progress): void {
  const { epoch, seeds, orders, generator, position, metrics } = progress;
  const record = trainingOf(model);
  record.initialEpoch = epoch;
  record.position = position ?? null;
  record.resumedMetrics = metrics ?? null;
  record.isResumed = true;
  if (!seeds || !orders) return;
  setRandomState({ seeds: wordsOf(seeds), orders: wordsOf(orders), generator: generator ?? null });
}
