/** Deterministic pseudo-random inputs of tests. */
import { type DType, isFloat, isUnsigned } from '../dtype.js';
import { type Shape, sizeOf } from '../shape.js';
import { fromNumbers, type HostArray, toNumbers } from '../tensor/host-array.js';

/** Numbers in [0, 1) that depend on the seed alone (mulberry32, T. Ettinger). */
export function randomNumbers(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values of the dtype in `range`, both ends included for integers. */
export function randomArray(
  next: () => number,
  shape: Shape,
  dtype: DType,
  [low, high]: readonly [number, number] = isFloat(dtype) ? [-2, 2] : [-9, 9],
): HostArray {
  const bottom = isUnsigned(dtype) ? Math.max(0, low) : low;
  const draw = () => {
    if (dtype === 'bool') return next() < 0.5 ? 0 : 1;
    const u = next();
    return isFloat(dtype) ? bottom + u * (high - bottom) : Math.floor(bottom + u * (high - bottom + 1));
  };
  return fromNumbers(Float64Array.from({ length: sizeOf(shape) }, draw), dtype, shape);
}

/** The same values in another type. */
export const asType = (host: HostArray, dtype: DType): HostArray => fromNumbers(toNumbers(host), dtype, host.shape);
