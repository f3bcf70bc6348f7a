import { join } from 'node:path';
import { ops, random, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { bindArguments, isPlainObject } from '@org/core/python';
import { BaseModule } from '../../base/module.js';
import { getConfig, isCompat } from '../../utils/config.js';
import { describe } from '../../utils/describe.js';
import { writeWhole } from '../../utils/files.js';
import { unknownName } from '../../utils/nearest.js';
import { validateConfigs } from '../../utils/validate-configs.js';
import { valuesOf } from '../column.js';
import { Feature, FeaturesList, type TableRow } from '../features/index.js';
import { scaleOf, stepsOf } from '../features/scale.js';
import { toCsv } from '../tables/csv.js';
import { readTable } from '../tables/read-table.js';
import { type Columns, isTable, rowsOf, type TableLike, takeRows, toColumns } from '../tables/table.js';
import type { ConstraintArguments, TransformationLike } from '../transforms/index.js';
import { DataModuleConfig } from './config.js';
import { dataframe2features, dataframe2labels, features2config, features2pandas } from './tables.js';

/** The parts of a data module; 'valid' is the same as 'test'. */
export type Stage = 'train' | 'valid' | 'test';

/** Numbers of rows, and their labels. */
export type Batch = [xs: Tensor, ys: Tensor];

export interface DataModuleOptions {
  /** Which columns there are. */
  config?: DataModuleConfig | null;
  /** The table that the features come from. */
  data?: TableLike | null;
  /** The name, in place of that of the config. */
  name?: string | null;
}

/** `(config, data)` by position, or by name. */
type DataModuleRest =
  | [options?: DataModuleOptions]
  | [config: DataModuleConfig | null, data?: TableLike | null, options?: { name?: string | null }];

/** What methods ask of data: which points are valid, and how far others are from it. */
export abstract class BaseDataModule extends BaseModule<DataModuleConfig> {
  /** Valid numbers in place of `cfs`, counterfactuals of `xs`. */
  abstract applyConstraints(xs: TensorLike, cfs: TensorLike, ...options: ConstraintArguments): Tensor;
  /** A scalar that grows with how far `cfs` are from being valid. */
  abstract computeRegLoss(xs: TensorLike, cfs: TensorLike, ...options: ConstraintArguments): Tensor;
}

const POSITIONS = ['features', 'label', 'config', 'data', 'name'];

/**
 * A table for recourse: what the features are turned into, what is valid there, and which rows train and which test.
 *
 * @example
 * const rows = [{ age: 20, job: 'a', y: 0 }, { age: 40, job: 'b', y: 1 }, { age: 30, job: 'a', y: 1 }];
 * const dm = await DataModule.fromConfig({ dataName: 'mini', continousCols: ['age'], discretCols: ['job'] }, rows);
 * const [xs, ys] = dm.get('train');
 */
export class DataModule extends BaseDataModule {
  readonly features: FeaturesList;
  readonly label: FeaturesList;
  #xs: Tensor | null = null;
  #ys: Tensor | null = null;

  /** @param label one feature, or a list of them */
  constructor(
    features: FeaturesList | readonly Feature[],
    label: FeaturesList | Feature | readonly Feature[],
    ...rest: DataModuleRest
  ) {
    const [, , given, , name] = bindArguments('DataModule', POSITIONS, 2, [features, label, ...rest]);
    const [own, labels] = [new FeaturesList(features), new FeaturesList(label)];
    const config = (given as DataModuleConfig | null | undefined) ?? (features2config(own, null) as DataModuleConfig);
    super(config, { name: (name as string | null | undefined) ?? config.dataName ?? 'DataModule' });
    this.features = own;
    this.label = labels;
    assertSameRows(own, labels);
    // Whatever is wrong with a label is said now.
    labels.featureIndices;
    config.shuffle(this.xs, { testSize: 0.25 });
    if (!isCompat()) assertRows(config, this.xs.shape[0]!);
  }

  /** The table, row by row. */
  get data(): TableRow[] {
    return features2pandas(this.features, this.label);
  }

  /** The numbers that stand for the features: [rows, n], float32. */
  get xs(): Tensor {
    this.#xs ??= this.features.transformedData.cast('float32');
    return this.#xs;
  }

  /** The labels: [rows, 1]; int32 for classes. */
  get ys(): Tensor {
    this.#ys ??= this.label.transformedData;
    return this.#ys;
  }

  /** All rows with their labels. */
  get dataset(): Batch {
    return [this.xs, this.ys];
  }

  /** The rows for training. */
  get trainIndices(): number[] {
    return this.config.trainIndices;
  }

  /** The rows for testing. */
  get testIndices(): number[] {
    return this.config.testIndices;
  }

  /** The rows of a part with their labels: Python's `dm['train']`. @throws ValueError for another part */
  get(name: Stage): Batch {
    return this.#rows(this.#indicesOf(name));
  }

  /** What `get` returns. */
  getItem(name: Stage): Batch {
    return this.get(name);
  }

  #indicesOf(name: string): number[] {
    if (name === 'train') return this.trainIndices;
    if (name === 'valid' || name === 'test') return this.testIndices;
    throw new ValueError(...unknownName('A data module', name, ['train', 'valid', 'test']));
  }

  #rows(indices: readonly number[]): Batch {
    const rows = tensor(Int32Array.from(indices));
    return [ops.take(this.xs, rows, 0), ops.take(this.ys, rows, 0)];
  }

  /**
   * Draws rows without repetition.
   *
   * @param size how many, or, below 1 or written as 1.0 by `{ frac }`, which share
   * @param stage the part that they come from: 'train'
   * @param key of the draw; null: of the global seed
   */
  sample(size: number, ...options: SampleArguments): Batch {
    const [, stage, key] = bindArguments('sample', ['size', 'stage', 'key'], 1, [size, ...options]);
    const indices = this.#indicesOf((stage ?? 'train') as string);
    const isShare = !Number.isInteger(size);
    if (typeof size !== 'number' || !(size >= 0) || (isShare && size > 1)) {
      throw new ValueError('So many rows cannot be drawn.', {
        expected: 'a share from 0 to 1, or a whole number',
        received: describe(size),
      });
    }
    const own = (key as Tensor | null | undefined) ?? random.PRNGKey(getConfig().globalSeed);
    const drawn = valuesOf(random.permutation(own, tensor(Int32Array.from(indices)))) as ArrayLike<number>;
    return this.#rows(Array.from(drawn).slice(0, isShare ? Math.trunc(size * indices.length) : size));
  }

  /** Turns features, by name, into something else. */
  setTransformations(transformations: Readonly<Record<string, TransformationLike>>): this {
    this.features.setTransformations(transformations);
    this.#xs = null;
    return this;
  }

  /**
   * The numbers that stand for rows of a table: [rows, n]. Columns that are no features are left out.
   *
   * @throws ValueError that names the column, and the row, where it is missing or has a wrong value
   */
  transform(data: TableLike): Tensor {
    return this.features.transform(toColumns(data)).cast('float32');
  }

  /**
   * The table that numbers stand for.
   *
   * @param options `returnType: 'pandas'` returns rows, `'dict'` columns by name
   */
  inverseTransform(xs: TensorLike): Promise<TableRow[]>;
  inverseTransform(xs: TensorLike, options: 'pandas' | { returnType?: 'pandas' }): Promise<TableRow[]>;
  inverseTransform(xs: TensorLike, options: 'dict' | { returnType: 'dict' }): Promise<Record<string, Tensor>>;
  async inverseTransform(
    xs: TensorLike,
    options: string | { returnType?: string } = 'pandas',
  ): Promise<TableRow[] | Record<string, Tensor>> {
    const returnType = typeof options === 'string' ? options : (options.returnType ?? 'pandas');
    if (returnType !== 'pandas' && returnType !== 'dict') {
      throw new ValueError('There is no such type of tables.', {
        expected: "'pandas' or 'dict'",
        received: `'${returnType}'`,
      });
    }
    const rows = ops.convertToTensor(xs);
    await rows.read();
    const columns = this.features.inverseTransform(rows);
    if (returnType === 'dict' || isCompat()) return columns;
    const table = new FeaturesList(
      Object.entries(columns).map(([name, column]) => new Feature(name, column, 'ordinal')),
    ).toPandas();
    for (const feature of this.features) {
      const scale = scaleOf(feature);
      if (!scale) continue;
      const isWide = stepsOf(feature) >= EXACT;
      for (const row of table) {
        const value = shortest(row[feature.name] as number, scale);
        row[feature.name] = isWide ? wholeNear(value, scale) : value;
      }
    }
    return table;
  }

  /** Valid numbers in place of `cfs`, counterfactuals of `xs`: see {@link FeaturesList.applyConstraints}. */
  applyConstraints(xs: TensorLike, cfs: TensorLike, ...options: ConstraintArguments): Tensor {
    return this.features.applyConstraints(xs, cfs, ...options);
  }

  /** A scalar that grows with how far `cfs` are from being valid. */
  computeRegLoss(xs: TensorLike, cfs: TensorLike, ...options: ConstraintArguments): Tensor {
    return this.features.computeRegLoss(xs, cfs, ...options);
  }

  /** Writes a folder that the original reads: features/, label/, data.csv, config.json. */
  override async save(path: string): Promise<void> {
    await this.features.save(join(path, 'features'));
    await this.label.save(join(path, 'label'));
    await writeWhole(
      join(path, 'data.csv'),
      toCsv([...this.features, ...this.label].map(({ name, data }) => [name, data])),
    );
    await this.config.save(join(path, 'config.json'));
  }

  /**
   * What `save` or the original wrote.
   *
   * @param config has no effect; the config is in the folder
   */
  static override async loadFromPath(path: string, config: unknown = null): Promise<DataModule> {
    if (config !== null) console.warn('Passing `config` will have no effect.');
    const own = await DataModuleConfig.loadFromJson(join(path, 'config.json'));
    const features = await FeaturesList.loadFromPath(join(path, 'features'));
    const label = await FeaturesList.loadFromPath(join(path, 'label'));
    return new this(features, label, { config: own });
  }

  /** Another name of `loadFromPath`. */
  static fromPath(path: string, config: unknown = null): Promise<DataModule> {
    return this.loadFromPath(path, config);
  }

  /**
   * A data module of the columns that a config names; all other columns are labels.
   *
   * @param data the table; null: the file at the config's `dataDir`
   * @throws ValueError that names column and row of what is missing or wrong
   */
  static async fromConfig(
    config: DataModuleConfig | ConstructorParameters<typeof DataModuleConfig>[0],
    data: TableLike | null | { data?: TableLike | null } = null,
  ): Promise<DataModule> {
    const own = validateConfigs(config, DataModuleConfig);
    const given = isNamedTable(data) ? data.data : data;
    const columns = sampled(given ? toColumns(given as TableLike) : await readTable(pathOf(own)), own);
    return new this(dataframe2features(columns, own), dataframe2labels(columns, own), { config: own });
  }

  /**
   * A data module of columns feature_0, feature_1, ... and label.
   *
   * @param xs [rows, n]
   * @param ys [rows] or [rows, 1]
   */
  static fromNumpy(xs: TensorLike, ys: TensorLike, ...options: FromNumpyArguments): DataModule {
    const [, , name, transformation] = bindArguments('fromNumpy', ['xs', 'ys', 'name', 'transformation'], 2, [
      xs,
      ys,
      ...options,
    ]);
    const [rows, labels] = [ops.convertToTensor(xs), ops.convertToTensor(ys)];
    const size = rows.shape[1]!;
    const values = valuesOf(rows) as ArrayLike<number>;
    const column = (j: number): Float64Array =>
      Float64Array.from({ length: rows.shape[0]! }, (_, row) => values[row * size + j]!);
    const features = Array.from(
      { length: size },
      (_, j) => new Feature(`feature_${j}`, column(j), (transformation ?? 'minmax') as TransformationLike),
    );
    const label = new Feature('label', Array.from(valuesOf(labels) as ArrayLike<number>), 'identity');
    return this.fromFeatures(new FeaturesList(features), new FeaturesList(label), (name ?? null) as string | null);
  }

  /** A data module of features and a label. */
  static fromFeatures(
    features: FeaturesList | readonly Feature[],
    label: FeaturesList | Feature,
    options: string | null | { name?: string | null } = null,
  ): DataModule {
    const name = typeof options === 'string' ? options : (options?.name ?? null);
    const own = new FeaturesList(features);
    return new this(own, label, { config: features2config(own, name) as DataModuleConfig });
  }
}

/** Rows are float32: a number of a table is the shortest one that is scaled to the same, 22 for 22.000000029802322. */
function shortest(value: number, [low, high]: readonly [number, number]): number {
  const scaled = (x: number): number => Math.fround((x - low) / (high - low));
  for (let digits = 1; digits < 16 && !Number.isInteger(value); digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (scaled(rounded) === scaled(value)) return rounded;
  }
  return value;
}

/** Whole numbers up to which float32 has all. */
const EXACT = 2 ** 24;

/** Of more whole numbers than float32 has, one that is beside a number in float32. */
function wholeNear(value: number, [low]: readonly [number, number]): number {
  const whole = Math.round(value);
  return Math.abs(whole - value) <= 2 ** -22 * Math.abs(value - low) ? whole : value;
}

/** `(stage, key)`, by position or by name. */
export type SampleArguments =
  | [options?: { stage?: Stage; key?: Tensor | null }]
  | [stage: Stage, key?: Tensor | null | { key?: Tensor | null }];

/** `(name, transformation)`, by position or by name. */
export type FromNumpyArguments =
  | [options?: { name?: string | null; transformation?: TransformationLike }]
  | [name: string | null, transformation?: TransformationLike];

/** Whether a table is given by name, and this is no table with a column `data`. */
const isNamedTable = (given: unknown): given is { data?: TableLike | null } =>
  isPlainObject(given) && Object.keys(given).join() === 'data' && isTable(given.data);

function pathOf({ dataDir }: DataModuleConfig): string {
  if (dataDir !== null) return dataDir;
  throw new ValueError('The config says no file, and no table is given.', {
    hint: 'dataDir of the config, or fromConfig(config, rows)',
  });
}

/** The share of the rows that the config asks for, in an order that the seed draws. */
function sampled(columns: Columns, { sampleFrac }: DataModuleConfig): Columns {
  const count = Object.values(columns).map(rowsOf)[0] ?? 0;
  if (sampleFrac === null || isCompat()) return columns;
  const drawn = valuesOf(random.permutation(random.PRNGKey(getConfig().globalSeed), count)) as ArrayLike<number>;
  return takeRows(columns, Array.from(drawn).slice(0, Math.trunc(sampleFrac * count)));
}

/** Refuses indices of rows that are not there. The original takes the last row for them. */
function assertRows({ trainIndices, testIndices }: DataModuleConfig, rows: number): void {
  for (const [name, indices] of Object.entries({ trainIndices, testIndices })) {
    const index = indices.find((each) => each >= rows);
    if (index !== undefined)
      throw new ValueError(`The config names a row that is not there: '${name}' has ${index}.`, {
        expected: `0 to ${rows - 1}`,
        hint: 'indices belong to a table; left out, they are drawn.',
      });
  }
}

function assertSameRows(features: FeaturesList, label: FeaturesList): void {
  const counts = [...features, ...label].map(({ name, data }) => [name, data.shape[0]!] as const);
  const other = counts.find(([, count]) => count !== counts[0]![1]);
  if (!other) return;
  throw new ValueError(`Column '${other[0]}' has another length than '${counts[0]![0]}'.`, {
    expected: `${counts[0]![1]} rows`,
    received: `${other[1]} rows`,
  });
}

/** Whether two data modules hold the same: features, labels and, unless told otherwise, the rows for training and testing. */
export function dmEquals(a: DataModule, b: DataModule, options: boolean | { indicesEquals?: boolean } = {}): boolean {
  const indicesEquals = typeof options === 'boolean' ? options : (options.indicesEquals ?? true);
  const columns = (dm: DataModule): Tensor[] => [
    dm.xs,
    dm.ys,
    ...[...dm.features, ...dm.label].map(({ data }) => data),
  ];
  const names = (dm: DataModule): string[] => [...dm.features, ...dm.label].map(({ name }) => name);
  const others = columns(b);
  return (
    sameList(names(a), names(b)) &&
    sameList(a.features.featureIndices.flat(), b.features.featureIndices.flat()) &&
    columns(a).every((column, i) => sameList(valuesOf(column), valuesOf(others[i]!))) &&
    (!indicesEquals || (sameList(a.trainIndices, b.trainIndices) && sameList(a.testIndices, b.testIndices)))
  );
}

const sameList = (a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean =>
  a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));
