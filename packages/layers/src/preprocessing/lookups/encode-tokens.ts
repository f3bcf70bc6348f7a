import { floatx, type Shape, type SymbolicShape, type Tensor } from '@org/core';
import { fromHost, fromNumbers } from '@org/core/internal';
import type { LookupMode } from './token-index.js';

type EncodingMode = Exclude<LookupMode, 'int'>;

/** Which axis of numbers is the samples': those of a vector are one sample. */
const sampleAxis = (shape: SymbolicShape): number => (shape.length > 1 ? 1 : 0);

/** The shape of an encoding: a place for each number, in place of the axis of the samples, or of each single number. */
export function encodedShape(shape: SymbolicShape, mode: EncodingMode, depth: number | null): (number | null)[] {
  if (mode === 'one_hot') {
    if (shape.length === 0) return [1, depth];
    return [...(shape.length > 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape), depth];
  }
  return [...shape.filter((_, axis) => axis !== sampleAxis(shape)), depth];
}

/** Puts numbers into their places; those out of range have none. */
export function encodeNumbers(
  numbers: Int32Array,
  shape: Shape,
  mode: EncodingMode,
  depth: number,
  weights: Float32Array | null,
): Tensor {
  const outShape = encodedShape(shape, mode, depth) as number[];
  if (mode === 'one_hot') return encoded(outShape, depth, numbers, (i) => i, mode, null);
  // Numbers of one sample are `inner` apart.
  const axis = sampleAxis(shape);
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const block = inner * (shape[axis] ?? 1);
  return encoded(outShape, depth, numbers, (i) => Math.floor(i / block) * inner + (i % inner), mode, weights);
}

/** {@link encodeNumbers} for samples of different lengths. */
export function encodeRows(
  numbers: Int32Array,
  ends: ArrayLike<number>,
  leading: Shape,
  mode: EncodingMode,
  depth: number,
  weights: Float32Array | null,
): Tensor {
  let row = 0;
  const rowOf = (i: number) => {
    while (i >= ends[row]!) row++;
    return row;
  };
  return encoded([...leading, depth], depth, numbers, rowOf, mode, weights);
}

function encoded(
  shape: Shape,
  depth: number,
  numbers: Int32Array,
  rowOf: (i: number) => number,
  mode: EncodingMode,
  weights: Float32Array | null,
): Tensor {
  const counts = new Int32Array(shape.reduce((product, size) => product * size, 1));
  const adds = mode === 'count' || mode === 'tf_idf';
  for (let i = 0; i < numbers.length; i++) {
    const [number, row] = [numbers[i]!, rowOf(i)];
    if (number < 0 || number >= depth) continue;
    if (adds) counts[row * depth + number]! += 1;
    else counts[row * depth + number] = 1;
  }
  if (mode !== 'tf_idf') return fromHost({ dtype: 'int32', shape, data: counts });
  const weighted = Float64Array.from(counts, (count, i) => Math.fround(count * weights![i % depth]!));
  return fromHost(fromNumbers(weighted, floatx(), shape));
}
