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

describe('numbers beside tensors', () => {
  const x = (dtype: DType): Tensor => ops.cast([1, 2, 3], dtype);
  it.each<[string, (dtype: DType) => Tensor, Partial<Record<DType, DType>>]>([
    ['clip to integers', (dtype) => ops.clip(x(dtype), 0, 2), { int8: 'int8', bool: 'int32', bfloat16: 'bfloat16' }],
    [
      'clip to fractions',
      (dtype) => ops.clip(x(dtype), 0.5, 2),
      { int8: 'float32', bool: 'float32', float16: 'float16' },
    ],
    ['clip to tensors', (dtype) => ops.clip(x(dtype), x('bfloat16'), 2), { int8: 'bfloat16', float16: 'float32' }],
    ['threshold with integers', (dtype) => ops.threshold(x(dtype), 0.5, -1), { int16: 'int16', bool: 'int32' }],
    ['threshold with fractions', (dtype) => ops.threshold(x(dtype), 1, 0.5), { int16: 'float32', float16: 'float16' }],
    ['geomspace', (dtype) => ops.geomspace(x(dtype), 4, 3), { float16: 'float16', int8: 'float32' }],
    ['cdist', (dtype) => ops.cdist([x(dtype)] as never, [x('int8')] as never), { float16: 'float16', int8: 'float32' }],
    [
      'sparse_categorical_crossentropy',
      (dtype) => ops.sparseCategoricalCrossentropy(1, x(dtype)),
      { float16: 'float32', bfloat16: 'float32', float32: 'float32' },
    ],
  ])('%s', (_name, compute, expected) => {
    const received = Object.keys(expected).map((dtype) => [dtype, compute(dtype as DType).dtype]);
    expect(Object.fromEntries(received)).toEqual(expected);
  });

  it('bounds and replacements keep their fractions', async () => {
    expect(await ops.clip([-3, 0, 4], -1.5, 2.5).array()).toEqual([-1.5, 0, 2.5]);
    expect(await ops.threshold(ops.cast([0, 1, 2], 'int32'), 0.5, -0.25).array()).toEqual([-0.25, 1, 2]);
  });
});
