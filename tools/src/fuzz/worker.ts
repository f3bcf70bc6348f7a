/**
 * A child process that loads mutants of sound files: `worker.ts <seed> <folder>`. It writes each to a file before it is loaded, and tells
 * its parent; so the parent knows which one it was when nothing is heard any more.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as keras from '@org/models';
import { peakMemory } from '@org/testing';
import { load } from './load.js';
import { mutateHdf5 } from './mutate-hdf5.js';
import { mutateLegacy } from './mutate-legacy.js';
import { mutateProtobuf } from './mutate-protobuf.js';
import { mutateArchive } from './mutate-zip.js';
import { Random } from './random.js';
import { makeSeeds, modelFor } from './seeds.js';

export interface Report {
  readonly type: 'begun' | 'ended';
  readonly path: string;
  readonly seedName: string;
  readonly loaded?: boolean;
  readonly violation?: string | null;
}

/** Beyond four times the size of a file. */
const ALLOWANCE = 300e6;
const MUTATE = { keras: mutateArchive, h5: mutateHdf5, legacy: mutateLegacy, onnx: mutateProtobuf };
const ENDINGS = { keras: 'keras', h5: 'weights.h5', legacy: 'h5', onnx: 'onnx' };

const [first, folder] = [Number(process.argv[2]), process.argv[3]!];
const report = (message: Report): void => void process.send!(message);
const rss = (): number => process.memoryUsage.rss();

const seeds = await makeSeeds(folder);
const models = new Map<string, keras.Model>();
for (const seed of seeds) if (seed.kind === 'h5') models.set(seed.name, modelFor(seed));
// What the program needs by itself is not counted.
for (const { kind, name, bytes } of seeds) {
  const path = join(folder, `sound.${ENDINGS[kind]}`);
  await writeFile(path, bytes);
  const { violation } = await load(kind, path, models.get(name) ?? null);
  if (violation && kind !== 'h5' && !name.startsWith('lookup')) throw new Error(`${name}: ${violation}`);
}

for (let seed = first; ; seed++) {
  const random = new Random(seed);
  const { kind, name, bytes } = random.pick(seeds);
  const mutant = MUTATE[kind](bytes, random);
  const path = join(folder, `case-${seed}.${ENDINGS[kind]}`);
  await writeFile(path, mutant);
  globalThis.gc?.();
  const [before, highest] = [rss(), peakMemory()];
  report({ type: 'begun', path, seedName: name });
  const { loaded, violation } = await load(kind, path, models.get(name) ?? null);
  const used = peakMemory() > highest ? peakMemory() - before : 0;
  const tooMuch =
    used > 4 * mutant.length + ALLOWANCE ? `${Math.round(used / 1e6)} MB for ${mutant.length} bytes` : null;
  report({ type: 'ended', path, seedName: name, loaded, violation: violation ?? tooMuch });
  // The highest mark is never lowered, so that it would hide what later files take.
  if (tooMuch || peakMemory() > 1.5e9) process.exit();
}
