import { existsSync } from 'node:fs';
import {
  cotangent,
  decodeValue,
  expectClose,
  goldenFamilies,
  goldenPath,
  isDisputed,
  loadGolden,
  loadModelGolden,
} from './index.js';

describe('goldens', () => {
  it.each(goldenFamilies())('%s holds as many cases as it says', (family) => {
    const file = loadGolden(family);
    expect(file.cases).toHaveLength(file.count);
    expect(file).toMatchObject({ format: 'keras-golden-1', family });
  });

  it('have models with their files', () => {
    expect(loadModelGolden('mlp_sequential')).toHaveProperty('config');
    expect(existsSync(goldenPath('models/mlp_sequential/init.keras'))).toBe(true);
  });

  it('are disputed where both other backends disagree', () => {
    expect(isDisputed({ id: 'a', disputed: ['torch'] })).toBe(false);
    expect(isDisputed({ id: 'a', disputed: ['tensorflow', 'torch'] })).toBe(true);
  });
});

describe('decodeValue', () => {
  it('decodes arrays, slices, callables and non-finite numbers', () => {
    const decoders = { array: ({ values }: { values: Float64Array }) => [...values], callable: (name: string) => name };
    const encoded = [{ dtype: 'float32', shape: [2], data: [1, 'NaN'] }, { slice: [0, null, 2] }, { fn: 'add' }];
    expect(decodeValue(encoded, decoders)).toEqual([[1, Number.NaN], '0::2', 'add']);
  });
});

describe('expectClose', () => {
  it('measures errors by the largest expected value', () => {
    expectClose([100, 0.0005], [100, 0]);
    expect(() => expectClose([100, 0.005], [100, 0], { label: 'x' })).toThrow(
      /x: 1 of 2.*\n {2}\[1\] 0.005, expected 0/,
    );
  });

  it('lets NaN and infinities match themselves only', () => {
    expectClose([Number.NaN, Number.POSITIVE_INFINITY], [Number.NaN, Number.POSITIVE_INFINITY]);
    expect(() => expectClose([Number.NaN], [1])).toThrow();
    expect(() => expectClose([1], [Number.NaN])).toThrow();
    expect(() => expectClose([Number.NEGATIVE_INFINITY], [Number.POSITIVE_INFINITY])).toThrow();
  });
});

it('cotangent', () => {
  expectClose(cotangent(0, 4), [-1, -0.26, 0.48, -0.8], { rtol: 1e-6 });
  expectClose(cotangent(1, 1), [((37 * 13) % 101) / 50 - 1], { rtol: 1e-6 });
});
