import { ops, type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import {
  FeatureAblation,
  GradientShap,
  InputXGradient,
  IntegratedGradients,
  NoiseTunnel,
  Saliency,
} from '../attr/index.js';
import { DataLoader, TensorDataset } from '../data/index.js';
import { EncoderBurgess, EncoderMnist, RecurrentAutoencoder } from '../models/flat.js';
import { fill, uniforms } from '../testing/generated.js';
import { expectGolden, type GoldenTensor, loadGoldenFile } from '../testing/golden-file.js';
import { AuxiliaryFunction, attributeAuxiliary, attributeIndividualDim } from './features.js';

interface Shap {
  readonly value: GoldenTensor;
  readonly correct_pairing: GoldenTensor;
  readonly coeffs_per_batch: readonly GoldenTensor[];
}
const golden = loadGoldenFile<
  Record<string, GoldenTensor> & { GradientShap: Shap; individual_dim_IG: { value: GoldenTensor }; aux_error: string }
>('lfxai_features');
const close = { rtol: 5e-5, atol: 1e-7 };

const encoder = fill(new EncoderMnist(4), 100).eval();
const digits = uniforms(41, [4, 1, 28, 28]);
const loader = (x: Tensor, batchSize: number) =>
  new DataLoader(new TensorDataset(x, ops.zeros([x.shape[0]!])), { batchSize });
const zeros = ops.zeros([1, 1, 28, 28]);

/** GradientShap with draws that are given batch by batch. */
class Drawn extends GradientShap {
  #batch = 0;
  constructor(private readonly draws: readonly GoldenTensor[]) {
    super(encoder);
  }
  override attribute(...[given]: readonly unknown[]): Promise<never> {
    const uniform = this.draws[this.#batch++]!.data!;
    return super.attribute({
      ...(given as { inputs: Tensor; baselines: Tensor }),
      draws: { uniform },
    }) as Promise<never>;
  }
}

describe('attributeAuxiliary is the original', () => {
  it.each([
    ['IntegratedGradients', new IntegratedGradients(encoder), zeros, 'IntegratedGradients'],
    ['IntegratedGradients without baseline', new IntegratedGradients(encoder), null, 'IntegratedGradients_no_baseline'],
    [
      'IntegratedGradients with a module for baseline',
      new IntegratedGradients(encoder),
      (x: Tensor) => x.mul(0.5),
      'IntegratedGradients_module_baseline_half',
    ],
    ['Saliency, which takes no baseline', new Saliency(encoder), zeros, 'Saliency'],
    ['InputXGradient, which takes no baseline', new InputXGradient(encoder), zeros, 'InputXGradient_baseline_ignored'],
  ] as const)('%s', async (_, method, baseline, entry) => {
    const before = method.forwardFunc;
    const importance = await attributeAuxiliary(encoder, loader(digits, 2), null, method, baseline as never);
    await expectGolden(importance, golden[entry]!, close);
    expect(method.forwardFunc).toBe(before);
  });

  it('GradientShap: each example with its own prediction, or as the original pairs them', async () => {
    const { coeffs_per_batch: draws, value, correct_pairing: correct } = golden.GradientShap;
    await expectGolden(
      await attributeAuxiliary(encoder, loader(digits, 2), null, new Drawn(draws), zeros),
      correct,
      close,
    );
    const compat = await attributeAuxiliary(encoder, loader(digits, 2), null, new Drawn(draws), zeros, 'lfxai');
    await expectGolden(compat, value, close);
    // One example at a time there is nothing to mistake: the numbers of batches of two in their order.
    const all = draws.flatMap(({ data }) => data!);
    const single = [0, 1, 2, 3].map((i) => ({ shape: [5], data: all.slice(5 * i, 5 * i + 5) }));
    await expectGolden(
      await attributeAuxiliary(encoder, loader(digits, 1), null, new Drawn(single), zeros),
      correct,
      close,
    );
  });

  it('for time series', async () => {
    const series = fill(new RecurrentAutoencoder(12, 1, 4), 800).eval().encoder;
    const x = uniforms(43, [4, 12, 1], 2, -1);
    const baseline = ops.mean(x, { axis: 0, keepdims: true });
    const ig = await attributeAuxiliary(series, loader(x, 2), null, new IntegratedGradients(series), baseline);
    await expectGolden(ig, golden.ts_IG!, close);
    const saliency = await attributeAuxiliary(series, loader(x, 2), null, new Saliency(series), baseline);
    await expectGolden(saliency, golden.ts_Saliency!, close);
  });
});

describe('attributeAuxiliary', () => {
  it('gives each example the same, whatever batch it is in', async () => {
    for (const method of [
      new NoiseTunnel(new Saliency(encoder)),
      new FeatureAblation(encoder),
      new IntegratedGradients(encoder),
    ]) {
      const small = ops.slice(digits, [0, 0, 10, 10], [4, 1, 4, 4]);
      const narrow = (u: Tensor) => ops.reshape(u, [-1, 16]).tanh();
      const both = await attributeAuxiliary(narrow, loader(small, 4), null, method);
      const first = await attributeAuxiliary(
        narrow,
        loader(ops.slice(small, [0, 0, 0, 0], [1, 1, 4, 4]), 1),
        null,
        method,
      );
      if (method instanceof NoiseTunnel) expect(both.shape).toEqual([4, 1, 4, 4]);
      else expectClose(((await both.data()) as Float32Array).slice(0, 16), await first.data(), { rtol: 1e-5 });
    }
  });

  it('compiles once for all batches', async () => {
    let traces = 0;
    const f = (u: Tensor) => {
      traces += 1;
      return u.tanh();
    };
    const method = new IntegratedGradients(f);
    await attributeAuxiliary(f, loader(ops.ones([4, 3]), 2), null, method);
    const once = traces;
    await attributeAuxiliary(f, loader(ops.ones([12, 3]), 2), null, method);
    // Each batch computes its prediction, and nothing else is traced again.
    expect(traces).toBe(once + 6);
  });
});

describe('AuxiliaryFunction', () => {
  const f = new AuxiliaryFunction(
    (u: Tensor) => u.mul(2),
    tensor(
      [
        [1, 0],
        [0, 1],
      ],
      null,
      'float32',
    ),
  );
  it('pairs rows with the examples, over and over', async () => {
    expect(
      await f(
        tensor(
          [
            [1, 2],
            [3, 4],
            [5, 6],
            [7, 8],
          ],
          null,
          'float32',
        ),
      ).array(),
    ).toEqual([4, 16, 20, 32]);
  });

  it('refuses a number of rows that is no multiple, as the original does', () => {
    expect(() => f(ops.ones([3, 2]))).toThrow(golden.aux_error.replace('ValueError: ', ''));
  });
});

describe('attributeIndividualDim', () => {
  it('is the original', async () => {
    const vae = fill(new EncoderBurgess([1, 32, 32], 3), 500).eval();
    const x = uniforms(42, [4, 1, 32, 32]);
    const mu = (u: Tensor) => vae.mu(u) as Tensor;
    const maps = await attributeIndividualDim(
      mu,
      3,
      loader(x, 2),
      null,
      new IntegratedGradients(mu),
      ops.zeros([1, 1, 32, 32]),
    );
    await expectGolden(maps, golden.individual_dim_IG.value, close);
  });

  it('refuses inputs of several channels', async () => {
    const mu = (u: Tensor) => ops.mean(u, [2, 3]);
    await expect(
      attributeIndividualDim(mu, 3, loader(ops.ones([2, 3, 4, 4]), 2), null, new Saliency(mu)),
    ).rejects.toThrow(/one channel/);
  });
});

test.each([
  ['a tensor for a loader', digits, new Saliency(encoder), /a tensor of shape \[4,1,28,28\]/],
  ['the name of a method', loader(digits, 2), 'saliency', /'saliency'/],
])('%s is refused', async (_, data, method, message) => {
  const expected = { name: 'TypeError', message: expect.stringMatching(message) };
  await expect(attributeAuxiliary(encoder, data as never, null, method as never)).rejects.toMatchObject(expected);
  await expect(attributeIndividualDim(encoder, 4, data as never, null, method as never)).rejects.toMatchObject(
    expected,
  );
});

test('the tensors of a data set have as many rows', () => {
  expect(() => new TensorDataset(digits, ops.zeros([3]))).toThrow(
    expect.objectContaining({
      name: 'ValueError',
      message: expect.stringMatching(/Size mismatch[\s\S]*\[4,1,28,28\], \[3\]/),
    }),
  );
});
