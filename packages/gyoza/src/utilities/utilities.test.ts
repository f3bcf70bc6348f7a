/** The helpers of the original: axes, curves, random numbers, pairs. */
import { RandomState } from '@org/core/python';
import { expectClose } from '@org/testing';
import fc from 'fast-check';
import * as gyoza from '../index.js';
import { counting, decoded, type Encoded, expectGolden, golden } from '../testing/golden.js';
import { numbersOf } from './numbers.js';

const { moveAxis, expandAxes, flattenAlongAxes, swopAxes } = gyoza.utilities.tensors;
const { dataSynthesis, mathematics } = gyoza.tutorials;

interface Utilities {
  axes: {
    x: Encoded;
    move: { from: number; to: number; out: Encoded }[];
    expand: { axes: number[]; shape: number[] }[];
    flatten: { axes: number[]; out: Encoded }[];
    swop: { from: number; to: number; out: Encoded }[];
  };
  curves: Record<string, Encoded | Encoded[]>;
  pairs: {
    seed: number;
    S: Encoded;
    Z: Encoded;
    Y: Encoded;
    batch_size: number;
    target_correlations: number[];
    batches: { a: Encoded; b: Encoded; y: Encoded }[];
    choice: Encoded;
  };
}
const { axes, curves, pairs } = golden<Utilities>('utilities');

describe('axes', () => {
  const x = decoded(axes.x);
  test.each(axes.move)('move $from to $to', ({ from, to, out }) => expectGolden(moveAxis(x, from, to), out));
  test.each(axes.expand)('expand at $axes', ({ axes: places, shape }) => {
    expect(expandAxes(x, places).shape).toEqual(shape);
  });
  test.each(axes.flatten)('flatten $axes', ({ axes: places, out }) => expectGolden(flattenAlongAxes(x, places), out));
  test.each(axes.swop)('swop $from and $to', ({ from, to, out }) => expectGolden(swopAxes(x, from, to), out));

  test('by name', () => {
    expect(moveAxis({ x, fromIndex: 0, toIndex: 2 }).shape).toEqual([3, 4, 2, 5]);
    expect(flattenAlongAxes({ x, axes: [1, 2] }).shape).toEqual([2, 12, 5]);
  });

  // The original's tests, on small tensors.
  test.each([
    [0, 0, [1, 2, 3, 4]],
    [1, 3, [1, 3, 4, 2]],
    [2, 0, [3, 1, 2, 4]],
    [1, -1, [1, 3, 4, 2]],
  ])('moving %i to %i', (from, to, shape) => {
    expect(moveAxis(counting([1, 2, 3, 4]), from, to).shape).toEqual(shape);
  });
  test.each([
    [[0], [1, 2, 3, 4]],
    [
      [0, 4],
      [1, 2, 3, 4, 1],
    ],
    [
      [4, 0],
      [1, 2, 3, 4, 1],
    ],
    [
      [3, 0],
      [1, 2, 3, 1, 4],
    ],
    [
      [3, 2, 0],
      [1, 2, 1, 1, 3, 4],
    ],
  ])('expanding at %j', (places, shape) => {
    expect(expandAxes(counting([2, 3, 4]), places).shape).toEqual(shape);
  });
  test('expanding beyond the end', () => {
    expect(() => expandAxes(counting([2, 3]), [4])).toThrow(expect.objectContaining({ name: 'AssertionError' }));
  });
  test.each([
    [[], [2, 3, 4], [2, 3, 4]],
    [[0], [2, 3, 4], [2, 3, 4]],
    [[1], [2, 3, 4], [2, 3, 4]],
    [[2], [2, 3, 4], [2, 3, 4]],
    [
      [0, 1],
      [2, 3, 4],
      [6, 4],
    ],
    [
      [0, 2],
      [2, 3, 4],
      [8, 3],
    ],
    [
      [1, 2],
      [2, 3, 4],
      [2, 12],
    ],
    [
      [1, 2],
      [2, 3, 4, 5],
      [2, 12, 5],
    ],
    [
      [1, 3],
      [2, 3, 4, 5],
      [2, 15, 4],
    ],
  ])('flattening %j of %j', async (places, shape, result) => {
    const flat = flattenAlongAxes(counting(shape), places);
    expect(flat.shape).toEqual(result);
    expect([...(await flat.data())]).toEqual([...(await counting(shape).data())]);
  });
});

describe('curves', () => {
  const { t, u } = { t: decoded(curves.t as Encoded), u: decoded(curves.u as Encoded) };
  const square = (x: number) => x ** 2;
  const slope = (x: number) => 2 * x;
  const cases: [string, unknown][] = [
    ['cartesian_to_polar', mathematics.cartesianToPolar(t, u)],
    ['polar_to_cartesian', mathematics.polarToCartesian(u, t)],
    ['archimedian_spiral', mathematics.archimedianSpiral(u, 0.7)],
    ['logarithmic_spiral', mathematics.logarithmicSpiral(t, 0.3, 0.2)],
    ['rotate', mathematics.rotate(t, u, 0.4)],
    ['tangent', mathematics.tangent(square, slope, 1.5)(t)],
    ['normal', mathematics.normal(square, slope, 1.5)(t)],
  ];
  test.each(cases)('%s', async (name, result) => {
    const expected = [curves[name]!].flat();
    const found = [result].flat() as Parameters<typeof expectGolden>[0][];
    for (const [i, each] of expected.entries()) await expectGolden(found[i]!, each, name, 1e-12);
  });
});

describe('the data of the tutorial', () => {
  test('are those that NumPy draws', async () => {
    dataSynthesis.resetRandomNumberGenerators(pairs.seed);
    const random = dataSynthesis.randomState();
    const S = random.normal(40, { loc: 0, scale: 0.5 });
    expectClose(S, pairs.S.data, { rtol: 1e-15 });
    const [Z, Y] = dataSynthesis.createDataSet(S, (s) => [s, s.square().mul(0.5)], [0.1, 0.2]);
    await expectGolden(Z, pairs.Z, 'Z', 1e-14);
    await expectGolden(Y, pairs.Y, 'Y', 1e-14);
    const iterator = dataSynthesis.factorizedPairIterator(Z, Y, pairs.batch_size, pairs.target_correlations);
    for (const { a, b, y } of pairs.batches) {
      const [[foundA, foundB], targets] = iterator.next().value!;
      await expectGolden(foundA, a, 'a', 1e-7);
      await expectGolden(foundB, b, 'b', 1e-7);
      await expectGolden(targets, y, 'y');
    }
    expectClose(random.choice(S, 7), pairs.choice.data);
  });

  test('pairs have the target correlations', async () => {
    dataSynthesis.resetRandomNumberGenerators(2);
    const random = dataSynthesis.randomState();
    const [Z, Y] = dataSynthesis.createDataSet(random.normal(1024), (s) => [s, s.square()], [0.1, 0.1]);
    const [[a, b]] = dataSynthesis.factorizedPairIterator(Z, Y, 4096, [0, 0.9]).next().value!;
    const correlation = (x: readonly number[], y: readonly number[]) => {
      const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
      const [mx, my] = [mean(x), mean(y)];
      const covariance = mean(x.map((each, i) => (each - mx) * (y[i]! - my)));
      return covariance / Math.sqrt(mean(x.map((each) => (each - mx) ** 2)) * mean(y.map((each) => (each - my) ** 2)));
    };
    const column = async (x: typeof a) => [...(await x.at(':', 0).data())].map(Number);
    expect(correlation(await column(a), await column(b))).toBeCloseTo(0.9, 1);
  });

  test('the nearest instance is found as by comparison with all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer(), (count, seed) => {
        dataSynthesis.resetRandomNumberGenerators(seed);
        const draw = () => [...dataSynthesis.randomState().normal(count)];
        const rows = draw().map((x, i) => [x, i, Math.sin(x * 7)]);
        const Y = rows.map(([x, , z]) => [x!, z!]);
        const X = rows.map(([, i]) => [i!]);
        dataSynthesis.resetRandomNumberGenerators(seed);
        const [, b] = [...dataSynthesis.factorizedPairIterator(X, Y, 1, [0, 0.5]).next().value![0]];
        const again = new RandomState(seed);
        const [a] = again.integers(count, 1);
        const noise = again.normal(2);
        const moments = [0, 1].map((k) => {
          const mean = Y.reduce((sum, row) => sum + row[k]!, 0) / count;
          return { mean, deviation: Math.sqrt(Y.reduce((sum, row) => sum + (row[k]! - mean) ** 2, 0) / count) };
        });
        const point = [0, 0.5].map((rho, k) => {
          const { mean, deviation } = moments[k]!;
          return mean + rho * (Y[a!]![k]! - mean) + deviation * Math.sqrt(1 - rho ** 2) * noise[k]!;
        });
        const squares = Y.map((row) => row.reduce((sum, each, k) => sum + (each - point[k]!) ** 2, 0));
        const nearest = squares.indexOf(Math.min(...squares));
        expect(numbersOf(b!)).toEqual([nearest]);
      }),
      { numRuns: 30 },
    );
  });
});
