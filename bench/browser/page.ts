/** Steps of training in a page: the same networks here, in TensorFlow.js and in jax-js, in turn. */
import { type Device, type Epoch, type Library, STEPS } from './data.js';

const ROUNDS = 9;
/** Milliseconds after which no further round is begun for a library. */
const ENOUGH = 20_000;

/** Each comes with its own part of the program, so that a page with one of them loads no other. */
const LIBRARIES: Readonly<Record<string, () => Promise<{ library: Library }>>> = {
  ours: () => import('./ours.js'),
  'TensorFlow.js': () => import('./tensorflow.js'),
  'jax-js': () => import('./jax.js'),
};

const { cpuTime } = globalThis as unknown as {
  /** Milliseconds that the processor has worked for pages so far: what else the machine does is not counted. */
  cpuTime(): Promise<number>;
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const rounded = (milliseconds: number): number => Number(milliseconds.toPrecision(3));

interface Times {
  /** Milliseconds of a step, by the clock and by the processor, whose threads add up. */
  readonly wall: number;
  readonly cpu: number;
  /** From nothing to the end of an epoch. */
  readonly firstEpoch: number;
}

/** The times of each library that has the network, in rounds that take turns; a text where one cannot. */
async function compare(network: string, libraries: ReadonlyMap<string, Library>): Promise<object> {
  const epochs = new Map<string, Epoch>();
  const results: Record<string, Times | string> = {};
  const first = new Map<string, number>();
  for (const [name, library] of libraries) {
    try {
      const start = performance.now();
      const epoch = library.networks[network]!();
      await epoch();
      first.set(name, performance.now() - start);
      if (first.get(name)! < ENOUGH) await epoch();
      epochs.set(name, epoch);
    } catch (error) {
      results[name] = String(error).slice(0, 200);
    }
  }
  const walls = new Map<string, number[]>([...epochs.keys()].map((name) => [name, []]));
  const cpus = new Map<string, number[]>([...epochs.keys()].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, epoch] of epochs) {
      const spent = walls.get(name)!.reduce((sum, step) => sum + step * STEPS, 0);
      if (spent > ENOUGH) continue;
      const [start, worked] = [performance.now(), await cpuTime()];
      await epoch();
      walls.get(name)!.push((performance.now() - start) / STEPS);
      cpus.get(name)!.push(((await cpuTime()) - worked) / STEPS);
    }
  }
  for (const name of epochs.keys()) {
    const [wall, cpu] = [median(walls.get(name)!), median(cpus.get(name)!)].map(rounded) as [number, number];
    results[name] = { wall, cpu, firstEpoch: Math.round(first.get(name)!) };
  }
  return results;
}

async function run(): Promise<unknown> {
  const asked = new URLSearchParams(location.search);
  const device = asked.get('device') as Device;
  const [only, wanted] = [asked.get('library'), asked.getAll('network')];
  const libraries = new Map<string, Library>();
  for (const [name, load] of Object.entries(LIBRARIES)) {
    if (only && name !== only) continue;
    const { library } = await load();
    await library.begin(device);
    libraries.set(name, library);
  }
  if (only) {
    await libraries.get(only)!.networks[wanted[0]!]!()();
    return Math.round(performance.now());
  }
  const results: Record<string, unknown> = { device, isolated: crossOriginIsolated };
  for (const network of wanted) results[network] = await compare(network, libraries);
  return results;
}

run().then(
  (result) => Object.assign(globalThis, { result: JSON.stringify(result) }),
  (error) => Object.assign(globalThis, { result: JSON.stringify({ error: String(error.stack) }) }),
);
