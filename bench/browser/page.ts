/** Steps of training in a page: the same networks here, in TensorFlow.js and in jax-js, in turn. */
import { defaultDevice, init } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { type Epoch, type Makers, networks, STEPS } from './networks.js';

const ROUNDS = 9;

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

/** The times of each, in rounds that take turns; a text where one cannot. */
async function compare(makers: Makers): Promise<Record<string, Times | string>> {
  const epochs = new Map<string, Epoch>();
  const results: Record<string, Times | string> = {};
  const first = new Map<string, number>();
  for (const [name, make] of Object.entries(makers)) {
    try {
      const start = performance.now();
      const epoch = await make();
      await epoch();
      first.set(name, performance.now() - start);
      await epoch();
      epochs.set(name, epoch);
    } catch (error) {
      results[name] = String(error).slice(0, 200);
    }
  }
  const walls = new Map<string, number[]>([...epochs.keys()].map((name) => [name, []]));
  const cpus = new Map<string, number[]>([...epochs.keys()].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, epoch] of epochs) {
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
  setWasmPaths('/');
  await tf.setBackend('wasm');
  await init('wasm');
  defaultDevice('wasm');
  const wanted = new URLSearchParams(location.search).getAll('network');
  const results: Record<string, unknown> = { isolated: crossOriginIsolated };
  for (const [name, makers] of Object.entries(networks))
    if (wanted.length === 0 || wanted.includes(name)) results[name] = await compare(makers);
  return results;
}

run().then(
  (result) => Object.assign(globalThis, { result: JSON.stringify(result) }),
  (error) => Object.assign(globalThis, { result: JSON.stringify({ error: String(error.stack) }) }),
);
