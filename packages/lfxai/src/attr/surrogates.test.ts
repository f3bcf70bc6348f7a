/** Local linear models against captum's with scikit-learn, on the samples that captum drew. */
import { ops, type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { loadGoldenFile } from '../testing/golden-file.js';
import { KernelShap, Lime, ShapleyValues, SkLearnLasso, SkLearnLinearRegression, SkLearnRidge } from './index.js';

interface Case {
  readonly samples: number[][];
  readonly attributions: readonly number[];
}
const golden = loadGoldenFile<{ readonly mask: number[]; readonly cases: Readonly<Record<string, Case>> }>(
  'captum_surrogates',
);

const filled = (shape: number[], value: (i: number) => number): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
    shape,
    'float32',
  );
const [weights, outputs] = [filled([6, 5], (i) => Math.sin(i + 1)), filled([5, 3], Math.cos)];
const model = (v: Tensor): Tensor => ops.matmul(ops.tanh(ops.matmul(v, weights)), outputs);
const x = filled([1, 6], (i) => Math.sin(2 * i + 1));
const baselines = filled([1, 6], (i) => Math.cos(3 * i) / 4);
const given = (name: string) => ({
  baselines,
  target: 1,
  nSamples: golden.cases[name]!.samples.length,
  ...(name.endsWith('mask') && { featureMask: [golden.mask] }),
});
const samplesOf = (name: string): Tensor => ops.convertToTensor(golden.cases[name]!.samples, 'float32');

it.each(['KernelShap', 'KernelShap_mask'])('%s', async (name) => {
  class Recorded extends KernelShap {
    protected override presence = async () => samplesOf(name);
  }
  const attributions = await new Recorded(model).attribute(x, given(name));
  expectClose(await attributions.data(), golden.cases[name]!.attributions, { atol: 1e-5 });
});

it.each([
  ['Lime', null],
  ['Lime_mask', null],
  ['Lime_regression', new SkLearnLinearRegression()],
  ['Lime_ridge', new SkLearnRidge({ alpha: 0.5 })],
  ['Lime_lasso.1', new SkLearnLasso(0.1, { maxIter: 2000 })],
] as const)('%s', async (name, interpretableModel) => {
  const lime = new Lime(model, { interpretableModel, perturbFunc: () => samplesOf(name) });
  const attributions = await lime.attribute(x, given(name));
  expectClose(await attributions.data(), golden.cases[name]!.attributions, { atol: 2e-5 });
});

it('a regression on all coalitions by the Shapley kernel has the Shapley values', async () => {
  const features = 4;
  const coalitions = Array.from({ length: 2 ** features }, (_, set) =>
    Array.from({ length: features }, (__, feature) => (set >> feature) & 1),
  );
  const choose = [1, 4, 6, 4, 1];
  const kernel = (present: Float32Array) => {
    const size = present.reduce((a, b) => a + b, 0);
    return size === 0 || size === features ? 1e9 : (features - 1) / (choose[size]! * size * (features - size));
  };
  const lime = new Lime(model, {
    interpretableModel: new SkLearnLinearRegression(),
    similarityFunc: (_, __, present) => kernel(present),
    perturbFunc: () => ops.convertToTensor(coalitions, 'float32'),
  });
  const options = { baselines, target: 1, featureMask: [golden.mask] };
  const exact = await new ShapleyValues(model).attribute(x, options);
  const fitted = await lime.attribute(x, { ...options, nSamples: coalitions.length });
  expectClose(await fitted.data(), await exact.data(), { atol: 1e-5 });
});

it('coalitions of KernelShap come up as often as the Shapley kernel says', async () => {
  class Drawn extends KernelShap {
    drawn: Tensor | null = null;
    protected override async presence(...args: Parameters<KernelShap['presence']>): Promise<Tensor> {
      this.drawn = await super.presence(...args);
      return this.drawn;
    }
  }
  const shap = new Drawn(model);
  const count = 4002;
  await shap.attribute(x, { target: 1, featureMask: [golden.mask], nSamples: count, seed: 3 });
  const rows = (await shap.drawn!.array()) as number[][];
  expect(rows.slice(0, 2)).toEqual([
    [1, 1, 1, 1],
    [0, 0, 0, 0],
  ]);
  const sizes = rows.slice(2).map((row) => row.reduce((a, b) => a + b, 0));
  const share = (size: number) => sizes.filter((each) => each === size).length / sizes.length;
  // 3 / (k (4 - k)) is 1, .75 and 1.
  expectClose([1, 2, 3].map(share), [1 / 2.75, 0.75 / 2.75, 1 / 2.75], { atol: 0.03 });
});
