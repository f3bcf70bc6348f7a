/**
 * Milliseconds of CLUE and L2C on Adult, ours in the original's way (`compat`) and in ours beside the original's algorithms on JAX:
 * per training step, and for the counterfactuals of some rows. `npm run relax:speed [rounds]`, with RELAX_DATA_HOME and KERAS_PYTHON.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { random, type Tensor, utils } from '@org/models';
import * as relax from '@org/relax';
import { findPython, pythonContestant } from '../keras.js';
import { milliseconds, ratio, table } from '../table.js';
import { type Contestant, compete, timed } from '../timing.js';

const rounds = Number(process.argv[2] ?? 5);
const ROWS = { CLUE: 2000, L2C: 32_561 } as const;
const STEPS = 190;
type Name = keyof typeof ROWS;

/** A file of NumPy with float32 numbers. */
function npy(values: Float32Array, shape: readonly number[]): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  // With the ten bytes before it a multiple of 64.
  const header = `${text.padEnd(117)}\n`;
  const head = Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    Buffer.from(Uint16Array.of(header.length).buffer),
  ]);
  return Buffer.concat([head, Buffer.from(header), Buffer.from(values.buffer, values.byteOffset, values.byteLength)]);
}

const dm = await relax.loadData('adult');
utils.setRandomSeed(42);
const module = new relax.MLModule();
await module.train(dm, { epochs: 1, verbose: 0 });
const predFn: relax.PredFn = (xs) => module.predFn(xs);
const xs = dm.xs;
const values = (await xs.data()) as Float32Array;

async function trained(name: Name): Promise<relax.CLUE | relax.L2C> {
  const method = name === 'CLUE' ? new relax.CLUE() : new relax.L2C();
  method.setDataModule(dm);
  await method.train(dm, predFn, { epochs: 1, verbose: 0 });
  return method;
}

async function ours(name: Name, what: string, compat: relax.Compat): Promise<Contestant> {
  relax.setConfig({ compat });
  const method = await trained(name);
  const rows = xs.at(`0:${ROWS[name]}`) as Tensor;
  const rngKeys = random.split(random.PRNGKey(42), ROWS[name]) as Tensor;
  const [train] = dm.get('train');
  const data = method instanceof relax.L2C ? method.discretizer!.transform(train) : train;
  const network = method instanceof relax.L2C ? method.l2cModel! : method.vae;
  const fit = () =>
    network.fit(data.at(`0:${STEPS * 128}`) as Tensor, { batchSize: 128, epochs: 1, verbose: 0 } as never);
  const generate = async () => (await method.generateCfs(rows, { predFn, rngKeys })).data();
  return {
    name: compat ? 'ours' : 'mended',
    round: () => {
      relax.setConfig({ compat });
      return what === 'train' ? timed(STEPS, fit) : timed(1, generate);
    },
    close: async () => {},
  };
}

const python = findPython();
const folder = await mkdtemp(join(tmpdir(), 'relax-speed-'));
const lines: string[][] = [];
for (const name of Object.keys(ROWS) as Name[]) {
  for (const what of ['train', 'generate']) {
    const n = what === 'train' ? values.length / 29 : ROWS[name];
    const file = join(folder, `${name}-${what}.npy`);
    await writeFile(file, npy(values.subarray(0, n * 29), [n, 29]));
    const contestants = [await ours(name, what, 'jax-relax'), await ours(name, what, null)];
    if (python) contestants.push(pythonContestant('jax', python, ['relax_bench', name, what, file]));
    const timings = await compete(contestants, rounds);
    for (const contestant of contestants) await contestant.close();
    const [own, mended, jax] = ['ours', 'mended', 'jax'].map((each) => timings.get(each));
    const unit = what === 'train' ? 'ms/step' : `ms for ${n} rows`;
    lines.push([
      `${name} ${what}, ${unit}`,
      milliseconds(own!.wall),
      milliseconds(mended!.wall),
      jax ? milliseconds(jax.wall) : '',
      ratio(jax && jax.wall / own!.wall),
      milliseconds(own!.cpu),
      milliseconds(mended!.cpu),
      jax ? milliseconds(jax.cpu) : '',
      ratio(jax && jax.cpu / own!.cpu),
    ]);
    console.log(lines.at(-1)!.join('  '));
  }
}
await rm(folder, { recursive: true });
console.log(table(['', 'ours', 'mended', 'jax', 'jax / ours', 'CPU ours', 'mended', 'jax', 'jax / ours'], lines));
