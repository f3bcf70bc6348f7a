/** Values of normflows, nflows and FrEIA: ../../../goldens/distributions.json.gz. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ops, type Tensor } from '@org/core';
import { layers } from '@org/models';
import { expectClose } from '@org/testing';
import { decoded, type Encoded, goldenFile } from '../../testing/golden.js';
import { inFloat64 } from '../../testing/layers.js';
import * as flows from '../index.js';
import { Spline } from '../splines/spline.js';

type Values = Readonly<Record<string, Encoded>>;
const file = JSON.parse(gunzipSync(readFileSync(goldenFile('distributions.json.gz'))).toString()) as {
  readonly planes: readonly {
    readonly density: flows.PlaneDensityName;
    readonly options: object;
    readonly z: Encoded;
    readonly log_prob: Encoded;
  }[];
  readonly class_normal: Values & { readonly y: readonly number[] };
  readonly glow_base: Values & { readonly y: readonly number[] };
  readonly principal: Values;
  readonly uniform_normal: Values & { readonly elements: readonly number[]; readonly scale: readonly number[] };
  readonly bernoulli: Values;
  readonly simulators: Readonly<Record<'mg1' | 'lotka', Values>>;
  readonly mixture: Values;
  readonly network: Values & { readonly weights: readonly Encoded[] };
  readonly mixed: Values & { readonly bins: number; readonly bound: number };
};
const numbers = (of: Encoded | undefined): Tensor => decoded(of!, 'float64');
/** What it is given, as what a network makes of it. */
const identity = () => new layers.Lambda((x: Tensor) => x);
const close = async (found: Tensor, wanted: Encoded | undefined, rtol = 1e-5): Promise<void> =>
  expectClose(await found.data(), wanted!.data, { rtol, atol: 1e-5 });
/** But for a constant: what the originals leave out, or have wrong, so that their densities are not 1 in all (ours are). */
const closeButForOne = async (found: Tensor, wanted: Encoded | undefined): Promise<void> => {
  const away = numbers(wanted).sub(ops.cast(found, 'float64'));
  expectClose(await away.sub(away.mean()).data(), new Float32Array(away.size), { atol: 1e-5 });
};
const shaped = (found: Tensor, like: Encoded | undefined) => ops.reshape(found, [...like!.shape]);

test.each(file.planes)('normflows: $density', async ({ density, options, z, log_prob }) => {
  const found = new flows.PlaneDensity({ density, ...options }).logProb(numbers(z));
  await close(shaped(found, log_prob), log_prob);
});

test('normflows: normal distributions of classes', () =>
  inFloat64(async () => {
    const { loc, log_scale, x, y, log_prob } = file.class_normal;
    const base = new flows.ClassNormal([2, 3], { classes: 4 });
    base.means.assign(numbers(loc));
    base.logDeviations.assign(numbers(log_scale));
    await close(base.logProb(numbers(x), [...y]), log_prob);
  }));

test('normflows: those of channels, the base of Glow', () =>
  inFloat64(async () => {
    const { loc, log_scale, x, y, log_prob } = file.glow_base;
    const base = new flows.ClassNormal([1, 1, 3], { classes: 4 });
    base.means.assign(ops.reshape(numbers(loc), [4, 1, 1, 3]));
    base.logDeviations.assign(ops.reshape(numbers(log_scale), [4, 1, 1, 3]));
    await close(base.logProb(numbers(x), [...y]), log_prob);
  }));

test('normflows: principal components', () =>
  inFloat64(async () => {
    const { loc, W, log_sigma, x, log_prob } = file.principal as Record<string, Encoded>;
    const base = new flows.PrincipalNormal(3, 2);
    base.center.assign(numbers(loc));
    base.directions.assign(numbers(W));
    base.logDeviation.assign(ops.reshape(numbers(log_sigma), []));
    await closeButForOne(base.logProb(numbers(x)), log_prob);
  }));

test('normflows: uniform and normal elements', async () => {
  const { elements, scale, x, log_prob } = file.uniform_normal;
  await close(new flows.UniformNormal(3, elements, { scale }).logProb(numbers(x)), log_prob);
});

test('nflows: zeros and ones', async () => {
  const { logits, x, log_prob, mean } = file.bernoulli;
  const base = new flows.ConditionalBernoulli(identity());
  await close(base.logProb(numbers(x), numbers(logits)), log_prob);
  await close(base.expectedValue([4, 6], { condition: numbers(logits) }), mean);
});

test('nflows: priors of simulators', async () => {
  const { mg1, lotka } = file.simulators;
  await close(new flows.MG1Uniform({ low: 0, high: [10, 10, 1 / 3] }).logProb(numbers(mg1.x)), mg1.log_prob);
  await closeButForOne(new flows.LotkaVolterraOscillating().logProb(numbers(lotka.x)), lotka.log_prob);
});

test('FrEIA: a mixture with full covariances', async () => {
  const { logits, means, U, x, z, jac, nll } = file.mixture;
  const [batch, components, size] = means!.shape as [number, number, number];
  const flat = (each: Tensor) => ops.reshape(each, [batch, -1]);
  const factors = numbers(U);
  const parts = [factors.at('...', `:${size}`), factors.at('...', `${size}:`)];
  const condition = ops.concatenate([numbers(logits), flat(numbers(means)), ...parts.map(flat)], 1);
  const base = new flows.ConditionalMixture(size, components, identity());
  const [latents, determinants] = base.latents(numbers(x), condition);
  await close(latents, z);
  await close(determinants, jac);
  // That of FrEIA is without the constant of the normal distribution.
  const constant = (size / 2) * Math.log(2 * Math.PI);
  await close(base.logProb(numbers(x), condition).neg().sub(constant), nll);
});

test('nflows: a residual network', () =>
  inFloat64(async () => {
    const { weights, x, y } = file.network;
    const network = new flows.ResidualNetwork(4, { hiddenUnits: 5, blocks: 2 });
    network.build([null, 3]);
    network.setWeights(weights.map((each) => numbers(each)));
    await close(network(numbers(x)) as Tensor, y);
  }));

test('normflows: splines of elements of which some are on circles', async () => {
  const { bins, bound, x, y, log_slope, widths, heights, slopes } = file.mixed;
  const shift = -Math.log(Math.expm1(1 - 1e-3));
  const all = ops.concatenate([numbers(widths), numbers(heights), numbers(slopes).add(shift)], -1);
  const spline = new Spline({ bins, bound, tails: ['circular', 'linear'] }, 2);
  const at = (each: readonly number[]) => ops.cast(ops.convertToTensor([each as number[]]), 'float64');
  const [found, logSlope] = spline.forwards(numbers(x), all, at);
  await close(found, y, 1e-6);
  await close(logSlope, log_slope);
  await close(spline.backwards(numbers(y), all, at), x);
});
