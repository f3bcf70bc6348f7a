/**
 * Training and generation of the methods of @org/relax that search or train by themselves, on all rows of a data set: wall time and time
 * of the processor. The counterpart is python/relax_optim_bench.py.
 *
 *     node --import tsx bench/src/relax-methods.ts FOLDER [VanillaCF,ProtoCF] [compat]
 *
 * FOLDER holds `data.csv` and `configs.json`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ops, type Tensor, utils } from '@org/models';
import * as relax from '@org/relax';

const METHODS: Readonly<Record<string, readonly [make: () => relax.CFModule, rows: number]>> = {
  VanillaCF: [() => new relax.VanillaCF(), Number.POSITIVE_INFINITY],
  ProtoCF: [() => new relax.ProtoCF(), Number.POSITIVE_INFINITY],
  CounterNet: [() => new relax.CounterNet(), Number.POSITIVE_INFINITY],
  GrowingSphere: [() => new relax.GrowingSphere(), 2000],
  DiverseCF: [() => new relax.DiverseCF(), 2000],
};

const [folder, names = Object.keys(METHODS).join(), mode = 'fixed'] = process.argv.slice(2);
if (!folder) throw new Error('The folder of a data set is needed.');
const { data_configs } = JSON.parse(readFileSync(join(folder, 'configs.json'), 'utf8'));
const { batch_size: _batchSize, ...settings } = data_configs;
const dm = await relax.DataModule.fromConfig({ ...settings, data_dir: join(folder, 'data.csv') } as never);

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

/** What a task takes, in milliseconds of the clock and of the processor. */
async function timed(task: () => Promise<unknown>): Promise<readonly [wall: number, cpu: number]> {
  const [wall, used] = [performance.now(), cpu()];
  await task();
  return [performance.now() - wall, cpu() - used];
}

utils.setRandomSeed(42);
const module = await new relax.MLModule().train(dm as never, { batchSize: 128, epochs: 3, verbose: 0 });
if (mode === 'compat') relax.setConfig({ compat: 'jax-relax' });

/** Training and generation by one method. */
async function measure(name: string): Promise<void> {
  const [make, limit] = METHODS[name]!;
  const method = make();
  method.setDataModule(dm as never);
  if (method instanceof relax.ParametricCFModule) {
    const steps = Math.ceil(dm.trainIndices.length / 128);
    const train = (epochs: number) =>
      method.train(dm, null, { epochs, ...(name === 'ProtoCF' && { verbose: 0 }) } as never);
    // One epoch with compilation, then the others.
    await train(1);
    const [wall, used] = await timed(() => train(4));
    console.log(name, 'training, ms a step', (wall / steps / 4).toFixed(2), 'cpu', (used / steps / 4).toFixed(2));
  }
  const xs = (dm.xs.shape[0]! > limit ? dm.xs.at(`0:${limit}`) : dm.xs) as Tensor;
  const predFn = (rows: Tensor) => (method instanceof relax.CounterNet ? method : module).predFn(rows);
  let cfs: Tensor = xs;
  const [wall, used] = await timed(async () => {
    cfs = await method.generateCfs(xs, { predFn });
    await cfs.data();
  });
  const found = cfs.at(':', 0) as Tensor;
  const classes = (rows: Tensor) => ops.argmax(predFn(rows), -1);
  const validity = (await ops.mean(ops.notEqual(classes(xs), classes(found)).cast('float32')).item()) as number;
  const proximity = (await ops.mean(ops.sum(ops.abs(found.sub(xs)), -1)).item()) as number;
  console.log(
    ...[name, mode, xs.shape[0], 'rows, s', (wall / 1e3).toFixed(2), 'cpu', (used / 1e3).toFixed(2)],
    ...['validity', validity.toFixed(3), 'proximity', proximity.toFixed(3)],
  );
}

for (const name of names.split(',')) await measure(name);
