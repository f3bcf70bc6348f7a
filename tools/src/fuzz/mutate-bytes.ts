import { BOUNDARIES, type Random } from './random.js';

/** Changes, cuts, repeats or fills some bytes. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length === 0) return bytes;
  const at = random.below(bytes.length);
  const length = Math.min(random.pick([1, 2, 4, 8, 64, 512]), bytes.length - at);
  const kind = random.below(8);
  if (kind === 0) return bytes.slice(0, at);
  if (kind === 1) return joined(bytes.subarray(0, at), bytes.subarray(at + length));
  if (kind === 2) return joined(bytes.subarray(0, at + length), bytes.subarray(at));
  const result = bytes.slice();
  if (kind === 3) result.fill(random.pick([0, 255]), at, at + length);
  else if (kind === 4) result.copyWithin(at, random.below(bytes.length - length + 1), length);
  else if (kind < 7)
    for (let i = random.below(4); i >= 0; i--) result[random.below(bytes.length)]! ^= 1 << random.below(8);
  else writeNumber(result, at, random.pick(BOUNDARIES), random);
  return result;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const result = new Uint8Array(a.length + b.length);
  result.set(a);
  result.set(b, a.length);
  return result;
}

/** Writes a little-endian number of 2, 4 or 8 bytes where it fits. */
export function writeNumber(bytes: Uint8Array, at: number, value: number, random: Random): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const size = random.pick([2, 4, 8]);
  if (at + size > bytes.length) return;
  if (size === 2) view.setUint16(at, value, true);
  else if (size === 4) view.setUint32(at, value, true);
  else view.setBigUint64(at, BigInt(value), true);
}
