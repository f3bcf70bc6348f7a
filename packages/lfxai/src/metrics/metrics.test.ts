import { ops, type Tensor, tensor } from '@org/core';
import { InputXGradient, IntegratedGradients, Saliency } from '../attr/index.js';
import { captumCnn, captumMlp } from '../testing/captum-models.js';
import { expectGolden, type GoldenTensor, goldenTensor, loadGoldenFile } from '../testing/golden-file.js';
import { infidelity, infidelityPerturbFuncDecorator, sensitivityMax } from './index.js';

interface Golden {
  readonly x: GoldenTensor;
  readonly target: readonly number[];
  readonly weights: Readonly<Record<string, GoldenTensor>>;
  readonly infidelity: { readonly value: GoldenTensor; readonly normalized: GoldenTensor };
  readonly sensitivity_max: { readonly saliency: GoldenTensor; readonly input_x_gradient: GoldenTensor };
}

/** A number for each element of a batch, by its place in it. */
const byPlace = (x: Tensor, value: (i: number) => number) =>
  tensor(
    Float32Array.from({ length: x.size }, (_, i) => value(i)),
    x.shape as number[],
    'float32',
  );

describe.each([
  ['captum_mlp', captumMlp],
  ['captum_cnn', captumCnn],
] as const)('%s', (file, build) => {
  const golden = loadGoldenFile<Golden>(file);
  const { model } = build(golden.weights);
  const x = goldenTensor(golden.x);
  const { target } = golden;

  it('infidelity', async () => {
    const attributions = await new Saliency(model).attribute(x, { target, abs: false });
    const perturb = (inputs: Tensor) => {
      const delta = byPlace(inputs, (i) => 0.1 * Math.sign(Math.sin(i + 1)));
      return [delta, inputs.sub(delta)] as const;
    };
    const given = [model, perturb, x, attributions] as const;
    // Squares of small differences of outputs: what float32 rounds off counts.
    const close = { rtol: 2e-3, atol: 1e-9 };
    await expectGolden(await infidelity(...given, { target, nPerturbSamples: 3 }), golden.infidelity.value, close);
    await expectGolden(
      await infidelity(...given, { target, nPerturbSamples: 3, normalize: true }),
      golden.infidelity.normalized,
      close,
    );
  });

  it('sensitivityMax', async () => {
    const perturb = (inputs: Tensor) => inputs.add(byPlace(inputs, (i) => 0.01 * Math.sign(Math.cos(i))));
    for (const [method, entry] of [
      [new Saliency(model), 'saliency'],
      [new InputXGradient(model), 'input_x_gradient'],
    ] as const) {
      const explain = (method.attribute as (inputs: Tensor, options: object) => Promise<Tensor>).bind(method);
      const found = await sensitivityMax(explain as never, x, {
        perturbFunc: perturb as never,
        nPerturbSamples: 3,
        target,
      });
      await expectGolden(found, golden.sensitivity_max[entry], { rtol: 2e-4 });
    }
  });
});

it('a linear function is explained without infidelity, and with no sensitivity', async () => {
  const fn = (v: Tensor) => ops.sum(v.mul(tensor([1, -2, 3], null, 'float32')), 1);
  const x = tensor(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    null,
    'float32',
  );
  const gradient = await new Saliency(fn).attribute(x, { abs: false });
  const perturb = (v: Tensor) => [v.mul(0.5), v.mul(0.5)] as const;
  expect(Math.max(...((await (await infidelity(fn, perturb, x, gradient)).data()) as Float32Array))).toBeLessThan(1e-9);
  const sensitivity = await sensitivityMax((v: Tensor) => new Saliency(fn).attribute(v), x);
  const handedOn = await sensitivityMax(new Saliency(fn).attribute, x);
  expect(handedOn.shape).toEqual(sensitivity.shape);
  expect(await sensitivity.array()).toEqual([0, 0]);
  const ig = new IntegratedGradients(fn);
  await expect(sensitivityMax((v: Tensor) => ig.attribute(v), x, { normOrd: 3 })).rejects.toThrow(/norm/);
});

it('infidelityPerturbFuncDecorator takes functions that give perturbed inputs alone', async () => {
  const [a, b] = [
    tensor([
      [1, -2],
      [0.5, 4],
    ]),
    tensor([[3], [0]]),
  ];
  // Linear: what attributions predict is what happens. Where an input is 0, as in b, nothing is divided.
  const sum = (a: Tensor, b: Tensor) => ops.sum(a, 1).add(ops.sum(b, 1).mul(2));
  const smaller = (inputs: Tensor[]) => inputs.map((x) => x.mul(0.5));
  const byInputs = infidelityPerturbFuncDecorator(true)(smaller);
  const plain = infidelityPerturbFuncDecorator({ multiplyByInputs: false })(smaller);
  const values = async (perturb: typeof plain, attributions: Tensor[]) =>
    (await infidelity(sum, perturb, [a, b], attributions)).array();
  expect(await values(byInputs, [a, b.mul(2)])).toEqual([0, 0]);
  expect(await values(plain, [ops.ones([2, 2]), ops.full([2, 1], 2)])).toEqual([0, 0]);
  // Half of -1 + 6, and of 4.5, squared.
  expect(await values(plain, [ops.zeros([2, 2]), ops.zeros([2, 1])])).toEqual([6.25, 5.0625]);
});

it('functions of another form are errors that say which is needed', async () => {
  const x = ops.ones([2, 2]);
  const sum = (v: Tensor) => ops.sum(v, 1);
  await expect(infidelity(sum, (v: Tensor) => v.mul(0.5), x, x)).rejects.toThrow(/infidelityPerturbFuncDecorator/);
  await expect(sensitivityMax(new Saliency(sum) as never, x)).rejects.toThrow(/saliency.attribute/);
  const pair = (v: Tensor) => [v.mul(0.5), v.mul(0.5)];
  await expect(infidelity(sum, pair, x, ops.ones([1, 2]))).rejects.toThrow(
    /shapes of the inputs[\s\S]*\[2,2\][\s\S]*\[1,2\]/,
  );
});
