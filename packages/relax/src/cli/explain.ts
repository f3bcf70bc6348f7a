/** `relax explain`: counterfactuals of the rows of a table. */
import { ops, random, type Tensor, tensor } from '@org/core';
import { utils } from '@org/models';
import type { FeaturesList, TableRow } from '../data/features/index.js';
import type { DataModule } from '../data/module/index.js';
import { classNames } from '../explain/classes.js';
import { prepareCfModule, prepareRngKeys } from '../explain/index.js';
import {
  CCHVAE,
  type CFModule,
  CLUE,
  CounterNet,
  DiverseCF,
  GrowingSphere,
  L2C,
  ProtoCF,
  VAECF,
  VanillaCF,
} from '../methods/index.js';
import { setConfig } from '../utils/config.js';
import { type Found, Output } from './output.js';
import type { Streams } from './run.js';
import { type PredFn, readData, readPredictor, type SourceOptions } from './source.js';
import { UsageError } from './usage-error.js';

/** The methods by name. */
export const METHODS = {
  vanilla: VanillaCF,
  diverse: DiverseCF,
  proto: ProtoCF,
  'growing-sphere': GrowingSphere,
  clue: CLUE,
  cchvae: CCHVAE,
  vaecf: VAECF,
  counternet: CounterNet,
  l2c: L2C,
} as const;

export interface ExplainOptions extends SourceOptions {
  readonly method: keyof typeof METHODS;
  readonly out?: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly desiredClass?: string;
  readonly only?: string;
  readonly limit?: number;
  readonly chunk: number;
  readonly seed: number;
  readonly quiet: boolean;
}

/** A change of a number below this is none: float32 does not hold less of numbers between 0 and 1. */
const NO_CHANGE = 1e-6;

export async function explain(path: string, options: ExplainOptions, { stdout, stderr }: Streams): Promise<void> {
  const say = options.quiet ? () => undefined : (text: string) => void stderr.write(text);
  const output = new Output(options.out ?? null, stdout);
  utils.disableInteractiveLogging();
  setConfig({ globalSeed: options.seed });
  utils.setRandomSeed(options.seed);
  const method = methodOf(options);
  const dm = await readData(path, options, say);
  assertClasses(dm, options);
  await output.begin([...dm.features].map(({ name }) => name));
  try {
    await explainAll(dm, method, output, options, say);
    await output.finish();
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

/** Explains rows, a chunk at a time, and writes each chunk. */
async function explainAll(
  dm: DataModule,
  method: CFModule,
  output: Output,
  options: ExplainOptions,
  say: (text: string) => void,
): Promise<void> {
  const predFn = await readPredictor(dm, options, say);
  const classes = classesOf(dm, predFn(dm.xs.at(':1') as Tensor).shape.at(-1)!);
  const desiredClass =
    options.desiredClass === undefined ? undefined : classes.indexOf(options.desiredClass, '--desired-class');
  const rows = await rowsOf(dm, predFn, options, classes);
  await prepareCfModule(method, dm, predFn as never, trainConfigOf(method, options));
  const own = (method as { predFn?: PredFn }).predFn;
  const asked = own ? (xs: Tensor): Tensor => own.call(method, xs) : predFn;
  const aim = { desiredClass, desiredRange: options.desiredRange };
  let valid = 0;
  for (let at = 0; at < rows.length; at += options.chunk) {
    const chunk = rows.slice(at, at + options.chunk);
    // The method knows all rows of the table, also where a few are explained.
    const cfs = await method.generateCfs(take(dm.xs, chunk), {
      predFn,
      rngKeys: prepareRngKeys(random.foldIn(random.PRNGKey(options.seed), at), chunk.length),
      ...(desiredClass !== undefined && { desiredClass }),
      ...(options.desiredRange && { desiredRange: options.desiredRange }),
    });
    const found = await foundIn(dm, chunk, cfs, asked, classes, aim);
    valid += found.filter(({ isValid }) => isValid).length / cfs.shape[1]!;
    await output.write(found);
    say(`\r${at + chunk.length} of ${rows.length} rows`);
  }
  if (rows.length > 0) say('\n');
  const share = ((100 * valid) / Math.max(rows.length, 1)).toFixed(1);
  say(`${rows.length} row${rows.length === 1 ? '' : 's'}, ${share} % of the counterfactuals as desired\n`);
}

function methodOf({ method, set = {} }: ExplainOptions): CFModule {
  try {
    return new METHODS[method](set as never) as unknown as CFModule;
  } catch (error) {
    throw new UsageError(`--set: ${(error as Error).message}`);
  }
}

/** Networks of a method are trained for as long as the command says; CounterNet knows better for itself. */
const trainConfigOf = (method: CFModule, { epochs }: ExplainOptions): { epochs: number } | null =>
  method instanceof CounterNet ? null : { epochs };

/** What predictions are called. */
interface Classes {
  name(value: number): number | string;
  indexOf(name: string, option: string): number;
}

/** @param count of the numbers that are predicted of a row */
function classesOf(dm: DataModule, count: number): Classes {
  const names = classNames(dm);
  return {
    name: (value) => names?.[value] ?? value,
    indexOf(name, option) {
      const found = names ? names.indexOf(name) : /^\d+$/.test(name) ? Number(name) : -1;
      if (found >= 0 && found < count) return found;
      const known = names ? `table has ${names.join(', ')}` : `model predicts 0 to ${count - 1}`;
      throw new UsageError(`${option}: there is no class '${name}'; the ${known}`);
    },
  };
}

/** Refuses names of classes that the table does not have, before anything is trained. */
function assertClasses(dm: DataModule, { desiredClass, only }: ExplainOptions): void {
  if (!classNames(dm)) return;
  const classes = classesOf(dm, Number.POSITIVE_INFINITY);
  if (desiredClass !== undefined) classes.indexOf(desiredClass, '--desired-class');
  if (only !== undefined) classes.indexOf(only, '--only');
}

/** The rows to explain. */
async function rowsOf(
  dm: DataModule,
  predFn: PredFn,
  { only, limit, chunk }: ExplainOptions,
  classes: Classes,
): Promise<number[]> {
  const count = dm.xs.shape[0]!;
  const wanted = only === undefined ? null : classes.indexOf(only, '--only');
  const rows: number[] = [];
  for (let at = 0; at < count && rows.length < (limit ?? count); at += chunk) {
    const end = Math.min(at + chunk, count);
    const predicted = wanted === null ? null : await ops.argmax(predFn(dm.xs.at(`${at}:${end}`) as Tensor), -1).data();
    for (let row = at; row < end; row++) if (!predicted || Number(predicted[row - at]) === wanted) rows.push(row);
  }
  return rows.slice(0, limit);
}

const take = (x: Tensor, rows: readonly number[]): Tensor => ops.take(x, tensor(Int32Array.from(rows)), 0);

interface Aim {
  readonly desiredClass: number | undefined;
  readonly desiredRange: readonly [number, number] | undefined;
}

async function foundIn(
  dm: DataModule,
  rows: readonly number[],
  cfs: Tensor,
  predFn: PredFn,
  classes: Classes,
  { desiredClass, desiredRange }: Aim,
): Promise<Found[]> {
  const [count, perRow, width] = cfs.shape as readonly [number, number, number];
  const xs = take(dm.xs, rows);
  const flat = ops.reshape(cfs, [count * perRow, width]);
  const predictionOf = async (points: Tensor): Promise<number[]> => {
    const predicted = predFn(points);
    return Array.from(await (desiredRange ? ops.reshape(predicted, [-1]) : ops.argmax(predicted, -1)).data(), Number);
  };
  const [before, after] = [await predictionOf(xs), await predictionOf(flat)];
  const moved = ops.abs(ops.reshape(flat, [count, perRow, width]).sub(ops.expandDims(xs, 1)));
  const isChanged = await changesOf(dm.features, ops.reshape(moved, [count * perRow, width]));
  const tables = await dm.inverseTransform(flat);
  const originals = dm.features.take(rows).toPandas();
  const name = (value: number): number | string => (desiredRange ? shown(value) : classes.name(value));
  return tables.map((table, i) => {
    const [row, original] = [Math.floor(i / perRow), originals[Math.floor(i / perRow)]!];
    const [was, is] = [before[row]!, after[i]!];
    return {
      row: rows[row]!,
      index: perRow === 1 ? null : i % perRow,
      original,
      counterfactual: merged(original, table, isChanged[i]!),
      prediction: name(was),
      counterfactualPrediction: name(is),
      isValid: desiredRange
        ? is >= desiredRange[0] && is <= desiredRange[1]
        : desiredClass === undefined
          ? is !== was
          : is === desiredClass,
    };
  });
}

/** Which features of each row differ, by name. */
async function changesOf(features: FeaturesList, moved: Tensor): Promise<Set<string>[]> {
  const numbers = await moved.data();
  const width = moved.shape[1]!;
  const ranges = features.featuresAndIndices;
  return Array.from({ length: moved.shape[0]! }, (_, row) => {
    const isMoved = (i: number): boolean => numbers[row * width + i]! > NO_CHANGE;
    const changed = ranges.filter(([, [start, end]]) =>
      Array.from({ length: end - start }, (_unused, i) => start + i).some(isMoved),
    );
    return new Set(changed.map(([feature]) => feature.name));
  });
}

/** The original row with what changed. */
const merged = (original: TableRow, found: TableRow, changed: ReadonlySet<string>): TableRow =>
  Object.fromEntries(
    Object.entries(original).map(([name, value]) => {
      if (!changed.has(name)) return [name, value];
      const other = found[name]!;
      return [name, typeof other === 'number' ? shown(other) : other];
    }),
  );

/** A number with the digits that float32 holds. */
const shown = (value: number): number => Number(value.toPrecision(7));
