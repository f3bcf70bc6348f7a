/** Numbers behind the charts, and that these are drawn. */
import type { Tensor } from '@org/core';
import { tensor } from '@org/core';
import * as keras from '@org/models';
import { expectClose } from '@org/testing';
import {
  ActivationNormalization,
  AdditiveCoupling,
  CheckerBoardMask,
  FlowModel,
  HeavisideMask,
  Reflection,
} from '../../index.js';
import { decoded, type Encoded, expectGolden, golden } from '../../testing/golden.js';
import * as gtds from '../data-synthesis.js';
import * as gtp from './index.js';

const { curves } = golden<{ curves: Record<string, Encoded | Encoded[]> }>('utilities');
const [t, u] = [decoded(curves.t as Encoded), decoded(curves.u as Encoded)];
const along = { axes: [1], shape: [2] };
const arc = (s: Tensor) => [s, s.square().mul(0.5)] as const;

test.each<[string, () => unknown]>([
  ['swirl', () => gtp.swirl(t, u, 0.1, -0.2, 4, 0.3, 2)],
  ['radial_line', () => gtp.makeRadialLine(2, 0.6, 5)],
  [
    'gaussian',
    () =>
      gtp.make2DimensionalGaussian(
        [0.2, -0.1],
        [
          [1, 0.3],
          [0.3, 0.5],
        ],
        [4, 4],
      ),
  ],
  ['palette', () => gtp.__makeColorPalette__()],
])('%s', async (name, make) => {
  const found = [make()].flat() as Tensor[];
  for (const [i, each] of [curves[name]!].flat().entries()) await expectGolden(found[i]!, each, name, 1e-6);
});

test('the colour wheel: red at the right, white outside, most opaque in the middle', () => {
  const { data, width, height, channels } = gtp.makeColorWheel(72, 32);
  expect([width, height, channels, data.length]).toEqual([32, 32, 4, 4096]);
  const pixel = (x: number, y: number) => [...data.subarray(4 * (32 * y + x), 4 * (32 * y + x) + 4)];
  expect(pixel(30, 16).slice(0, 3)).toEqual([255, 0, 0]);
  expect(pixel(0, 0).slice(0, 3)).toEqual([255, 255, 255]);
  expect(pixel(16, 16)[3]).toBeGreaterThan(pixel(30, 16)[3]!);
});

test('an affine layer moves by its affine part alone, a coupling by both', async () => {
  const normalization = new ActivationNormalization(along);
  normalization.setWeights([tensor([1, 0], null, 'float32'), tensor([2, 1], null, 'float32')]);
  const square = (x: Tensor) => x.square().sum(1, true);
  const coupling = new AdditiveCoupling({
    ...along,
    computeCouplingParameters: square,
    mask: new HeavisideMask(along),
  });
  const network = new FlowModel([normalization, coupling]);
  const points: [number, number][] = [
    [1, 1],
    [3, -1],
  ];
  const [first, second] = await gtp.contributionsOf(network, points, [1, 2]);
  expectClose(first!.predictions.flat(), [0, 1, 1, -1]);
  expect(first!.higherOrder).toBeCloseTo(0, 6);
  expect(first!.affine).toBeCloseTo((1 + 2) / 2, 6);
  // x + y² at the origin is x, so that all of the move is of higher order.
  expect(second!.affine).toBeCloseTo(0, 6);
  expect(second!.higherOrder).toBeCloseTo(1, 6);
});

test('all charts are drawn', async () => {
  gtds.resetRandomNumberGenerators(1);
  const S = gtds.randomState().normal(100, { scale: 0.5 });
  const [Z, Y] = gtds.createDataSet(S, arc, [0.1, 0.1]);
  const [[a, b], y] = gtds.factorizedPairIterator(Z, Y, 16, [0, 0.9]).next().value!;
  const network = new FlowModel([
    new Reflection({ ...along, reflectionCount: 1 }),
    new AdditiveCoupling({
      ...along,
      computeCouplingParameters: new keras.Sequential([new keras.layers.Dense(2)]),
      mask: new CheckerBoardMask(along),
    }),
  ]);
  const charts = [
    gtp.plotInstancePairs(S, a, b, y, arc, 'arc'),
    gtp.plotInstancePairs2(a, b),
    gtp.plotLossTrajectory([3, 2, 1], [0.1, 0.1, 0.1], 'arc'),
    gtp.plotInputOutput({ network, S, manifoldFunction: arc, noiseStandardDeviation: [0.1, 0.1], manifoldName: 'arc' }),
    gtp.evaluateAndPlotNetworks([Z], [Y], [network], 'arc'),
    gtp.plotInversePoint(0.5, 0, S, network, arc, 'arc'),
    gtp.plotContributionPerLayer(network, [-1, 1], arc, 'arc', [1, 2], ['Reflect', 'Couple']),
  ];
  for (const chart of charts) {
    const svg = await (await chart).svg();
    expect(svg.match(/<path/g)!.length).toBeGreaterThan(3);
    expect(svg).not.toContain('NaN');
  }
});
