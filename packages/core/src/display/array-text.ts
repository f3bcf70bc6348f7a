/** Arrays as NumPy prints them: nested rows, of which the middle is left out beyond a size. */

import { range, type Shape, sizeOf, stridesOf } from '../shape.js';
import { type HostArray, toNumbers } from '../tensor/host-array.js';
import { type Scalar, textsOf } from './number-text.js';

/** NumPy's printing options. */
const MOST_ELEMENTS = 1000;
const EDGE = 3;
const LINE = 75;
const ELLIPSIS = '...';

/** Elements to show: numbers, or texts. */
export type Shown = HostArray | { readonly dtype: 'string'; readonly shape: Shape; readonly data: readonly string[] };

/** Elements as texts of one width, in nested rows; null for those that are left out. */
export type Grid = string | readonly (Grid | null)[];

/** The elements to show, as texts. */
export function gridOf(array: Shown): Grid {
  const { shape, dtype } = array;
  const isLong = sizeOf(shape) > MOST_ELEMENTS;
  const strides = stridesOf(shape);
  const shown = shape.map((length) =>
    isLong && length > 2 * EDGE ? [...range(EDGE), null, ...range(EDGE).map((i) => length - EDGE + i)] : range(length),
  );
  const exact = exactElements(array);
  const values: Scalar[] = [];
  const collect = (axis: number, offset: number): void => {
    if (axis === shape.length) values.push(exact[offset]!);
    else for (const i of shown[axis]!) if (i !== null) collect(axis + 1, offset + i * strides[axis]!);
  };
  collect(0, 0);
  const texts = textsOf(values, dtype, shape.length === 0);
  let next = 0;
  const build = (axis: number): Grid =>
    axis === shape.length ? texts[next++]! : shown[axis]!.map((i) => (i === null ? null : build(axis + 1)));
  return build(0);
}

function exactElements(array: Shown): ArrayLike<Scalar> {
  const { data } = array;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return data;
  return isTexts(array) ? array.data : toNumbers(array);
}

const isTexts = (array: Shown): array is Exclude<Shown, HostArray> => array.dtype === 'string';

/**
 * The text of an array behind `prefix` and in front of `suffix`: its lines are below each other, and wrapped.
 *
 * @example
 * arrayText({ dtype: 'int32', shape: [2, 2], data: new Int32Array([1, 2, 3, 4]) }, 'Tensor(', ')');
 * // Tensor([[1, 2],
 * //         [3, 4]])
 */
export function arrayText(array: Shown, prefix: string, suffix: string): string {
  const grid = gridOf(array);
  if (sizeOf(array.shape) === 0) return `${prefix}[]${suffix}`;
  return prefix + rows(grid, array.shape.length, ' '.repeat(prefix.length + 1), LINE - suffix.length) + suffix;
}

/** @param depth how many axes there are below @param indent what continued lines start with */
function rows(grid: Grid | null, depth: number, indent: string, width: number): string {
  if (grid === null) return ELLIPSIS;
  if (typeof grid === 'string') return grid;
  const below = grid.map((part) => rows(part, depth - 1, `${indent} `, width - 1));
  if (depth > 1) return `[${below.join(`,${'\n'.repeat(depth - 1)}${indent}`)}]`;
  return `[${wrapped(below, indent, width - 1)}]`;
}

function wrapped(words: readonly string[], indent: string, width: number): string {
  const lines: string[] = [];
  let line = indent;
  words.forEach((word, i) => {
    if (line.length + word.length > width && line.length > indent.length) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += i < words.length - 1 ? `${word}, ` : word;
  });
  return [...lines, line].join('\n').slice(indent.length);
}

/** `text` and a further line of keywords behind it, or below where it does not fit. */
export function withKeywords(text: string, keywords: string, indent: number): string {
  const last = text.length - (text.lastIndexOf('\n') + 1);
  return last + keywords.length + 1 > LINE ? `${text}\n${' '.repeat(indent)}${keywords}` : `${text} ${keywords}`;
}
