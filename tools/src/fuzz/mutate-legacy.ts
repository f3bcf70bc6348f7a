import { mutateHdf5 } from './mutate-hdf5.js';
import { type Json, mutateJson, pythonJson } from './mutate-json.js';
import type { Random } from './random.js';

const PRINTED = 0x20;

/** Where texts of JSON lie: between bytes that are no letters. */
function textsIn(bytes: Uint8Array): [start: number, end: number][] {
  const texts: [number, number][] = [];
  for (let start = 1; start < bytes.length; start++) {
    if (bytes[start] !== 0x7b || bytes[start + 1] !== 0x22 || bytes[start - 1]! >= PRINTED) continue;
    let end = start;
    while (end < bytes.length && bytes[end]! >= PRINTED) end++;
    texts.push([start, end]);
    start = end;
  }
  return texts;
}

/** Changes an `.h5` file of Keras 2, or one of the configs in it; a text that is too long for its place is cut off. */
export function mutateLegacy(bytes: Uint8Array, random: Random): Uint8Array {
  const texts = textsIn(bytes);
  if (texts.length === 0 || random.chance(0.4)) return mutateHdf5(bytes, random);
  const result = bytes.slice();
  const [start, end] = random.pick(texts);
  const config = JSON.parse(new TextDecoder().decode(bytes.subarray(start, end))) as Json;
  mutateJson(config, random);
  const changed = new TextEncoder().encode(pythonJson(config)).subarray(0, end - start);
  result.fill(PRINTED, start, end);
  result.set(changed, start);
  return result;
}
