/**
 * The methods on Adult, in the original's way and in ours, beside jax-relax itself: milliseconds per step of training (batches of 128, the
 * first epoch left out), and of the counterfactuals of some rows by `generateCfExplanations`, the first time and later.
 * `npm run relax:speed -- [--methods L2C,CLUE] [--what train,generate] [--rounds 3]`, with RELAX_DATA_HOME. JAX_RELAX names the folders of
 * the original's sources, and KERAS_PYTHON a Python that runs them; without them there is ours alone.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { callbacks, ops, tensor, utils } from '@org/models';
import * as relax from '@org/relax';
import { findPython, pythonContestant } from '../keras.js';
import { milliseconds, ratio, table } from '../table.js';
import { type Contestant, median, type Timing, timed } from '../timing.js';
import { METHODS, type MethodName } from './methods.js';

const { values: options } = parseArgs({
  options: {
    methods: { type: 'string', default: Object.keys(METHODS).join() },
    what: { type: 'string', default: 'train,generate' },
    modes: { type: 'string', default: 'compat,fixed' },
    rounds: { type: 'string', default: '3' },
  },
});
const EPOCHS = 4;
/** How many rows are explained, where all of Adult's take long. */
const ROWS: Partial<Record<MethodName, number>> = { DiverseCF: 2000, GrowingSphere: 500, CCHVAE: 2000, CLUE: 2000 };
const ALL = 32_561;

const dm = await relax.loadData('adult');
utils.setRandomSeed(42);
const module = new relax.MLModule();
await module.train(dm, { epochs: 3, verbose: 0 });
const predFn: relax.PredFn = (xs) => module.predFn(xs);
const folder = await mkdtemp(join(tmpdir(), 'relax-speed-'));
const predictor = join(folder, 'predictor');
await module.save(predictor);
const python = process.env.JAX_RELAX ? findPython() : null;

/** A signal that notes when CounterNet begins an epoch. Its `onEpoch` asks for losses of the data for validation, which the original's loop here leaves out. */
function signalBetween(mark: () => void): AbortSignal {
  const { signal } = new AbortController();
  signal.throwIfAborted = mark;
  return signal;
}

/** Trains a method; the milliseconds of each step after the first epoch. */
async function train(name: MethodName, epochs: number): Promise<{ method: relax.CFModule; timing: Timing }> {
  const method = METHODS[name]();
  const times: { wall: number; cpu: number }[] = [];
  const mark = () => {
    const { user, system } = process.cpuUsage();
    times.push({ wall: performance.now(), cpu: (user + system) / 1000 });
  };
  if (name === 'CounterNet') {
    await relax.prepareCfModule(method, dm, predFn, { epochs, signal: signalBetween(mark) } as never);
    mark();
    times.shift();
  } else {
    const config = { epochs, verbose: 0, callbacks: [new callbacks.LambdaCallback({ onEpochEnd: mark })] };
    await relax.prepareCfModule(method, dm, predFn, config as never);
  }
  const steps = (epochs - 1) * Math.ceil(dm.trainIndices.length / 128);
  const [first, last] = [times[0], times.at(-1)];
  const per = (field: keyof Timing) => (first && last ? (last[field] - first[field]) / steps : Number.NaN);
  return { method, timing: { wall: per('wall'), cpu: per('cpu') } };
}

/** The first rows of the data. */
function firstRows(count: number): relax.DataModule {
  const rows = tensor(Int32Array.from({ length: count }, (_, i) => i));
  const part = (list: relax.FeaturesList) =>
    new relax.FeaturesList(
      [...list].map((feature) => feature.withTransformedData(ops.take(feature.transformedData, rows, 0))),
    );
  return new relax.DataModule(part(dm.features), part(dm.label), {
    config: new relax.DataModuleConfig({ dataName: 'adult' }),
  });
}

async function ours(name: MethodName, what: string, mode: string): Promise<Contestant> {
  const compat = mode === 'compat' ? 'jax-relax' : null;
  relax.setConfig({ compat });
  const close = async () => {};
  if (what === 'train') {
    const round = async () => {
      relax.setConfig({ compat });
      return (await train(name, EPOCHS)).timing;
    };
    return { name: mode, round, close };
  }
  const { method } = await train(name, 1);
  const rows = name in ROWS ? firstRows(ROWS[name]!) : dm;
  const round = () => {
    relax.setConfig({ compat });
    return timed(1, async () => (await relax.generateCfExplanations(method, rows, predFn)).cfs.data());
  };
  return { name: mode, round, close };
}

const lines: string[][] = [];
const modes = options.modes.split(',');
for (const name of options.methods.split(',') as MethodName[]) {
  for (const what of options.what.split(',')) {
    if (what === 'train' && !(METHODS[name]() instanceof relax.ParametricCFModule)) continue;
    const rows = ROWS[name] ?? ALL;
    const contestants: Contestant[] = [];
    for (const mode of modes) contestants.push(await ours(name, what, mode));
    if (python)
      contestants.push(pythonContestant('original', python, ['relax_original', name, what, String(rows), predictor]));
    const timings = contestants.map((): Timing[] => []);
    for (let round = 0; round <= Number(options.rounds); round++)
      for (const [i, contestant] of contestants.entries()) timings[i]!.push(await contestant.round());
    for (const contestant of contestants) await contestant.close();
    const add = (title: string, of: (all: readonly Timing[], field: keyof Timing) => number) => {
      for (const field of ['wall', 'cpu'] as const) {
        const each = timings.map((all) => of(all, field));
        const original = python ? each.at(-1) : undefined;
        const numbers = each.slice(0, modes.length);
        lines.push([
          `${name} ${title}, ${field}`,
          ...numbers.map(milliseconds),
          milliseconds(original),
          ...numbers.map((own) => ratio(original && original / own)),
        ]);
        console.log(lines.at(-1)!.join('  '));
      }
    };
    if (what === 'generate') add(`${rows} rows, first time`, (all, field) => all[0]![field]);
    add(what === 'train' ? 'ms/step' : `${rows} rows`, (all, field) => median(all.slice(1).map((each) => each[field])));
  }
}
await rm(folder, { recursive: true });
console.log(table(['', ...modes, 'original', ...modes.map((mode) => `original / ${mode}`)], lines));
