import { tensor, Variable } from '@org/core';
import { decodeArray, type EncodedArray, expectClose, type GoldenCase, loadGolden } from '@org/testing';
import * as constraints from './index.js';

interface ConstraintCase extends GoldenCase {
  readonly class: string;
  readonly config: Record<string, unknown>;
  readonly w: EncodedArray;
  readonly out: EncodedArray;
}

test.each(loadGolden<ConstraintCase>('constraints').cases.map((c): [string, ConstraintCase] => [c.id, c]))(
  '%s',
  async (_id, c) => {
    const constraint = constraints.deserialize({ class_name: c.class, config: c.config });
    const w = tensor(c.w.data as number[], c.w.shape, 'float32');
    expectClose(await constraint(w).data(), decodeArray(c.out).values);
    expect(constraint.getConfig()).toEqual(c.config);
    const copy = constraints.deserialize(constraints.serialize(constraint));
    expect(copy).toBeInstanceOf(constraint.constructor);
    expect(copy.getConfig()).toEqual(c.config);
  },
);

test.each([
  ['max_norm', constraints.MaxNorm],
  ['MinMaxNorm', constraints.MinMaxNorm],
  ['non_neg', constraints.NonNeg],
  ['unit_norm', constraints.UnitNorm],
])('get %s', (name, type) => {
  expect(constraints.get(name)).toBeInstanceOf(type);
});

test('arguments by position or by name', () => {
  expect(new constraints.MaxNorm(3, [0, 1]).getConfig()).toEqual({ max_value: 3, axis: [0, 1] });
  expect(new constraints.MinMaxNorm(0.5, { axis: 1 }).getConfig()).toEqual({
    min_value: 0.5,
    max_value: 1,
    rate: 1,
    axis: 1,
  });
});

test('the base class changes nothing', async () => {
  expect(await new constraints.Constraint()(tensor([-1, 2])).array()).toEqual([-1, 2]);
});

test('of variables and arrays', async () => {
  expect(await new constraints.NonNeg()(new Variable([1, -3], { dtype: 'float32' })).array()).toEqual([1, 0]);
  expect(await new constraints.NonNeg()([1, -3]).array()).toEqual([1, 0]);
});
