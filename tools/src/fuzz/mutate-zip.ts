import { unzipSync, zipSync } from 'fflate';
import { mutateBytes } from './mutate-bytes.js';
import { mutateHdf5 } from './mutate-hdf5.js';
import { type Json, mutateJson, pythonJson } from './mutate-json.js';
import { BOUNDARIES, type Random } from './random.js';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const encode = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Changes an archive, or what lies in it: entries whose contents changed have the right checksums. */
export function mutateArchive(bytes: Uint8Array, random: Random): Uint8Array {
  const kind = random.below(20);
  if (kind === 0) return mutateBytes(bytes, random);
  if (kind < 4) return mutateRecords(bytes, random);
  const entries: Record<string, Uint8Array> = unzipSync(bytes);
  if (kind < 13) {
    const config = JSON.parse(text(entries['config.json']!)) as Json;
    mutateJson(config, random);
    entries['config.json'] = encode(pythonJson(config));
  } else if (kind < 14) entries['config.json'] = mutateBytes(entries['config.json']!, random);
  else if (kind < 18) entries['model.weights.h5'] = mutateHdf5(entries['model.weights.h5']!, random);
  else if (kind < 19) delete entries[random.pick(Object.keys(entries))];
  else Object.assign(entries, bombs(random));
  return zipSync(entries, { level: random.pick([0, 1]) });
}

/** Entries that inflate to much, or are many. */
function bombs(random: Random): Record<string, Uint8Array> {
  const name = random.pick(['model.weights.h5', 'config.json', 'metadata.json', 'assets/x', 'other']);
  if (random.chance(0.7)) return { [name]: new Uint8Array(random.pick([2 ** 20, 2 ** 24, 2 ** 26])) };
  return Object.fromEntries(Array.from({ length: 3500 }, (_, i) => [`assets/${i}`, new Uint8Array(1000)]));
}

const SIGNATURES = [0x04034b50, 0x02014b50, 0x06054b50];

/** Changes fields of the records that describe entries. */
function mutateRecords(bytes: Uint8Array, random: Random): Uint8Array {
  const result = bytes.slice();
  const view = new DataView(result.buffer);
  const starts: number[] = [];
  for (let at = 0; at + 22 <= bytes.length; at++) if (SIGNATURES.includes(view.getUint32(at, true))) starts.push(at);
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.pick(starts) + 4 + 2 * random.below(21);
    const value = random.chance(0.3) ? random.pick(starts) : random.pick([...BOUNDARIES, bytes.length]);
    if (at + 4 <= bytes.length) random.chance(0.5) ? view.setUint16(at, value, true) : view.setUint32(at, value, true);
  }
  return result;
}
