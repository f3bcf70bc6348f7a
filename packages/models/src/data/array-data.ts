import { evaluate, floatx, isTensor, KerasTensor, type Tensor, tensor, tree, ValueError } from '@org/core';
import { elements, formatShape, isPlainObject, isPromise, isText, texts, toNumbers } from '@org/core/internal';
import { isArrayLike } from '@org/layers/internal';
import { mapColumns, sliceRows } from './rows.js';

/** Arguments that hold one value a sample: nested arrays, typed arrays or tensors, alone or in lists and dicts. */
export type ArrayTree = unknown;

/** Inputs, targets and sample weights; what is absent is null. */
export type DataColumns = readonly [x: unknown, y: unknown, sampleWeight: unknown];

/** How many arrays inputs and targets are, where a model says so: a list of as many nested arrays is then a list, and no array. */
export interface Parts {
  readonly x: number;
  readonly y: number;
  /** Whether the columns of a batch may have any sizes, as a step of the user's takes them. */
  readonly mayDiffer?: boolean;
}

const WHOLE: Parts = { x: 1, y: 1 };

/** Samples in memory, as tensors whose first axis counts them. */
export class ArrayData {
  private constructor(
    readonly columns: DataColumns,
    readonly size: number,
  ) {}

  /** @throws ValueError when the columns have different numbers of samples, or weights are not for the targets */
  static async from(
    x: ArrayTree,
    y: ArrayTree = null,
    sampleWeight: ArrayTree = null,
    parts: Parts = WHOLE,
  ): Promise<ArrayData> {
    const columns = [
      toTensors(x, 'x', parts.x),
      toTensors(y, 'y', parts.y),
      toTensors(sampleWeight, 'sampleWeight', parts.y),
    ] as const;
    assertWeightsFit(columns);
    const tensors = tensorsOf(columns);
    await bringToHost(tensors);
    if (parts.mayDiffer) return new ArrayData(columns, tensors[0]?.shape[0] ?? 1);
    const sizes = new Set(tensors.map(({ shape }) => shape[0]));
    if (tensors.length === 0 || (sizes.size === 1 && sizes.has(0))) {
      throw new ValueError('There is no data: x has no samples.', {
        expected: 'arrays with at least one sample (first axis)',
        received: `x ${shapesIn(columns[0]) || 'empty'}`,
      });
    }
    if (sizes.size !== 1 || sizes.has(undefined)) {
      const [inputs, targets, weights] = columns.map(shapesIn);
      throw new ValueError('Data cardinality is ambiguous.', {
        expected: 'arrays with the same number of samples (first axis)',
        received: `x ${inputs}; y ${targets || 'none'}; sampleWeight ${weights || 'none'}`,
      });
    }
    return new ArrayData(columns, tensors[0]!.shape[0]!);
  }

  /** Samples from `start` up to `end`, over the same memory. */
  slice(start: number, end: number): ArrayData {
    return new ArrayData(
      mapColumns((column) => sliceRows(column, start, end), this.columns),
      end - start,
    );
  }

  /** The first and the last part of the samples, the last holding `fraction` of them. */
  split(fraction: number): [ArrayData, ArrayData] {
    const at = Math.floor(this.size * (1 - fraction));
    if (!(fraction > 0 && fraction < 1) || at === 0 || at === this.size) {
      throw new ValueError(`${this.size} samples cannot be split with validationSplit=${fraction}.`, {
        expected: 'a fraction between 0 and 1 that leaves samples on both sides',
      });
    }
    return [this.slice(0, at), this.slice(at, this.size)];
  }

  /** With sample weights by class. */
  withClassWeight(classWeight: Readonly<Record<number, number>>): ArrayData {
    const [x, y, sampleWeight] = this.columns;
    if (sampleWeight !== null) throw new ValueError('classWeight and sampleWeight cannot both be given.');
    if (!isTensor(y)) throw new ValueError('classWeight is for models with one target.');
    return new ArrayData([x, y, tensor(classWeights(y, classWeight), null)], this.size);
  }
}

/** Computes tensors, and fetches the elements of those that are elsewhere. */
export async function bringToHost(tensors: readonly Tensor[]): Promise<void> {
  const numbers = tensors.filter((each) => !each[texts]());
  await evaluate(numbers);
  for (const each of numbers) if (!each.host) await each[elements]();
}

/** @throws ValueError where there are several targets, and weights of another structure, or such as are not one for each sample */
function assertWeightsFit([, y, weights]: DataColumns): void {
  if (weights === null || y === null || isTensor(y)) return;
  const isForAll = isTensor(weights) && (weights.rank === 1 || (weights.rank === 2 && weights.shape[1] === 1));
  if (isForAll || (!isTensor(weights) && sameKeys(y, weights))) return;
  throw new ValueError('sampleWeight does not fit the targets.', {
    expected: `one weight for each sample, or weights in the structure of y: ${keysIn(y)}`,
    received: isTensor(weights) ? formatShape(weights.shape) : keysIn(weights),
  });
}

const keysIn = (column: unknown): string =>
  JSON.stringify(tree.mapStructure((_: unknown) => '*', column as tree.Tree<unknown>));

function sameKeys(a: unknown, b: unknown): boolean {
  const isLeaf = (value: unknown) => value === null || isTensor(value);
  if (isLeaf(a) || isLeaf(b)) return isLeaf(a) && isLeaf(b);
  const [left, right] = [Object.entries(a as object), b as Record<string, unknown>];
  const isSameKind = Array.isArray(a) === Array.isArray(b) && left.length === Object.keys(right).length;
  return isSameKind && left.every(([key, each]) => Object.hasOwn(right, key) && sameKeys(each, right[key]));
}

const tensorsOf = (columns: unknown): Tensor[] => tree.flatten<unknown>(columns).filter(isTensor);

const shapesIn = (columns: unknown): string =>
  tensorsOf(columns)
    .map(({ shape }) => formatShape(shape))
    .join(', ');

/** Arrays as tensors, floating ones in floatx as Keras does. */
export function toTensors(column: unknown, name = 'Data', parts = 1): unknown {
  if (column === null || column === undefined) return null;
  if (isTensor(column)) return column.dtype === 'float64' ? column.cast(floatx()) : column;
  if (isArrayLike(column) && !isListOf(column, parts)) return toTensors(tensor(column as number[]));
  if (Array.isArray(column) && isText(column) && takesTexts(name) && !isListOf(column, parts)) return tensor(column);
  if (Array.isArray(column)) return column.map((each) => toTensors(each, name));
  if (isPlainObject(column))
    return Object.fromEntries(Object.entries(column).map(([key, each]) => [key, toTensors(each, `${name}.${key}`)]));
  if (typeof column === 'object' && 'value' in column && isTensor(column.value)) return column.value;
  throw new ValueError(`${name} must be arrays, typed arrays or tensors, alone or in lists and objects.`, {
    received: typeof column === 'object' ? (column.constructor?.name ?? 'an object') : typeof column,
    ...(typeof column === 'string' && { hint: 'texts become numbers before they reach the model.' }),
    ...(isPromise(column) && { hint: 'it is a promise: await it first.' }),
  });
}

/** Layers turn texts into numbers, and no layer is between targets or weights and the loss. */
const takesTexts = (name: string): boolean => !/^(y|sampleWeight)\b/.test(name);

const isListOf = (column: unknown, parts: number): boolean =>
  parts > 1 &&
  Array.isArray(column) &&
  column.length === parts &&
  column.every((each) => Array.isArray(each) && (isArrayLike(each) || isText(each)));

/** A column as symbolic tensors with an open batch axis. */
export const symbolicColumn = (column: unknown): unknown =>
  tree.mapStructure(
    (leaf: unknown) => (isTensor(leaf) ? new KerasTensor([null, ...leaf.shape.slice(1)], leaf.dtype) : leaf),
    column as tree.Tree<unknown>,
  );

/** The weight of each sample's class; targets are class numbers or one-hot rows. */
function classWeights(y: Tensor, weights: Readonly<Record<number, number>>): Float32Array {
  const values = toNumbers(y.host!);
  const samples = y.shape[0]!;
  const width = values.length / Math.max(1, samples);
  return Float32Array.from({ length: samples }, (_, i) => {
    const row = Array.from({ length: width }, (_unused, j) => values[i * width + j]!);
    const label = width === 1 ? row[0]! : row.indexOf(Math.max(...row));
    return weights[Math.round(label)] ?? 1;
  });
}
