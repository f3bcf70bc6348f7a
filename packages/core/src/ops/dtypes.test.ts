/** Dtypes of results for operands of every dtype. */
import { loadDTypes } from '@org/testing';
import type { DType } from '../dtype.js';
import { fromPythonName } from '../python/naming.js';
import { isTensor, type Tensor } from '../tensor/tensor.js';
import * as ops from './index.js';

const functions = ops as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
describe('dtypes of results', () => {
  const { unary, binary } = loadDTypes();
  const matrix = (dtype: DType): Tensor =>
    ops.cast(
      [
        [1, 2, 3],
        [1, 2, 3],
        [1, 2, 4],
      ],
      dtype,
    );
  const vector = (dtype: DType): Tensor => ops.cast([1, 2, 3], dtype);
  const dtypesOf = (result: unknown): string[] => {
    if (Array.isArray(result)) return result.flatMap(dtypesOf);
    return isTensor(result) ? [result.dtype] : [];
  };

  test.each(Object.entries(unary))('%s', (name, expected) => {
    const received = Object.entries(expected).map(([dtype, wanted]) => {
      if (wanted === null) return [dtype, null];
      const x = name === 'vander' ? vector(dtype as DType) : matrix(dtype as DType);
      return [dtype, dtypesOf(functions[fromPythonName(name)]!(x))];
    });
    expect(Object.fromEntries(received)).toEqual(expected);
  });

  const VECTORS = ['correlate', 'searchsorted', 'digitize'];
  const call = (name: string, a: DType, b: DType): unknown => {
    const make = VECTORS.includes(name) ? vector : matrix;
    if (name === 'where') return ops.where(true, make(a), make(b));
    return functions[fromPythonName(name)]!(make(a), name === 'quantile' ? ops.cast(1, b) : make(b));
  };
  test.each(Object.entries(binary))('%s', (name, expected) => {
    const received = Object.entries(expected).map(([a, row]) => [
      a,
      Object.fromEntries(
        Object.entries(row).map(([b, wanted]) => [b, wanted && dtypesOf(call(name, a as DType, b as DType))]),
      ),
    ]);
    expect(Object.fromEntries(received)).toEqual(expected);
  });
});
