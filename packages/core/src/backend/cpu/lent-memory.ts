import { dtypeInfo } from '../../dtype.js';
import type { Spec } from '../../graph/node.js';
import { sizeOf } from '../../shape.js';
import { type HostArray, unfilledArray } from '../../tensor/host-array.js';

/**
 * Memory of an array that each run writes anew: new pages, and the collector at work on megabytes outside of its heap, cost more than what is
 * written. Between runs it is referred to weakly, so that nothing is held for a program that runs no more.
 */
export class LentMemory {
  #free: WeakRef<ArrayBufferLike> | null = null;

  constructor(private readonly spec: Spec) {}

  /** An array of its own for each run, since others tell arrays apart by their identity; its elements are anything. */
  lend(): HostArray {
    const { dtype, shape } = this.spec;
    const { array } = dtypeInfo(dtype);
    const buffer = this.#free?.deref();
    this.#free = null;
    const fits = buffer?.byteLength === sizeOf(shape) * array.BYTES_PER_ELEMENT;
    const lent = fits ? { dtype, shape, data: new array(buffer as ArrayBuffer) } : unfilledArray(this.spec);
    lenders.set(lent, this);
    return lent;
  }

  /** Takes arrays back that nobody reads any more, wherever they are from. */
  static giveBack(arrays: readonly HostArray[]): void {
    for (const array of arrays) {
      const lender = lenders.get(array);
      if (!lender) continue;
      lenders.delete(array);
      lender.#free = new WeakRef(array.data.buffer);
    }
  }
}

const lenders = new WeakMap<HostArray, LentMemory>();
