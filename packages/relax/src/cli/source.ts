/** What is explained: a table, and what predicts. */
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ops, type Tensor } from '@org/core';
import { isPlainObject, nearest } from '@org/core/python';
import { layers, saving } from '@org/models';
import { DataModule, DataModuleConfig, dataframe2features } from '../data/module/index.js';
import { toLabel } from '../data/module/tables.js';
import { decodeText } from '../data/tables/csv.js';
import { type Columns, parseCsv, readTable } from '../data/tables/index.js';
import { columnNames } from '../data/tables/table.js';
import { adaptPredictor, asPredFn, type Predictor } from '../methods/base/index.js';
import { AutoEncoder, MLModule, MLP, MLPBlock } from '../ml-model/index.js';
import { classesOf } from '../ml-model/labels.js';
import { loadJson } from '../utils/files.js';
import { UsageError } from './usage-error.js';

export interface SourceOptions {
  readonly target: string;
  readonly model?: string;
  readonly immutable?: readonly string[];
  readonly continuous?: readonly string[];
  readonly categorical?: readonly string[];
  readonly ordinal?: readonly string[];
  readonly drop?: readonly string[];
  readonly order?: readonly string[];
  readonly rawNumbers?: boolean;
  readonly labelEncoded?: boolean;
  readonly config?: string;
  readonly epochs: number;
  readonly desiredRange?: readonly [number, number];
}

/** What predicts: probabilities of classes, or a number. */
export type PredFn = (xs: Tensor) => Tensor;

/** The table of a file as a data module whose label is the target. @param say for people */
export async function readData(path: string, options: SourceOptions, say: (text: string) => void): Promise<DataModule> {
  assertForModel(options);
  const columns = path === '-' ? await readInput() : await readTable(path);
  const { target } = options;
  assertColumns('--target', [target], columns);
  const where = path === '-' ? 'the standard input' : `'${path}'`;
  if ((columns[target] as ArrayLike<unknown>).length === 0)
    throw new UsageError(`${where} has no rows, only the names of columns`);
  // With --config it is left out like any other column that is not named there.
  if (options.config === undefined && isEmpty(columns['']))
    throw new UsageError(
      `${where} has a column without a name or any value, as commas at the ends of lines make one: take them away`,
    );
  if (options.config !== undefined) assertNoKinds(options);
  const config = options.config === undefined ? configOf(columns, options) : await readConfig(options.config, target);
  if (options.config === undefined && !options.continuous) warnOfCodes(columns, config.continousCols, say);
  if (options.config === undefined) {
    const named = [...(options.categorical ?? []), ...(options.ordinal ?? [])];
    const others = config.discretCols.filter((name) => !named.includes(name));
    warnOfTexts(columns, others, say);
  }
  const features = dataframe2features(columns, config);
  for (const name of options.ordinal ?? []) features.get(name).setTransformation('ordinal');
  return new DataModule(features, toLabel(target, columns[target]!), { config });
}

/** CSV from the standard input. */
async function readInput(): Promise<Columns> {
  const where = 'The standard input';
  return parseCsv(decodeText(await buffer(process.stdin), where), where);
}

/** Refuses what says something of a model where there is none, and would be passed over. */
function assertForModel({ model, desiredRange, order, rawNumbers, labelEncoded }: SourceOptions): void {
  if (model !== undefined) return;
  const given = Object.entries({ '--order': order, '--raw-numbers': rawNumbers, '--label-encoded': labelEncoded });
  const name = desiredRange ? '--desired-range' : given.find(([, value]) => value)?.[0];
  if (name === undefined) return;
  const why = desiredRange
    ? 'the network that is trained here predicts classes, no number'
    : 'it says how a model takes columns';
  throw new UsageError(`${name} needs --model: ${why}`);
}

/** Refuses options that a config takes the place of. */
function assertNoKinds({ immutable, continuous, categorical, ordinal, drop }: SourceOptions): void {
  const [name] = Object.entries({ immutable, continuous, categorical, ordinal, drop }).find(([, given]) => given) ?? [];
  if (name !== undefined) throw new UsageError(`--config takes the place of --${name}: give one of them`);
}

const isEmpty = (column: Columns[string] | undefined): boolean =>
  column !== undefined && Array.from(column as ArrayLike<unknown>).every((cell) => cell === null);

/** Refuses the target, and columns that are named twice, which would be passed over. */
function assertApart(named: Readonly<Record<string, readonly string[]>>, target: string): void {
  for (const [option, names] of Object.entries(named))
    if (names.includes(target)) throw new UsageError(`${option}: '${target}' is the target, and no feature`);
  const kinds = Object.entries(named).flatMap(([option, names]) =>
    option === '--immutable' ? [] : names.map((name) => [name, option] as const),
  );
  for (const [i, [name, option]] of kinds.entries()) {
    const other = kinds.slice(0, i).find(([known, its]) => known === name && its !== option);
    if (other) throw new UsageError(`${option}: '${name}' is named by ${other[1]} as well`);
  }
  const gone = named['--immutable']!.find((name) => named['--drop']!.includes(name));
  if (gone !== undefined) throw new UsageError(`--immutable: '${gone}' is named by --drop as well`);
}

async function readConfig(path: string, target: string): Promise<DataModuleConfig> {
  const read = await loadJson(path);
  if (!isPlainObject(read))
    throw new UsageError(`--config: '${path}' holds no object of columns, such as {"continous_cols": ["age"]}`);
  const { continousCols, discretCols, ...config } = new DataModuleConfig(
    isPlainObject(read.data_configs) ? read.data_configs : read,
  );
  const others = (names: readonly string[]): string[] => names.filter((name) => name !== target);
  return new DataModuleConfig({
    ...config,
    continousCols: others(continousCols),
    discretCols: others(discretCols),
    trainIndices: [],
    testIndices: [],
  });
}

/** Columns as the options say, and as they look. */
function configOf(columns: Columns, options: SourceOptions): DataModuleConfig {
  const { target, immutable = [], continuous, categorical = [], ordinal = [], drop = [] } = options;
  const named = {
    '--immutable': immutable,
    '--continuous': continuous ?? [],
    '--categorical': categorical,
    '--ordinal': ordinal,
    '--drop': drop,
  };
  for (const [option, names] of Object.entries(named)) assertColumns(option, names, columns);
  assertApart(named, target);
  const names = columnNames(columns).filter((name) => name !== target && !drop.includes(name));
  if (names.length === 0) throw new UsageError('--drop: no column is left beside the target');
  const isCategory = (name: string): boolean =>
    [...categorical, ...ordinal].includes(name) ||
    (continuous
      ? !continuous.includes(name)
      : Array.from(columns[name] as ArrayLike<unknown>).some((cell) => typeof cell !== 'number' && cell !== null));
  return new DataModuleConfig({
    continousCols: names.filter((name) => !isCategory(name)),
    discretCols: names.filter(isCategory),
    imutableCols: [...immutable],
  });
}

/** Up to how many whole numbers from 0 or 1 on look like codes of categories. */
const MOST_CODES = 20;

/** Says which columns of numbers look as if they held codes of categories, between which there is nothing. */
function warnOfCodes(columns: Columns, names: readonly string[], say: (text: string) => void): void {
  const codes = names.filter((name) => {
    const known = new Set(Array.from(columns[name] as ArrayLike<unknown>, Number));
    const first = known.has(0) ? 0 : 1;
    const codes = Array.from({ length: known.size }, (_, i) => first + i);
    return codes.length > 1 && codes.length <= MOST_CODES && codes.every((code) => known.has(code));
  });
  if (codes.length === 0) return;
  say(
    `${codes.join(', ')}: whole numbers that look like codes of categories, and are taken for numbers, of which 2 is on the way from 1 to 3.\n` +
      '  --ordinal says that this is their order, --categorical makes them one-hot, --continuous says that they are numbers.\n',
  );
}

/** Names for people, the first ones of many. */
function namesOf(names: readonly string[]): string {
  const [first = '', ...others] = names;
  if (others.length === 0 && /[;\t|]/.test(first)) return `one column alone, '${first}': cells are separated by commas`;
  const shown = names.slice(0, 8).map((name) => `'${name}'`);
  return `${shown.join(', ')}${names.length > shown.length ? `, and ${names.length - shown.length} others` : ''}`;
}

/** From how many different texts on, and in which share of the rows, a column looks as if it held no categories. */
const MANY_TEXTS = { count: 20, share: 0.5 };

/** Says which columns of texts become nearly as many columns of the model as there are rows: numbers that are written otherwise, names. */
function warnOfTexts(columns: Columns, names: readonly string[], say: (text: string) => void): void {
  const unlike = names.flatMap((name) => {
    const cells = Array.from(columns[name] as ArrayLike<unknown>);
    const different = new Set(cells).size;
    const isMany = different >= MANY_TEXTS.count && different > MANY_TEXTS.share * cells.length;
    return isMany ? [`${name} (${different} texts in ${cells.length} rows, such as '${cells[0]}')`] : [];
  });
  if (unlike.length === 0) return;
  say(
    `${unlike.join(', ')}: each text is a category of its own.\n` +
      '  --drop leaves such columns out; numbers are written with digits and a point alone: 1234.5, not 1,234.5 or 1234.5 USD.\n',
  );
}

function assertColumns(option: string, names: readonly string[], columns: Columns): void {
  for (const name of names) {
    if (Object.hasOwn(columns, name)) continue;
    const known = columnNames(columns);
    const meant = known.find((each) => each.trim() === name) ?? nearest(name, known);
    const hint = meant === null ? `; it has ${namesOf(known)}` : `; did you mean '${meant}'?`;
    throw new UsageError(`${option}: the table has no column '${name}'${hint}`);
  }
}

/** What predicts, from a file or trained on the data. @param say for people */
export async function readPredictor(
  dm: DataModule,
  options: SourceOptions,
  say: (text: string) => void,
): Promise<PredFn> {
  const { model, epochs, desiredRange } = options;
  if (model === undefined) return trained(dm, epochs, say);
  const loaded = await loadPredictor(model).catch((error: Error) => {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--model: '${model}' can't be read as a model.\n  ${error.name}: ${error.message}`);
  });
  const predFn = asPredFn(adapted(loaded, dm, options), desiredRange !== undefined);
  const width = dm.xs.shape[1]!;
  try {
    await predFn(dm.xs.at('0:1') as Tensor).read();
  } catch (error) {
    throw new UsageError(
      `--model: '${model}' does not take the ${width} numbers that the columns become (${columnsOf(dm)}).\n` +
        `  ${(error as Error).message}\n` +
        '  --continuous, --categorical, --ordinal, --drop, --order, --raw-numbers and --label-encoded say which columns it takes, and how;\n' +
        '  --config says it in a file.',
    );
  }
  if (!desiredRange) await assertProbabilities(predFn, dm, model);
  return predFn;
}

/** Refuses a number that no range is given for: one that is no probability would be taken for that of a class. */
async function assertProbabilities(predFn: PredFn, dm: DataModule, model: string): Promise<void> {
  const predictions = predFn(dm.xs.at(':256') as Tensor);
  if (predictions.shape.at(-1) !== 2) return;
  // Of one probability of a class, the other one is what is left.
  const values = Array.from(await predictions.data(), Number);
  const isRest = values.every((value, i) => i % 2 === 0 || Math.abs(value + values[i - 1]! - 1) < 1e-5);
  const other = values.find((value, i) => i % 2 === 1 && !(value >= 0 && value <= 1));
  if (isRest && other !== undefined)
    throw new UsageError(
      `--model: '${model}' predicts a number, such as ${other}, and no probabilities: --desired-range says which is to be reached`,
    );
}

/** A model of columns in another form than the data module has them. */
function adapted(model: unknown, dm: DataModule, { order, rawNumbers, labelEncoded }: SourceOptions): unknown {
  if (!order && !rawNumbers && !labelEncoded) return model;
  assertColumns('--order', order ?? [], Object.fromEntries([...dm.features].map(({ name }) => [name, []])));
  return adaptPredictor(model as Predictor, dm, {
    ...(order && { order }),
    numbers: rawNumbers ? 'raw' : 'scaled',
    categories: labelEncoded ? 'codes' : 'onehot',
  });
}

const columnsOf = ({ features }: DataModule): string =>
  features.featuresAndIndices
    .map(([{ name }, [start, end]]) => (end - start === 1 ? name : `${name}: ${end - start}`))
    .join(', ');

async function loadPredictor(path: string): Promise<unknown> {
  const status = await stat(path).catch(() => null);
  if (status === null) throw new UsageError(`--model: there is no '${path}'`);
  if (status.isDirectory()) return MLModule.loadFromPath(path);
  if (extname(path) === '.keras') return saving.loadModel(path, { customObjects: { MLP, MLPBlock, AutoEncoder } });
  if (extname(path) === '.onnx') return new layers.ONNXLayer(path, { trainable: false });
  throw new UsageError(`--model: '${path}' is neither a .keras nor an .onnx file, nor a folder`);
}

async function trained(dm: DataModule, epochs: number, say: (text: string) => void): Promise<PredFn> {
  say('No --model is given: a network is trained on the table.\n');
  const [least, most] = [Number(await ops.min(dm.ys).item()), Number(await ops.max(dm.ys).item())];
  if (least === most)
    throw new UsageError('--target: all rows have the same class; a network needs others to learn from');
  const module = new MLModule({ outputSize: await classesOf(dm.ys, { hint: 'give a --model of such targets.' }) });
  await module.train(dm, { epochs, verbose: 0 });
  const [xs, ys] = dm.get('test');
  const hits = ops.mean(ops.equal(ops.argmax(module.predFn(xs), -1), ops.reshape(ys, [-1])).cast('float32'));
  say(`Its accuracy on a quarter of the rows, which it did not see: ${(await hits.item()).toFixed(3)}\n`);
  return (xs) => module.predFn(xs);
}
