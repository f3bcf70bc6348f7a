/** Dtypes of results for operands of every dtype. */
import { loadDTypes } from '@org/testing';
import type { DType } from '../dtype.js';
import { fromPythonName } from '../python/naming.js';
import { isTensor, type Tensor, tensor } from '../tensor/tensor.js';
import { jit } from '../tracing/compiled.js';
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

  it('below 0 nothing is true, once it is saturated', async () => {
    for (const dtype of ['float32', 'bfloat16', 'int8', 'uint8'] as const) {
      const x = ops.cast([0, 1, 7], dtype);
      expect(await ops.saturateCast(x, 'bool').array()).toEqual([false, true, true]);
    }
    expect(await ops.saturateCast([-1, -0.5, 0.5, Number.NaN], 'bool').array()).toEqual([false, false, true, true]);
  });

  it('bounds and replacements keep their fractions', async () => {
    expect(await ops.clip([-3, 0, 4], -1.5, 2.5).array()).toEqual([-1.5, 0, 2.5]);
    expect(await ops.threshold(ops.cast([0, 1, 2], 'int32'), 0.5, -0.25).array()).toEqual([-0.25, 1, 2]);
  });
});

// Compiled, since small operations on known values are not the runtime's.
describe('types and sizes without kernels', () => {
  it('powers of unsigned numbers', async () => {
    const power = jit((x: Tensor) => ops.power(x, x));
    for (const dtype of ['uint8', 'uint16', 'uint32'] as const) {
      const result = power(ops.cast([0, 2, 3], dtype));
      expect([result.dtype, await result.array()]).toEqual([dtype, [1, 4, 27]]);
    }
  });

  it('largest and smallest of bools', async () => {
    const ids = tensor([0, 1, 0, 1]);
    const bools = tensor([true, false, false, false]);
    const extremes = jit((x: Tensor) => [
      ops.segmentMax(x, ids, { numSegments: 2 }),
      ops.segmentMin(x, ids, { numSegments: 2 }),
      ops.scatterUpdate(x, [[1]], ops.logicalNot(x.at('1:2')), { reduction: 'max' }),
    ]);
    const found = await Promise.all(extremes(bools).map((each) => each.array()));
    expect(found).toEqual([
      [true, false],
      [false, false],
      [true, true, false, false],
    ]);
  });

  it('nothing, of something repeated no times', async () => {
    const x = tensor([[1, 2]]);
    const nothing = jit((v: Tensor) => [ops.repeat(v, 0), ops.repeat(v, 0, 1), ops.tile(v, [2, 0]), v.sum(0).mean()]);
    const found = nothing(x);
    expect(found.map(({ shape }) => shape)).toEqual([[0], [1, 0], [2, 0], []]);
    expect(await Promise.all(found.map((each) => each.array()))).toEqual([[], [[]], [[], []], 1.5]);
  });
});
