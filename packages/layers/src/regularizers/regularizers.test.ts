import { grad, type Tensor, tensor, Variable } from '@org/core';
import { decodeArray, type EncodedArray, expectClose, type GoldenCase, loadGolden } from '@org/testing';
import * as regularizers from './index.js';

interface RegularizerCase extends GoldenCase {
  readonly class: string;
  readonly config: Record<string, unknown>;
  readonly x: EncodedArray;
  readonly out: EncodedArray;
  readonly grad_x: EncodedArray;
}

const values = ({ shape, data }: EncodedArray) => tensor(data as number[], shape, 'float32');

test.each(loadGolden<RegularizerCase>('regularizers').cases.map((c): [string, RegularizerCase] => [c.id, c]))(
  '%s',
  async (_id, c) => {
    const regularizer = regularizers.deserialize({ class_name: c.class, config: c.config });
    expectClose(await regularizer(values(c.x)).data(), decodeArray(c.out).values);
    const gradient = grad((x: Tensor) => regularizer(x))(values(c.x)) as Tensor;
    expectClose(await gradient.data(), decodeArray(c.grad_x).values);
    expect(regularizer.getConfig()).toEqual(c.config);
    const copy = regularizers.deserialize(regularizers.serialize(regularizer));
    expect(copy).toBeInstanceOf(regularizer.constructor);
    expect(copy.getConfig()).toEqual(c.config);
  },
);

describe('get', () => {
  test.each([
    ['l1', regularizers.L1],
    ['l2', regularizers.L2],
    ['L2', regularizers.L2],
    ['l1l2', regularizers.L1L2],
    ['l1_l2', regularizers.L1L2],
    ['orthogonal_regularizer', regularizers.OrthogonalRegularizer],
  ])('%s', (name, type) => {
    expect(regularizers.get(name)).toBeInstanceOf(type);
  });

  test('of an object, a function, null', () => {
    const l1 = new regularizers.L1(0.5);
    const f = (x: Tensor) => x.sum();
    expect(regularizers.get(l1)).toBe(l1);
    expect(regularizers.get(f)).toBe(f);
    expect(regularizers.get(null)).toBeNull();
  });

  test('of an unknown name', () => {
    expect(() => regularizers.get('l3')).toThrow(/Could not interpret the regularizer[\s\S]*L1L2/);
  });
});

test('of variables and arrays', async () => {
  expect(await new regularizers.L1(0.5)(new Variable([1, -3], { dtype: 'float32' })).item()).toBe(2);
  expect(await new regularizers.L2(0.5)([1, 3]).item()).toBe(5);
});

test('invalid arguments', () => {
  expect(() => new regularizers.L1(-1)).toThrow(/non-negative/);
  expect(() => new regularizers.L2(Number.NaN)).toThrow(/non-negative/);
  expect(() => new regularizers.OrthogonalRegularizer({ mode: 'both' as never })).toThrow(/'rows' or 'columns'/);
  expect(() => new regularizers.OrthogonalRegularizer()(tensor([1, 2]))).toThrow(/matrix/);
});
