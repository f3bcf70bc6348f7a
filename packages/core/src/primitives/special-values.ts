/** Numbers at which kernels tend to disagree, for the samples of primitives. */
import { type DType, isFloat, isInteger } from '../dtype.js';

const SPECIAL_FLOATS = [0, -0, 1, -1, 0.5, -1.5, 2.5, -7, 40, Infinity, -Infinity, Number.NaN];
const SPECIAL_INTEGERS = [0, 1, -1, 7, -8, 46341, 2 ** 31 - 1, -(2 ** 31), 3e9];

export const specialValues = (dtype: DType): readonly number[] =>
  isFloat(dtype) ? SPECIAL_FLOATS : isInteger(dtype) ? SPECIAL_INTEGERS : [0, 1];

const rows = (...values: number[][]) => ({
  shape: [values.length, 6],
  dtype: 'float32' as const,
  values: values.flat(),
});

/** Rows for what compares elements: ties, zeros of both signs, and infinities; and the same with NaN among them. */
export const specialRows = [
  rows(
    [2, 1, 2, 1, 2, 1],
    [-0, 0, -0, 0, -1, -1],
    [Infinity, 3, Infinity, 3, 1, 2],
    [-Infinity, 3, 3, -Infinity, 1, 2],
  ),
  rows(
    [3, Number.NaN, 1, 3, Number.NaN, 2],
    [Infinity, -Infinity, 0, Infinity, -Infinity, -0],
    [Infinity, Number.NaN, -Infinity, 1, Infinity, Number.NaN],
    [2, 1, 1, 2, 0, Number.NaN],
    new Array<number>(6).fill(Number.NaN),
  ),
];
