/** The surface of keras.ops: names, parameters, dtypes of results. */
import { apiFunctions, loadDTypes } from '@org/testing';
import type { DType } from '../dtype.js';
import { isTensor, type Tensor } from '../tensor.js';
import { camelCase } from '../testing/function-goldens.js';
import { opTable } from './define.js';
import * as ops from './index.js';

const functions = ops as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
const api = apiFunctions('keras.ops');

/** Why a function does not have Keras's parameters. */
const OTHER_PARAMETERS: Readonly<Record<string, string>> = {
  convert_to_numpy: 'returns a promise, so it is no op of a graph',
  dtype: 'returns no tensor, so it is no op of a graph',
  custom_gradient: 'takes and returns functions',
  jvp: 'takes functions',
  switch: 'takes functions',
  is_tensor: 'returns no tensor, so it is no op of a graph',
  shape: 'returns no tensor, so it is no op of a graph',
  einsum: 'any number of operands',
  meshgrid: 'any number of operands',
  rearrange: 'lengths of axes are any number of keywords',
  layer_normalization: 'rms_scaling, which Keras takes from its keywords, has a name',
  multi_hot: 'no further keywords',
  hard_swish: 'another name of hard_silu',
  swish: 'another name of silu',
  vectorize: 'takes and returns functions',
};

test.each(Object.keys(api))('%s', (name) => {
  const own = functions[camelCase(name)];
  expect(typeof own).toBe('function');
  const row = opTable().get(name);
  const matches =
    row !== undefined &&
    row.params.join() === api[name]!.map((p) => camelCase(typeof p === 'string' ? p : p[0])).join() &&
    row.call.length === api[name]!.filter((p) => typeof p === 'string').length;
  expect(matches).toBe(!(name in OTHER_PARAMETERS));
});

test('nothing else is exported', () => {
  const known = new Set(Object.keys(api).map(camelCase));
  // keras.ops.image is a module of its own.
  expect(Object.keys(functions).filter((name) => !known.has(name))).toEqual(['image']);
});

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
      return [dtype, dtypesOf(functions[camelCase(name)]!(x))];
    });
    expect(Object.fromEntries(received)).toEqual(expected);
  });

  const VECTORS = ['correlate', 'searchsorted', 'digitize'];
  const call = (name: string, a: DType, b: DType): unknown => {
    const make = VECTORS.includes(name) ? vector : matrix;
    if (name === 'where') return ops.where(true, make(a), make(b));
    return functions[camelCase(name)]!(make(a), name === 'quantile' ? ops.cast(1, b) : make(b));
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
