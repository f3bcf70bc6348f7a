import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, random, type Tensor, tensor } from '@org/core';
import type { DataModule } from '../../data/index.js';
import { goldenDataModule, loadGolden, type MethodGolden, predictorOf, rowsOf } from '../../testing/goldens.js';
import { setConfig } from '../../utils/index.js';
import type { RemotePredFn } from '../base/index.js';
import { VanillaCF } from '../vanilla/vanilla.js';
import { GrowingSphere, GSConfig } from './growing-sphere.js';
import {
  catPerturbFn,
  featuresToInfosAndPerturbFn,
  hyperSphereCoordinates,
  perturbFunctionWithFeatures,
  sampleCategorical,
} from './perturb.js';

const golden = loadGolden<MethodGolden & { no_data_module: number[][] }>('growing_sphere');
const predFn = predictorOf(golden);
const { xs, yTargets, rngKeys } = rowsOf(golden);
let data: DataModule;
beforeAll(async () => {
  data = await goldenDataModule();
});

const largest = (actual: Tensor, expected: readonly unknown[]): Promise<unknown> =>
  actual
    .sub(tensor(expected as never))
    .abs()
    .max()
    .item();

function sphere(config: object, hasData = true): GrowingSphere {
  const method = new GrowingSphere(config as never);
  if (hasData) method.setDataModule(data);
  method.beforeGenerateCf();
  return method;
}

describe("in the original's way", () => {
  beforeAll(() => setConfig({ compat: 'jax-relax' }));
  afterAll(() => setConfig({ compat: null }));

  it.each(golden.cases)('$config', async ({ config, cfs }) => {
    const found = await sphere(config).generateCfs(xs, predFn, yTargets, rngKeys);
    expect(await largest(found.at(':', 0) as Tensor, cfs as number[][])).toBeLessThan(1e-5);
  });

  it('in batches, and with constraints that forbid nothing', async () => {
    const { config, cfs } = golden.cases.at(-1)!;
    const method = sphere(config);
    const inBatches = await method.generateCfs(xs, predFn, yTargets, rngKeys, { batchSize: 3 });
    expect(await largest(inBatches.at(':', 0) as Tensor, cfs as number[][])).toBeLessThan(1e-5);
    method.setConstraints({});
    const constrained = await method.generateCfs(xs, predFn, yTargets, rngKeys);
    expect(await largest(constrained.at(':', 0) as Tensor, cfs as number[][])).toBeLessThan(1e-5);
  });

  it('without data', async () => {
    const found = await sphere({ nSteps: 5, nSamples: 20 }, false).generateCfs(xs, predFn, yTargets, rngKeys);
    expect(await largest(found.at(':', 0) as Tensor, golden.no_data_module)).toBeLessThan(1e-5);
  });

  it('draws points', async () => {
    const {
      hyper_sphere,
      'sphere.sample_categorical': categories,
      perturb_function_with_features: perturb,
    } = loadGolden<{
      hyper_sphere: { x: number[][]; n_samples: number; high: number; low: number; p1: number[][]; p2: number[][] };
      'sphere.sample_categorical': { col_size: number; n_samples: number; out: number[][] };
      perturb_function_with_features: {
        [name: string]: number[];
      } & { x: number[][]; n_samples: number; high: number; low: number; p_norm: number; out: number[][] };
    }>('losses_and_sampling');
    const key = random.PRNGKey(0);
    const { x, n_samples, high, low } = hyper_sphere;
    expect(await largest(hyperSphereCoordinates(key, tensor(x), n_samples, high, low), hyper_sphere.p2)).toBeLessThan(
      1e-6,
    );
    const inNormOfOne = hyperSphereCoordinates(key, tensor(x), n_samples, high, low, { pNorm: 1 });
    expect(await largest(inNormOfOne, hyper_sphere.p1)).toBeLessThan(1e-6);
    expect(await sampleCategorical(key, categories.col_size, categories.n_samples).array()).toEqual(categories.out);
    const drawn = perturbFunctionWithFeatures(
      ...([key, tensor(perturb.x), perturb.n_samples, perturb.high, perturb.low, perturb.p_norm] as const),
      ...([perturb.cont_masks!, perturb.immut_masks!, perturb.num_categories!, catPerturbFn('ohe')] as const),
    );
    expect(await largest(drawn, perturb.out)).toBeLessThan(1e-6);
  });

  it('tells what features are apart from what draws them', async () => {
    const [infos, perturbFn] = featuresToInfosAndPerturbFn(data.features);
    expect(infos).toEqual([
      [1, 1, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 1, 1],
      [1, 1, 3, 2],
    ]);
    const points = perturbFunctionWithFeatures(
      random.PRNGKey(0),
      xs.at(':1') as Tensor,
      50,
      1,
      0,
      2,
      ...infos,
      perturbFn,
    );
    expect(points.shape).toEqual([50, 7]);
    expect(await ops.sum(points.at(':', '2:') as Tensor).item()).toBe(100);
  });
});

const wanted = async (cfs: Tensor, targets: Tensor): Promise<unknown> =>
  ops.equal(ops.argmax(predFn(cfs), -1), ops.argmax(targets, -1)).array();

it('takes a point that is as wanted, leaves what is immutable, and keeps categories whole', async () => {
  const found = (await sphere({}).generateCfs(xs, predFn, yTargets, rngKeys)).at(':', 0) as Tensor;
  const changed = await ops.any(ops.notEqual(found, xs), -1).array();
  expect(await wanted(found, yTargets)).toEqual(changed);
  expect(
    await largest(found.at(':', '5:7') as Tensor, (await (xs.at(':', '5:7') as Tensor).array()) as number[][]),
  ).toBe(0);
  const category = (await (found.at(':', '2:5') as Tensor).array()) as number[][];
  for (const row of category) expect([...row].sort()).toEqual([0, 0, 1]);
});

it('explains predictors that answer by promises, in batches', async () => {
  const sizes: number[] = [];
  const service = async (rows: Tensor) => {
    sizes.push(rows.shape[0]!);
    return (await predFn(rows).array()) as number[][];
  };
  const method = sphere({ nSamples: 40 });
  const asked = await method.generateCfs(xs, service, yTargets, rngKeys, { batchSize: 50 });
  const computed = await method.generateCfs(xs, predFn, yTargets, rngKeys, { refine: false });
  expect(await largest(asked, (await computed.array()) as unknown[])).toBeLessThan(1e-6);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(50);
  await expect(new VanillaCF().generateCfs(xs, service, yTargets, rngKeys)).rejects.toMatchObject({
    name: 'TypeError',
    message: expect.stringContaining('GrowingSphere'),
  });
});

it.each<[string, (answer: number[][]) => number[][], RegExp]>([
  ['no numbers', (answer) => answer.map(() => [Number.NaN, 1]), /answers what is no number[\s\S]*NaN for row 0 of/],
  ['other classes', (answer) => answer.map((row) => [...row, 0]), /another number of predictions a row than before/],
])('says when a service begins to send %s', async (_name, broken, message) => {
  let calls = 0;
  const service = async (rows: Tensor) => {
    const answer = (await predFn(rows).array()) as number[][];
    return ++calls < 3 ? answer : broken(answer);
  };
  const search = sphere({ nSamples: 40 }).generateCfs(xs, service);
  await expect(search).rejects.toMatchObject({ name: 'ValueError', message: expect.stringMatching(message) });
});

it('is stopped by a signal', async () => {
  const controller = new AbortController();
  const run = sphere({}).generateCfs(xs, predFn, {
    batchSize: 1,
    onProgress: () => controller.abort(),
    signal: controller.signal,
  });
  await expect(run).rejects.toMatchObject({ name: 'AbortError' });
});

it.each([
  ['in its first', 1, (service: RemotePredFn) => service],
  ['in a later', 3, (service: RemotePredFn) => service],
  [
    'in the call that tells whether it is one, its first',
    1,
    (service: RemotePredFn) => (rows: Tensor) => service(rows),
  ],
])('is stopped by a signal while a service does not answer %s call', async (_which, last, wrap) => {
  const controller = new AbortController();
  const reason = new Error('took too long');
  let calls = 0;
  const service = async (rows: Tensor): Promise<number[][]> => {
    if (++calls < last) return (await predFn(rows).array()) as number[][];
    setTimeout(() => controller.abort(reason), 1);
    return new Promise(() => undefined);
  };
  await expect(sphere({}).generateCfs(xs, wrap(service), { signal: controller.signal })).rejects.toBe(reason);
  expect(calls).toBe(last);
});

it('keeps its settings and its data in files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'relax-sphere-'));
  await sphere({ nSteps: 7 }).save(folder);
  const again = await GrowingSphere.loadFromPath(folder);
  expect([again.config, again.hasDataModule()]).toEqual([new GSConfig({ nSteps: 7 }), true]);
  await sphere({ nSteps: 7 }).save(join(folder, 'bare'), { saveDataModule: false });
  expect((await GrowingSphere.loadFromPath(join(folder, 'bare'))).hasDataModule()).toBe(false);
  await rm(folder, { recursive: true });
});
