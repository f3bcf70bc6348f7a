/** Values of nflows and normflows: ../../goldens/flows.json.gz. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ops, type Tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { decoded, type Encoded, goldenFile } from '../testing/golden.js';
import { inFloat64 } from '../testing/layers.js';
import * as flows from './index.js';
import { gaussLegendre } from './monotone-integral.js';
import { Spline } from './splines/spline.js';

interface SplineCase {
  readonly kind: string;
  readonly bins: number;
  readonly bound: number;
  readonly parameters: Readonly<Record<string, Encoded>>;
  readonly x: Encoded;
  readonly y: Encoded;
  readonly log_slope: Encoded;
}
type Values = Readonly<Record<string, Encoded>>;
const file = JSON.parse(gunzipSync(readFileSync(goldenFile('flows.json.gz'))).toString()) as {
  readonly splines: readonly SplineCase[];
  readonly batch_norm: Values;
  readonly gaussian_mixture: Values;
};
const numbers = (of: Encoded): Tensor => decoded(of, 'float64');

/** Our parameters are 0 for the identity, those of nflows are not. */
const shifts: Readonly<Record<string, number>> = {
  unnorm_derivatives_left: Math.LN2,
  unnorm_derivatives_right: Math.LN2,
  unnormalized_derivatives: -Math.log(Math.expm1(1 - 1e-3)),
};

test.each(file.splines)('splines of nflows: $kind', async ({ kind, bins, bound, parameters, x, y, log_slope }) => {
  const spline = new Spline({
    kind: kind === 'rational_quadratic' ? 'rationalQuadratic' : (kind as 'cubic'),
    bins,
    bound,
  });
  const all = Object.entries(parameters).map(([name, each]) => numbers(each).add(shifts[name] ?? 0));
  const joined = ops.concatenate(all, -1);
  expect(joined.shape.at(-1)).toBe(spline.parameterCount);
  const [found, logSlope] = spline.forwards(numbers(x), joined);
  expectClose(await found.data(), y.data, { rtol: 1e-6, atol: 1e-6 });
  expectClose(await logSlope.data(), log_slope.data, { rtol: 1e-5, atol: 1e-5 });
  expectClose(await spline.backwards(numbers(y), joined).data(), x.data, { rtol: 1e-5, atol: 1e-5 });
});

test('batch normalization of nflows', () =>
  inFloat64(async () => {
    const { weight, bias, mean, variance, x, y, j } = file.batch_norm as Record<string, Encoded>;
    const layer = new flows.BatchNorm([3], [1]);
    layer.logScale.assign(numbers(weight!).log());
    layer.shift.assign(numbers(bias!));
    layer.movingMean.assign(numbers(mean!));
    layer.movingVariance.assign(numbers(variance!));
    const [found, determinants] = layer(numbers(x!));
    expectClose(await found.data(), y!.data, { rtol: 1e-5, atol: 1e-6 });
    expectClose(await determinants.data(), j!.data, { rtol: 1e-5 });
  }));

test('the mixture of normflows', () =>
  inFloat64(async () => {
    const { means, log_deviations, logits, z, log_prob } = file.gaussian_mixture as Record<string, Encoded>;
    const mixture = new flows.NormalMixture(3, 2);
    mixture.means.assign(numbers(means!));
    mixture.logDeviations.assign(numbers(log_deviations!));
    mixture.logits.assign(numbers(logits!));
    expectClose(await mixture.logProb(numbers(z!)).data(), log_prob!.data, { rtol: 1e-5 });
  }));

test('the rule of Gauss and Legendre', () => {
  // Abramowitz & Stegun, table 25.4, for n = 3, moved to the interval from 0 to 1.
  const root = Math.sqrt(0.6) / 2;
  const { places, weights } = gaussLegendre(3);
  expectClose(places, [0.5 - root, 0.5, 0.5 + root], { atol: 1e-14, rtol: 0 });
  expectClose(weights, [5 / 18, 8 / 18, 5 / 18], { atol: 1e-14, rtol: 0 });
});
