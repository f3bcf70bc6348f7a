import { ops, type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import fc from 'fast-check';
import { loadGolden } from '../../testing/goldens.js';
import {
  type CategoricalAndIndices,
  cutQuantiles,
  Discretizer,
  discretizeXs,
  qcut,
  qcutInverse,
} from './discretizer.js';
import { splitFn } from './split.js';

interface QcutCase {
  readonly x: number[];
  readonly q: number;
  readonly digitized: number[];
  readonly quantiles: number[];
  readonly cut_quantiles?: number[];
  readonly qcut_inverse_mid?: number[][];
}
interface Golden {
  readonly qcut: Record<string, QcutCase>;
  readonly discretizer: {
    readonly xs: number[][];
    readonly is_cat_and_indices: CategoricalAndIndices[];
    readonly q: number;
    readonly discretized: number[][][];
    readonly quantiles: (number[] | null)[];
    readonly mid: number[][];
    readonly indices: number[][];
    readonly transform: number[][];
    readonly inverse: number[][];
    readonly soft_in: number[][];
    readonly soft_inverse: number[][];
    readonly out_of_range_in: number[][];
    readonly out_of_range_transform: number[][];
  };
  readonly split_fn: {
    readonly feature_indices: [number, number][];
    readonly xs: number[][];
    readonly prob: number[][];
    readonly split_xs: number[][][];
    readonly split_prob: number[][][];
  };
}
const { qcut: cases, discretizer: golden, split_fn: split } = loadGolden<Golden>('l2c_helpers');
const flat = (values: unknown): number[] => (Array.isArray(values) ? values.flatMap(flat) : [values as number]);
const expectTensor = async (x: Tensor, expected: unknown) =>
  expectClose(Array.from((await x.data()) as Float32Array), flat(expected), { rtol: 1e-6, atol: 1e-6 });

describe('qcut', () => {
  it.each(Object.entries(cases))('is the original: %s', async (_name, { x, q, digitized, quantiles, ...mids }) => {
    const [codes, bounds] = qcut(x, q);
    await expectTensor(codes, digitized);
    await expectTensor(bounds, quantiles);
    if (!mids.cut_quantiles) return;
    const middles = cutQuantiles(bounds, x);
    await expectTensor(middles, mids.cut_quantiles);
    const values = qcutInverse(ops.oneHot(codes, q), middles);
    expect(values.shape).toEqual([x.length, 1]);
    await expectTensor(values, mids.qcut_inverse_mid);
  });

  // jax-relax: qcut(jnp.arange(31.), 10) and qcut(jnp.arange(15.), 7), whose bounds lie on values, or beside them by a digit.
  it.each([
    [31, 10, [3, 3, 3, 3, 3, 3, 3, 3, 4, 3]],
    [15, 7, [2, 2, 3, 1, 2, 3, 2]],
  ])('puts %i values into %i bins as the original', async (n, q, counts) => {
    const codes = Array.from((await qcut(ops.arange(n), q)[0].data()) as Int32Array);
    expect(counts.map((_, bin) => codes.filter((code) => code === bin).length)).toEqual(counts);
  });

  // jax-relax: of equal values, rounding decides which side of a bound they are on.
  it('puts equal values into the bins of the original', async () => {
    const x = Array.from({ length: 60 }, (_, i) => ((i * 5) % 8) / 7);
    const codes = Array.from((await qcut(x, 7)[0].data()) as Int32Array);
    const counts = Array.from({ length: 7 }, (_, bin) => codes.filter((code) => code === bin).length);
    expect(counts).toEqual([8, 7, 8, 7, 7, 8, 15]);
  });

  it('cuts each column, or each row', async () => {
    const x = [
      [0, 30],
      [1, 20],
      [2, 10],
      [3, 0],
    ];
    const [codes, quantiles] = qcut(x, 2);
    await expectTensor(quantiles, [1.5, 15]);
    await expectTensor(codes, [0, 1, 0, 1, 1, 0, 1, 0]);
    await expectTensor(qcut(x, 2, { axis: 1 })[0], [0, 1, 0, 1, 0, 1, 1, 0]);
  });

  it('puts every value into the bin whose bounds it lies between', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 30 }),
        fc.integer({ min: 2, max: 6 }),
        async (x, q) => {
          const [codes, quantiles] = qcut(x, q);
          const [bins, bounds] = [await codes.data(), await quantiles.data()];
          x.forEach((value, i) => {
            const bin = Number(bins[i]);
            expect(bin === 0 || value >= Number(bounds[bin - 1])).toBe(true);
            expect(bin === q - 1 || value < Number(bounds[bin])).toBe(true);
          });
        },
      ),
      { numRuns: 25 },
    ));

  it('refuses a number of bins that is none', () => {
    expect(() => qcut([1, 2], 0)).toThrow(/positive/);
  });
});

describe('discretizeXs', () => {
  it('is the original', async () => {
    const [columns, quantiles, mids] = discretizeXs(golden.xs, golden.is_cat_and_indices, golden.q);
    for (const [i, column] of columns.entries()) await expectTensor(column, golden.discretized[i]);
    for (const [i, bounds] of quantiles.entries()) {
      if (bounds === null) expect(golden.quantiles[i]).toBeNull();
      else await expectTensor(bounds, golden.quantiles[i]);
    }
    for (const [i, mid] of mids.entries()) await expectTensor(mid, golden.mid[i]);
  });
});

describe('Discretizer', () => {
  const discretizer = new Discretizer(golden.is_cat_and_indices, { q: golden.q });
  const transformed = discretizer.fitTransform(golden.xs);

  it('is the original', async () => {
    expect(discretizer.indices).toEqual(golden.indices);
    await expectTensor(transformed, golden.transform);
    await expectTensor(discretizer.inverseTransform(golden.transform), golden.inverse);
    await expectTensor(discretizer.inverseTransform(golden.soft_in), golden.soft_inverse);
    await expectTensor(discretizer.transform(golden.out_of_range_in), golden.out_of_range_transform);
  });

  it('keeps rows of middles as they are', async () => {
    const again = discretizer.inverseTransform(discretizer.transform(golden.inverse));
    await expectTensor(again, golden.inverse);
  });

  it('makes a predictor of bins from one of values', async () => {
    const inBins = discretizer.getPredFn((xs) => xs.mul(2));
    await expectTensor(
      inBins(tensor(golden.transform)),
      flat(golden.inverse).map((value) => 2 * value),
    );
  });

  it('is the same after its bounds were written down', async () => {
    const [quantiles, mid] = [
      await Promise.all(discretizer.quantiles.map(async (each) => (each ? await each.array() : null))),
      await Promise.all(discretizer.mid.map((each) => each.array())),
    ];
    const again = new Discretizer(golden.is_cat_and_indices, golden.q).restore(quantiles as never, mid as never);
    await expectTensor(again.transform(golden.xs), golden.transform);
    await expectTensor(again.inverseTransform(golden.soft_in), golden.soft_inverse);
  });

  it('says that it was not fitted', () => {
    expect(() => new Discretizer(golden.is_cat_and_indices).transform(golden.xs)).toThrow(/call fit\(xs\) first/);
  });
});

describe('splitFn', () => {
  it('is the original', async () => {
    const [splitXs, splitProb] = splitFn(split.feature_indices);
    for (const [i, part] of splitXs(split.xs).entries()) await expectTensor(part, split.split_xs[i]);
    for (const [i, part] of splitProb(split.prob).entries()) await expectTensor(part, split.split_prob[i]);
  });
});
