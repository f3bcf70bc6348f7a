import { mutateBytes, writeNumber } from './mutate-bytes.js';
import { BOUNDARIES, type Random } from './random.js';

const SIGNATURES = ['TREE', 'SNOD', 'HEAP', 'OHDR', 'OCHK', '\x89HDF'];

/** Where structures begin: at their signatures, and object headers of version 1 behind addresses that lead to them. */
function structuresIn(bytes: Uint8Array): { starts: number[]; pointers: number[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = new Set<number>();
  const pointers: number[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 4) {
    if (SIGNATURES.includes(String.fromCharCode(...bytes.subarray(at, at + 4)))) starts.add(at);
    const target = Number(view.getBigUint64(at, true));
    if (target === 0 || target + 16 > bytes.length) continue;
    pointers.push(at);
    if (bytes[target] === 1 && bytes[target + 1] === 0) starts.add(target);
  }
  return { starts: [...starts], pointers };
}

/** Changes sizes, counts, kinds and addresses in the structures of an HDF5 file. */
export function mutateHdf5(bytes: Uint8Array, random: Random): Uint8Array {
  if (random.chance(0.15)) return mutateBytes(bytes, random);
  const result = bytes.slice();
  const { starts, pointers } = structuresIn(bytes);
  if (starts.length === 0 || pointers.length === 0) return mutateBytes(bytes, random);
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const start = random.pick(starts);
    const at = Math.min(start + random.below(random.pick([16, 32, 128])), bytes.length - 9);
    const kind = random.below(7);
    if (kind === 0) result[at] = random.below(256);
    else if (kind === 1)
      writeNumber(result, at & ~1, random.pick([...BOUNDARIES, bytes.length, bytes.length - 1]), random);
    else if (kind === 2) writeNumber(result, at & ~7, random.pick(starts), random);
    else if (kind === 3)
      new DataView(result.buffer).setBigUint64(random.pick(pointers), BigInt(random.pick(starts)), true);
    else if (kind === 4) result.copyWithin(start, random.pick(starts), random.pick(starts));
    else if (kind === 5) result.fill(255, at, at + random.pick([1, 4, 8]));
    else result[at] = (result[at]! + random.pick([1, -1, 128])) & 255;
  }
  return result;
}
