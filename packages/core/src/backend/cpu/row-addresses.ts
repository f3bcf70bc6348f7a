import { FrameworkError } from '../../errors.js';
import { resolveIndex } from '../../primitives/indexing.js';
import { type Shape, stridesOf } from '../../shape.js';
import type { Numbers } from '../../tensor/host-array.js';
import { failedAt } from '../../tracing/location.js';

/** Rows in a memory. */
export interface Rows {
  /** Their number, along each axis that index vectors name. */
  readonly lead: Shape;
  readonly address: number;
  /** Bytes of a row. */
  readonly bytes: number;
}

/** Their numbers, as addresses. */
export const numbersOf = (lead: Shape): Rows => ({ lead, address: 0, bytes: 1 });

/**
 * Writes the addresses of the rows that index vectors name, as many as there is room for.
 *
 * @param index the elements of all vectors
 * @param first the vector to begin with
 * @param node the position of the node that asks, for errors, and `op` its name
 */
export function writeAddresses(
  addresses: Uint32Array,
  index: Numbers,
  first: number,
  { lead, address, bytes }: Rows,
  node?: number,
  op = 'scatter_nd',
): void {
  const depth = lead.length;
  const count = Math.min(addresses.length, index.length / depth - first);
  const strides = stridesOf(lead).map((stride) => stride * bytes);
  try {
    if (depth === 1) {
      const size = lead[0]!;
      for (let i = 0; i < count; i++) {
        const number = index[first + i]!;
        const row = number >= 0 && number < size ? number : resolveIndex(op, number, size);
        addresses[i] = address + row * bytes;
      }
      return;
    }
    for (let i = 0, k = first * depth; i < count; i++) {
      let place = address;
      for (let j = 0; j < depth; j++) place += resolveIndex(op, index[k++]!, lead[j]!) * strides[j]!;
      addresses[i] = place;
    }
  } catch (error) {
    if (error instanceof FrameworkError && node !== undefined) failedAt(error, node);
    throw error;
  }
}
