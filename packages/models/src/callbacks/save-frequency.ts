import { ValueError } from '@org/core';

/** Every so many batches, or after each epoch. */
export type SaveFrequency = number | 'epoch';

/** Counts batches, and says when it is time to save. */
export class SaveSchedule {
  #seen = 0;
  #lastBatch = -1;

  /** @throws ValueError for anything but 'epoch' and integers */
  constructor(readonly frequency: SaveFrequency) {
    if (frequency !== 'epoch' && !Number.isInteger(frequency)) {
      throw new ValueError(`Unrecognized saveFreq: ${frequency}.`, { expected: "'epoch', or a number of batches" });
    }
  }

  get isByEpoch(): boolean {
    return this.frequency === 'epoch';
  }

  /** Whether to save after this batch. A batch number that does not grow begins a new epoch. */
  isDue(batch: number): boolean {
    if (this.frequency === 'epoch') return false;
    this.#seen += batch > this.#lastBatch ? batch - this.#lastBatch : batch + 1;
    this.#lastBatch = batch;
    if (this.#seen < this.frequency) return false;
    this.#seen = 0;
    return true;
  }
}
