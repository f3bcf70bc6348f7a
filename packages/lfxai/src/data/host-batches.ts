import type { Tensor } from '@org/core';
import { DataLoader } from './data-loader.js';
import { fromTensor, type HostArray } from './host-array.js';

/** A loader, or anything else that yields batches `[inputs, labels]`, pass after pass. */
export type BatchSource = AsyncIterable<readonly Tensor[]> | Iterable<readonly Tensor[]>;

/** The batches of a source as arrays. */
export async function* hostBatches(source: BatchSource): AsyncGenerator<readonly HostArray[], void, undefined> {
  if (source instanceof DataLoader) yield* source.hostBatches();
  else for await (const batch of source) yield await Promise.all(batch.map(fromTensor));
}
