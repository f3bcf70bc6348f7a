/**
 * The methods of @org/relax on real data: accuracy, validity, proximity, sparsity, distance from the data, runtime; in the original's way
 * and in ours. Proximity is the mean over all rows, those without a valid counterfactual among them, which often lie where they were: the
 * last table has both ways over the rows alone for which both are valid.
 *
 * `npm run relax:benchmark -- [--data adult,german] [--methods L2C,CLUE] [--modes compat,fixed] [--rows 2000] [--models folder] [--out folder]`
 *
 * With `--models`, the predictor of a data set is read from the folder of its name there, as the original's `MLModule.save` wrote it: then
 * both explain the same. RELAX_DATA_HOME names the folder with the data; without it the original's files are downloaded.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ops, tensor, utils } from '@org/models';
import * as relax from '@org/relax';
import { compareOverBoth, type Distances, validDistances } from './both-valid.js';
import { drawBenchmark } from './draw.js';
import { METHODS, type MethodName } from './methods.js';
import { compareWithOriginal } from './original.js';

const DATA = ['adult', 'german', 'credit', 'cancer', 'heloc', 'student_performance', 'titanic', 'churn'];
const MODES = ['compat', 'fixed'] as const;
type Mode = (typeof MODES)[number];

/** One line of the table. */
export interface Line extends relax.ResultRecord {
  readonly mode: Mode;
  readonly rows: number;
  readonly acc: number;
  readonly validity: number;
  readonly proximity: number;
}

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: DATA.join() },
    methods: { type: 'string', default: Object.keys(METHODS).join() },
    modes: { type: 'string', default: MODES.join() },
    rows: { type: 'string' },
    models: { type: 'string' },
    out: { type: 'string', default: 'relax-benchmark' },
  },
});
const limit = options.rows ? Number(options.rows) : Number.POSITIVE_INFINITY;

/** The first rows of the testing part alone, where there are more than asked for. */
function limited(dm: relax.DataModule): relax.DataModule {
  if (dm.xs.shape[0]! <= limit) return dm;
  const rows = tensor(Int32Array.from(dm.testIndices.slice(0, limit)));
  const part = (list: relax.FeaturesList) =>
    new relax.FeaturesList(
      [...list].map((feature) => feature.withTransformedData(ops.take(feature.transformedData, rows, 0))),
    );
  const config = new relax.DataModuleConfig({ dataName: dm.name });
  return new relax.DataModule(part(dm.features), part(dm.label), { config });
}

async function run(
  dm: relax.DataModule,
  predFn: relax.PredFn,
  name: string,
  mode: Mode,
): Promise<{ line: Line; distances: Distances }> {
  relax.setConfig({ compat: mode === 'compat' ? 'jax-relax' : null });
  utils.setRandomSeed(42);
  const method = METHODS[name as MethodName]();
  const start = performance.now();
  await relax.prepareCfModule(method, dm, predFn, name === 'CounterNet' ? null : { verbose: 0 });
  const training = (performance.now() - start) / 1000;
  const explanation = await relax.generateCfExplanations(method, limited(dm), predFn);
  const metrics = ['acc', 'validity', 'proximity', 'sparsity', 'manifold_dist', 'constraint_violation', 'runtime'];
  const [record] = await relax.benchmarkCfs([explanation], metrics);
  const rows = explanation.xs.shape[0]!;
  const { data, method: _name, ...measured } = record!;
  const line = { data: dm.name || data, method: name, mode, rows, ...measured, training } as unknown as Line;
  return { line, distances: await validDistances(explanation) };
}

await mkdir(options.out, { recursive: true });
const lines: Line[] = [];
const both: ReturnType<typeof compareOverBoth>[] = [];
for (const name of options.data.split(',')) {
  relax.setConfig({ compat: null });
  const dm = await relax.loadData(name);
  // By the original's random numbers: its predictor, which its numbers were measured with.
  relax.setConfig({ compat: 'jax-relax' });
  utils.setRandomSeed(42);
  const module = options.models
    ? await relax.MLModule.loadFromPath(join(options.models, name))
    : await new relax.MLModule().train(dm, { verbose: 0 });
  const predFn = (xs: Parameters<relax.PredFn>[0]) => module.predFn(xs);
  for (const method of options.methods.split(',')) {
    const distances = new Map<Mode, Distances>();
    for (const mode of options.modes.split(',') as Mode[]) {
      try {
        const found = await run(dm, predFn, method, mode);
        const line = { ...found.line, data: name };
        distances.set(mode, found.distances);
        lines.push(line);
        console.log(
          relax.ResultTable.from([line])
            .toString()
            .split('\n')
            .slice(lines.length === 1 ? 0 : 1)
            .join('\n'),
        );
      } catch (error) {
        console.log(`${name}  ${method}  ${mode}  ${(error as Error).message.split('\n')[0]}`);
      }
      await writeFile(join(options.out, 'results.json'), JSON.stringify(lines, null, 1));
    }
    const [compat, fixed] = [distances.get('compat'), distances.get('fixed')];
    if (compat && fixed) both.push(compareOverBoth(name, method, compat, fixed));
  }
}
console.log(`\n${String(relax.ResultTable.from(lines))}`);
const compared = compareWithOriginal(lines);
if (compared.length > 0)
  console.log(`\nThe original's numbers and those of its way here:\n${String(relax.ResultTable.from(compared))}`);
if (both.length > 0)
  console.log(`\nProximity over the rows that are valid in both ways:\n${String(relax.ResultTable.from(both))}`);
await drawBenchmark(lines, options.out);
console.log(`\nCharts and numbers are in ${options.out}`);
