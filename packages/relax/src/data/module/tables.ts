/** Tables as features, and back. */
import { ValueError } from '@org/core';
import { describe } from '../../utils/describe.js';
import { unknownName } from '../../utils/nearest.js';
import { type ColumnLike, cellsOf, toColumn } from '../column.js';
import { columnNamed } from '../features/features-list.js';
import { Feature, FeaturesList, type TableRow } from '../features/index.js';
import { columnNames, type TableLike, toColumns } from '../tables/table.js';
import type { TransformationLike } from '../transforms/index.js';
import { DataModuleConfig } from './config.js';

/**
 * The features that a config names: columns of numbers first, then columns of categories.
 *
 * @throws ValueError that names the column, and the row, where it is missing or has a wrong value
 */
export function dataframe2features(df: TableLike, config: DataModuleConfig): FeaturesList {
  const columns = toColumns(df);
  const { continousCols, discretCols, imutableCols } = config;
  const names = [...continousCols, ...discretCols];
  for (const name of imutableCols) {
    if (names.includes(name)) continue;
    const [, details] = unknownName('The list of features', name, names);
    throw new ValueError(`'${name}' is to be immutable, and is no feature.`, details);
  }
  const made = (name: string, transformation: string | null): Feature => {
    const column = toColumn(name, columnNamed(columns, name));
    return new Feature(name, column, (transformation ?? 'identity') as TransformationLike, {
      isImmutable: imutableCols.includes(name),
    });
  };
  const features = new FeaturesList([
    ...continousCols.map((name) => made(name, config.continuousTransformation)),
    ...discretCols.map((name) => made(name, config.discretTransformation)),
  ]);
  if (features.length === 0)
    throw new ValueError('The config names no columns.', { hint: 'continousCols, discretCols' });
  // Whatever is wrong with a value is said here, and not later.
  features.featureIndices;
  return features;
}

/** Whether a cell is a name, and no number. */
const isName = (cell: unknown): boolean => typeof cell === 'string' && cell.trim() !== '' && Number.isNaN(Number(cell));

/**
 * A column as a label: names of classes become whole numbers, in sorted order.
 *
 * @throws ValueError that names the row where there is a name for most, or numbers, and one cell is none
 */
export function toLabel(name: string, column: ColumnLike): Feature {
  const cells = cellsOf(column);
  const named = cells.map(isName);
  const count = named.filter(Boolean).length;
  if (count === cells.length) return new Feature(name, column, 'ordinal');
  // One text among numbers is a mistake, and so is a number, or nothing, among names.
  if (2 * count <= cells.length) return new Feature(name, column, 'identity');
  const row = named.indexOf(false);
  throw new ValueError(`Column '${name}' has no name of a class in row ${row}.`, {
    expected: `a name, as '${cells[named.indexOf(true)]}' in row ${named.indexOf(true)}`,
    received: describe(cells[row]),
    hint: 'leave such rows out.',
  });
}

/**
 * The labels: all columns that are no features, as {@link toLabel} has them.
 *
 * @throws ValueError where there is none, or where a cell is no label
 */
export function dataframe2labels(df: TableLike, config: DataModuleConfig): FeaturesList {
  const columns = toColumns(df);
  const names = columnNames(columns).filter((name) => ![...config.continousCols, ...config.discretCols].includes(name));
  if (names.length === 0) {
    throw new ValueError('No column is left for the label.', {
      received: `all of ${Object.keys(columns).join(', ')} are features`,
    });
  }
  const labels = new FeaturesList(names.map((name) => toLabel(name, columns[name]!)));
  labels.featureIndices;
  return labels;
}

/** The rows of features and labels. */
export function features2pandas(features: FeaturesList, labels: FeaturesList): TableRow[] {
  const labelRows = labels.toPandas();
  return features.toPandas().map((row, i) => ({ ...row, ...labelRows[i] }));
}

/**
 * A config that describes features.
 *
 * @param options `returnDict: true` returns an object with the names that files have
 */
export function features2config(
  features: FeaturesList,
  name: string | null,
  options: boolean | { returnDict?: boolean } = {},
): DataModuleConfig | Record<string, unknown> {
  const named = (test: (feature: Feature) => boolean): string[] => [...features].filter(test).map((each) => each.name);
  const config = new DataModuleConfig({
    dataDir: '.',
    dataName: name,
    continousCols: named((each) => !each.isCategorical),
    discretCols: named((each) => each.isCategorical),
    imutableCols: named((each) => each.isImmutable),
    continuousTransformation: null,
    discretTransformation: null,
  });
  const returnDict = typeof options === 'boolean' ? options : (options.returnDict ?? false);
  return returnDict ? config.dict() : config;
}
