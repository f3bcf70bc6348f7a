import { KeyError, ops, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { isPlainObject } from '@org/core/python';
import { bindMethods } from '../../base/bind-methods.js';
import { isCompat } from '../../utils/config.js';
import { describe } from '../../utils/describe.js';
import { unknownName } from '../../utils/nearest.js';
import { loadPytree, savePytree } from '../../utils/pytree.js';
import { type ColumnLike, valuesOf } from '../column.js';
import { type BaseTransformation, bindConstraints } from '../transforms/base.js';
import type { ConstraintArguments, TransformationLike } from '../transforms/index.js';
import { Feature, type FeatureState } from './feature.js';
import { fromFile, toFile } from './files.js';
import { constrainBlock, onRun, penaltyOfBlock, type Run, runsOf, slice, softBlocks } from './runs.js';

/** The columns [start, end) of a feature among the numbers of a row. */
export type FeatureRange = readonly [start: number, end: number];

/** A row of a table. */
export type TableRow = Record<string, number | string | boolean>;

/**
 * The features of a table, in the order in which their numbers follow each other in a row.
 *
 * @example
 * import { Feature } from '@org/relax';
 * const features = new FeaturesList([new Feature('age', [20, 40], 'minmax'), new Feature('job', ['a', 'b'], 'ohe')]);
 * features.featureIndices; // [[0, 1], [1, 3]]
 */
export class FeaturesList implements Iterable<Feature> {
  readonly features: readonly Feature[];
  #joined: { readonly columns: readonly Tensor[]; readonly rows: Tensor } | null = null;
  /** What it constrained, and all features meet their penalties by that. */
  readonly #valid = new WeakSet<Tensor>();

  constructor(features: readonly Feature[] | Feature | FeaturesList) {
    this.features =
      features instanceof FeaturesList ? features.features : features instanceof Feature ? [features] : [...features];
    const other = this.features.find((each) => !(each instanceof Feature));
    if (other !== undefined) {
      throw new ValueError('A list of features holds features.', {
        expected: 'new Feature(name, data, transformation)',
        received: describe(other),
      });
    }
    const names = this.features.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new ValueError(`There are two features of the name '${twice}'.`);
    if (features instanceof FeaturesList) this.#joined = features.#joined;
    bindMethods(this);
  }

  /** How many features there are. */
  get length(): number {
    return this.features.length;
  }

  /** Goes over the features, each time from the first on. */
  [Symbol.iterator](): Iterator<Feature> {
    return this.features[Symbol.iterator]();
  }

  /**
   * A feature by name, or the list of several.
   *
   * @throws KeyError for an unknown name
   */
  get(name: string): Feature;
  get(names: readonly string[]): FeaturesList;
  get(names: string | readonly string[]): Feature | FeaturesList {
    if (typeof names !== 'string') return new FeaturesList(names.map((name) => this.get(name)));
    const feature = this.features.find(({ name }) => name === names);
    if (feature) return feature;
    throw new KeyError(
      ...unknownName(
        'The list of features',
        names,
        this.features.map(({ name }) => name),
      ),
    );
  }

  /** What `get` returns: Python's `features[name]`. */
  getItem(names: string): Feature;
  getItem(names: readonly string[]): FeaturesList;
  getItem(names: string | readonly string[]): Feature | FeaturesList {
    return this.get(names as string);
  }

  /** Which numbers of a row belong to each feature. */
  get featureIndices(): FeatureRange[] {
    let end = 0;
    return this.features.map(({ transformedData }) => {
      const start = end;
      end += transformedData.shape[1]!;
      return [start, end];
    });
  }

  /** The features with their ranges. */
  get featuresAndIndices(): [Feature, FeatureRange][] {
    const ranges = this.featureIndices;
    return this.features.map((feature, i) => [feature, ranges[i]!]);
  }

  /** Position, start and end of each feature by name. */
  get featureNameIndices(): Record<string, [index: number, start: number, end: number]> {
    return Object.fromEntries(this.featuresAndIndices.map(([{ name }, [start, end]], i) => [name, [i, start, end]]));
  }

  /** The numbers of all features: [rows, n]. */
  get transformedData(): Tensor {
    const columns = this.features.map(({ transformedData }) => transformedData);
    // Features may be turned into something else; as long as they are not, numbers are joined once.
    if (!this.#joined || columns.some((column, i) => column !== this.#joined!.columns[i]))
      this.#joined = { columns, rows: joinColumns(columns) };
    return this.#joined.rows;
  }

  /** The same features with the values that other numbers stand for. */
  withTransformedData(transformedData: TensorLike): FeaturesList {
    const rows = ops.convertToTensor(transformedData);
    return new FeaturesList(this.slices(rows).map(([feature, own]) => feature.withTransformedData(own)));
  }

  /** The features of some rows alone, in this order. */
  take(rows: readonly number[]): FeaturesList {
    const indices = tensor(Int32Array.from(rows));
    const taken = (feature: Feature): Feature => {
      const { name, data, transformedData, transformation, isImmutable, isCategorical, isInteger } = feature;
      return new Feature(name, ops.take(data, indices, 0), transformation, {
        ...{ transformedData: ops.take(transformedData, indices, 0), isImmutable, isCategorical, isInteger },
      });
    };
    return new FeaturesList(this.features.map(taken));
  }

  /** Turns features, by name, into something else. */
  setTransformations(transformations: Readonly<Record<string, TransformationLike>>): this {
    if (!isPlainObject(transformations)) {
      throw new ValueError('Transformations are given by the names of features.', {
        expected: "an object of transformations by name, such as { age: 'minmax' }",
        received: describe(transformations),
      });
    }
    const named = Object.entries(transformations).map(([name, each]) => [this.get(name), each] as const);
    for (const [feature, transformation] of named) feature.setTransformation(transformation);
    return this;
  }

  /**
   * The numbers that stand for columns: [rows, n].
   *
   * @throws ValueError for a column that is missing
   */
  transform(columns: Readonly<Record<string, ColumnLike>>): Tensor {
    return joinColumns(this.features.map((feature) => feature.transform(columnNamed(columns, feature.name))));
  }

  /** The columns that numbers stand for, by name: [rows, 1] each. */
  inverseTransform(xs: TensorLike): Record<string, Tensor> {
    const rows = ops.convertToTensor(xs);
    const [columns] = this.featureIndices.at(-1)!.slice(1);
    if (rows.rank !== 2 || rows.shape[1] !== columns) {
      throw new ValueError('These are no rows of these features.', {
        expected: `shape [n, ${columns}]`,
        received: `[${rows.shape.join(', ')}]`,
      });
    }
    return Object.fromEntries(this.slices(rows).map(([feature, own]) => [feature.name, feature.inverseTransform(own)]));
  }

  /**
   * Valid numbers in place of `cfs`, counterfactuals of `xs`, feature by feature.
   *
   * @param xs, cfs of shape [..., n]
   * @returns the shape of `cfs`
   */
  applyConstraints(xs: TensorLike, cfs: TensorLike, ...options: ConstraintArguments): Tensor {
    const [own, others, hard, rngKey] = bindConstraints('applyConstraints', [xs, cfs, ...options]);
    const runs = runsOf(this.featuresAndIndices);
    const blocks = hard ? runs.map((run) => [run]) : softBlocks(runs);
    const parts = blocks.map((block) => {
      const [{ feature, count, range }] = block as [Run];
      if (block.length > 1) return constrainBlock(others, block);
      return onRun(others, range, count, (part) =>
        feature.applyConstraints(slice(own, range, count), part, hard, rngKey),
      );
    });
    const made = parts.length === 1 ? parts[0]! : ops.concatenate(parts, -1);
    if (this.features.every(meetsPenalty)) this.#valid.add(made);
    return made;
  }

  /**
   * The sum of the features' penalties: a scalar that grows with how far `cfs` are from being valid. What {@link applyConstraints} gave has
   * none; the original adds up what its roundings leave.
   */
  computeRegLoss(xs: TensorLike, cfs: TensorLike, ...options: ConstraintArguments): Tensor {
    const [own, others, hard] = bindConstraints('computeRegLoss', [xs, cfs, ...options]);
    if (this.#valid.has(others) && !isCompat()) return ops.zeros([], 'float32');
    const blocks = softBlocks(runsOf(this.featuresAndIndices, false), false);
    const losses = blocks.map((block) => {
      const [{ feature, count, range }] = block as [Run];
      if (block.length > 1) return penaltyOfBlock(others, block);
      return feature.computeRegLoss(slice(own, range, count), slice(others, range, count), hard).mul(count);
    });
    return losses.reduce((sum, loss) => sum.add(loss), ops.zeros([], 'float32'));
  }

  /** What files keep of it. */
  toDict(): { features: FeatureState[] } {
    return { features: this.features.map((feature) => feature.toDict()) };
  }

  /** The features that `toDict` or a file says. */
  static fromDict(state: { features: readonly FeatureState[] }): FeaturesList {
    return new FeaturesList(state.features.map((each) => Feature.fromDict(each)));
  }

  /** The rows of the table, or of the numbers that stand for it: a feature of n numbers has columns name_0 to name_n-1 there. */
  toPandas({ useTransformed = false }: { useTransformed?: boolean } = {}): TableRow[] {
    const columns = this.features.flatMap(({ name, data, transformedData }) =>
      useTransformed ? columnsOf(name, transformedData) : columnsOf(name, data),
    );
    return toRows(columns);
  }

  /** Another name of `toPandas`. */
  toRecords(options: { useTransformed?: boolean } = {}): TableRow[] {
    return this.toPandas(options);
  }

  /** Writes data.npy and treedef.json into a folder, which the original reads. */
  async save(savedDir: string): Promise<void> {
    await savePytree({ features: this.toDict().features.map(toFile) }, savedDir);
  }

  /** The features that `save` or the original wrote. @throws FileNotFoundError if they are not there */
  static async loadFromPath(savedDir: string): Promise<FeaturesList> {
    const { features } = (await loadPytree(savedDir)) as { features: FeatureState[] };
    return FeaturesList.fromDict({ features: features.map(fromFile) });
  }

  private slices(rows: Tensor): [Feature, Tensor][] {
    return this.featuresAndIndices.map(([feature, [start, end]]) => [feature, rows.at('...', `${start}:${end}`)]);
  }
}

/** A column of the given ones. @throws ValueError if it is missing */
export function columnNamed(columns: Readonly<Record<string, ColumnLike>>, name: string): ColumnLike {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (column !== undefined) return column;
  const [summary, details] = unknownName('The data', name, Object.keys(columns));
  throw new ValueError(`Column '${name}' is missing. ${summary}`, details);
}

/** Columns beside each other, in float32; one column of whole numbers alone stays that, for labels are classes. */
function joinColumns(columns: readonly Tensor[]): Tensor {
  const rows = columns[0]?.shape[0] ?? 0;
  const other = columns.find(({ shape }) => shape[0] !== rows);
  if (other) {
    throw new ValueError('Columns have one length.', { expected: `${rows} rows`, received: `${other.shape[0]} rows` });
  }
  if (columns.some(({ host }) => !host))
    return ops.concatenate(
      columns.map((each) => each.cast('float32')),
      1,
    );
  const width = columns.reduce((sum, { shape }) => sum + shape[1]!, 0);
  const isWhole = columns.length === 1 && ['int32', 'int64', 'bool'].includes(columns[0]!.dtype);
  const data = isWhole ? new Int32Array(rows * width) : new Float32Array(rows * width);
  let start = 0;
  for (const column of columns) {
    const values = valuesOf(column) as ArrayLike<number>;
    const size = column.shape[1]!;
    for (let i = 0; i < values.length; i++) data[Math.floor(i / size) * width + start + (i % size)] = values[i]!;
    start += size;
  }
  return tensor(data, [rows, width]);
}

type NamedValues = readonly [name: string, values: ArrayLike<number | string | boolean>];

function columnsOf(name: string, column: Tensor): NamedValues[] {
  const [rows, size] = column.shape as readonly [number, number];
  const own = valuesOf(column) as ArrayLike<number | string>;
  const values = column.dtype === 'bool' ? Array.from(own, Boolean) : own;
  if (size === 1) return [[name, values]];
  return Array.from({ length: size }, (_, i) => [
    `${name}_${i}`,
    Array.from({ length: rows }, (_unused, row) => values[row * size + i]!),
  ]);
}

/** Rows from columns. */
export const toRows = (columns: readonly NamedValues[]): TableRow[] =>
  Array.from({ length: columns[0]?.[1].length ?? 0 }, (_, row) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[row]!])),
  );

/** Unless a class of a user's own may see it otherwise. */
function meetsPenalty({ transformation: { constructor } }: Feature): boolean {
  return Object.hasOwn(constructor, 'meetsPenalty') && (constructor as typeof BaseTransformation).meetsPenalty;
}
