/** What holds for all methods: any function or model, several inputs, tokens, targets, and results that memory bounds do not change. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Input, type Layer, layers, Model, ops, Sequential, type Tensor, tensor } from '@org/models';
import { expectClose, thorough } from '@org/testing';
import * as attr from './index.js';

const net = () => {
  const hidden = new layers.Dense(5, { activation: 'tanh' });
  return { hidden, model: new Sequential([Input([4]), hidden, new layers.Dense(3)]) };
};
const { model, hidden } = net();
const x = tensor(
  Array.from({ length: 28 }, (_, i) => Math.sin(i + 1)),
  [7, 4],
  'float32',
);
const rows = tensor(
  Array.from({ length: 12 }, (_, i) => Math.cos(i) / 4),
  [3, 4],
  'float32',
);
const target = [0, 1, 2, 0, 1, 2, 0];

type Attribute = (given: Record<string, unknown>) => Promise<Tensor | Tensor[]>;
const method = (instance: { attribute: unknown }): Attribute => (instance.attribute as Attribute).bind(instance);

/** Every method, on one network, with what it needs besides inputs. */
const METHODS: [string, Attribute, Record<string, unknown>][] = [
  ['Saliency', method(new attr.Saliency(model)), { target }],
  ['InputXGradient', method(new attr.InputXGradient(model)), { target }],
  ['IntegratedGradients', method(new attr.IntegratedGradients(model)), { target, nSteps: 9 }],
  ['GradientShap', method(new attr.GradientShap(model)), { target, baselines: rows, seed: 1, stdevs: 0.3 }],
  ['DeepLift', method(new attr.DeepLift(model)), { target }],
  ['DeepLiftShap', method(new attr.DeepLiftShap(model)), { target, baselines: rows }],
  ['GuidedBackprop', method(new attr.GuidedBackprop(model)), { target }],
  ['Deconvolution', method(new attr.Deconvolution(model)), { target }],
  ['FeatureAblation', method(new attr.FeatureAblation(model)), { target }],
  ['FeaturePermutation', method(new attr.FeaturePermutation(model)), { target, seed: 2 }],
  ['Occlusion', method(new attr.Occlusion(model)), { target, slidingWindowShapes: [2] }],
  ['ShapleyValues', method(new attr.ShapleyValues(model)), { target }],
  ['ShapleyValueSampling', method(new attr.ShapleyValueSampling(model)), { target, nSamples: 6, seed: 3 }],
  ['KernelShap', method(new attr.KernelShap(model)), { target, nSamples: 12, seed: 4 }],
  ['Lime', method(new attr.Lime(model)), { target, nSamples: 12, seed: 5 }],
  ['LRP', method(new attr.LRP(model)), { target }],
  ['NoiseTunnel', method(new attr.NoiseTunnel(new attr.Saliency(model))), { target, seed: 6, stdevs: 0.1 }],
  ['LayerActivation', method(new attr.LayerActivation(model, hidden)), {}],
  ['LayerGradientXActivation', method(new attr.LayerGradientXActivation(model, hidden)), { target }],
  ['LayerGradCam', method(new attr.LayerGradCam(model, hidden)), { target }],
  ['LayerIntegratedGradients', method(new attr.LayerIntegratedGradients(model, hidden)), { target, nSteps: 9 }],
  ['LayerConductance', method(new attr.LayerConductance(model, hidden)), { target, nSteps: 9 }],
  ['InternalInfluence', method(new attr.InternalInfluence(model, hidden)), { target, nSteps: 9 }],
  ['LayerDeepLift', method(new attr.LayerDeepLift(model, hidden)), { target }],
  ['LayerDeepLiftShap', method(new attr.LayerDeepLiftShap(model, hidden)), { target, baselines: rows }],
  ['LayerGradientShap', method(new attr.LayerGradientShap(model, hidden)), { target, baselines: rows, seed: 7 }],
  ['LayerFeatureAblation', method(new attr.LayerFeatureAblation(model, hidden)), { target }],
  ['LayerFeaturePermutation', method(new attr.LayerFeaturePermutation(model, hidden)), { target, seed: 8 }],
  ['LayerLRP', method(new attr.LayerLRP(model, hidden)), { target }],
  ['NeuronGradient', method(new attr.NeuronGradient(model, hidden)), { neuronSelector: 1 }],
  [
    'NeuronIntegratedGradients',
    method(new attr.NeuronIntegratedGradients(model, hidden)),
    { neuronSelector: 1, nSteps: 9 },
  ],
  ['NeuronConductance', method(new attr.NeuronConductance(model, hidden)), { neuronSelector: [1], target, nSteps: 9 }],
  ['NeuronDeepLift', method(new attr.NeuronDeepLift(model, hidden)), { neuronSelector: 1 }],
  ['NeuronDeepLiftShap', method(new attr.NeuronDeepLiftShap(model, hidden)), { neuronSelector: 1, baselines: rows }],
  [
    'NeuronGradientShap',
    method(new attr.NeuronGradientShap(model, hidden)),
    { neuronSelector: 1, baselines: rows, seed: 9 },
  ],
  ['NeuronGuidedBackprop', method(new attr.NeuronGuidedBackprop(model, hidden)), { neuronSelector: 1 }],
  ['NeuronDeconvolution', method(new attr.NeuronDeconvolution(model, hidden)), { neuronSelector: 1 }],
  [
    'NeuronFeatureAblation',
    method(new attr.NeuronFeatureAblation(model, hidden)),
    { neuronSelector: (h: Tensor) => ops.sum(h, 1) },
  ],
];

it.each(METHODS)('%s gives the same, however many rows are evaluated at once', async (_, attribute, given) => {
  const whole = (await attribute({ inputs: x, ...given, internalBatchSize: 10_000 })) as Tensor;
  const expected = await whole.data();
  expect(whole.shape[0]).toBe(7);
  for (const internalBatchSize of thorough([1, 5, 20], [5])) {
    const part = (await attribute({ inputs: x, ...given, internalBatchSize })) as Tensor;
    expectClose(await part.data(), expected, { rtol: 2e-5, atol: 1e-6, label: `${internalBatchSize}` });
  }
});

it.each(METHODS)('%s refuses numbers of rows that are none', async (_, attribute, given) => {
  for (const internalBatchSize of [0, -1, 1.5, Number.NaN, '4']) {
    const wrong = attribute({ inputs: x, ...given, internalBatchSize });
    await expect(wrong).rejects.toThrow(/internalBatchSize must be a whole number, 1 or more/);
  }
});

it.each(METHODS.filter(([, , given]) => 'target' in given))(
  '%s names a target that is none',
  async (_, attribute, given) => {
    for (const wrong of [3, -4, [0, 1, 2, 3, 0, 0, 0]]) {
      const attributions = attribute({ inputs: x, ...given, target: wrong });
      await expect(attributions).rejects.toThrow(/target is out of range[\s\S]*-3 to 2[\s\S]*output \[N,3\]/);
    }
  },
);

it.each([
  ['nSteps', new attr.IntegratedGradients(model), {}],
  ['nSamples', new attr.KernelShap(model), {}],
  ['nSamples', new attr.GradientShap(model), { baselines: rows }],
  ['perturbationsPerEval', new attr.FeatureAblation(model), {}],
  ['ntSamples', new attr.NoiseTunnel(new attr.Saliency(model)), {}],
  ['ntSamplesBatchSize', new attr.NoiseTunnel(new attr.Saliency(model)), {}],
])('%s counts something', async (name, instance, given) => {
  for (const count of [0, 2.5, '3'])
    await expect(method(instance)({ inputs: x, target, ...given, [name]: count })).rejects.toThrow(`${name} must be`);
});

it('names a neuron that is none', async () => {
  for (const wrong of [5, [-6], [1, 1], 0.5, null as never])
    await expect(new attr.NeuronGradient(model, hidden).attribute(x, wrong)).rejects.toThrow(/neuron is out of range/);
});

it('takes plain functions of several tensors, with arguments behind them that go along with the examples', async () => {
  // f = Σ a · w + scale · Σ b², for which all of these are known.
  const fn = (a: Tensor, b: Tensor, w: Tensor, scale: number) =>
    ops.sum(a.mul(w), 1).add(ops.sum(b.mul(b), 1).mul(scale));
  const a = tensor(
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    null,
    'float32',
  );
  const b = tensor([[1], [2], [3]], null, 'float32');
  const w = tensor(
    [
      [1, 0],
      [0, 1],
      [2, 2],
    ],
    null,
    'float32',
  );
  const given = { inputs: [a, b] as [Tensor, Tensor], additionalForwardArgs: [w, 3], internalBatchSize: 2 };
  const expected = { a: [1, 0, 0, 4, 10, 12], b: [3, 12, 27] };
  for (const attribute of [
    method(new attr.IntegratedGradients(fn)),
    method(new attr.FeatureAblation(fn)),
    method(new attr.ShapleyValues(fn)),
    method(new attr.DeepLift(fn)),
  ]) {
    const [ofA, ofB] = (await attribute(given)) as [Tensor, Tensor];
    expectClose(await ofA.data(), expected.a, { rtol: 1e-5 });
    expectClose(await ofB.data(), expected.b, { rtol: 1e-5 });
  }
});

it('takes ONNX files of several inputs', async () => {
  const [a, b] = [Input([2]), Input([3])];
  const whole = new Model({ inputs: [a, b], outputs: new layers.Dense(2)(new layers.Concatenate()([a, b])) });
  const folder = mkdtempSync(join(tmpdir(), 'attribution-'));
  try {
    const path = join(folder, 'two.onnx');
    await whole.export(path, { format: 'onnx' });
    const inputs = [ops.ones([4, 2]), ops.ones([4, 3])] as [Tensor, Tensor];
    const given = { target: 1, nSteps: 3 };
    const expected = await new attr.IntegratedGradients(whole).attribute(inputs, given);
    const found = await new attr.IntegratedGradients(new layers.ONNXLayer(path)).attribute(inputs, given);
    for (const [i, each] of found.entries()) expectClose(await each.data(), await expected[i]!.data(), { atol: 1e-6 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('takes models of several inputs, and subclasses', async () => {
  const [a, b] = [Input([2]), Input([3])];
  const functional = new Model({ inputs: [a, b], outputs: new layers.Dense(2)(new layers.Concatenate()([a, b])) });
  class Two extends layers.Layer {
    left = new layers.Dense(2);
    right = new layers.Dense(2);
    override call(p: Tensor, q: Tensor) {
      return this.left(p).add(this.right(q)).tanh();
    }
  }
  const inputs = [ops.ones([4, 2]), ops.ones([4, 3])] as [Tensor, Tensor];
  for (const fn of [functional, new Two()]) {
    const [attributions, delta] = await new attr.DeepLift(fn as never).attribute(inputs, {
      target: 1,
      returnConvergenceDelta: true,
    });
    expect(attributions.map(({ shape }) => shape)).toEqual([
      [4, 2],
      [4, 3],
    ]);
    expectClose(await delta.data(), [0, 0, 0, 0], { atol: 1e-5 });
  }
});

describe('tokens', () => {
  const embedding = new layers.Embedding(9, 4);
  const tokens = new Sequential([Input([3], { dtype: 'int32' }), embedding, new layers.LSTM(5), new layers.Dense(2)]);
  const ids = tensor(Int32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);

  it('are explained at the embedding', async () => {
    const method = new attr.LayerIntegratedGradients(tokens, embedding);
    const [attributions, delta] = await method.attribute(ids, { target: 1, nSteps: 60, returnConvergenceDelta: true });
    expect(attributions.shape).toEqual([2, 3, 4]);
    expectClose(await delta.data(), [0, 0], { atol: 1e-4 });
    const lift = new attr.LayerDeepLift(tokens, embedding);
    expectClose(await (await lift.attribute(ids, { target: 1, returnConvergenceDelta: true }))[1].data(), [0, 0], {
      atol: 1e-5,
    });
  });

  it('are ablated as they are', async () => {
    const attributions = await new attr.FeatureAblation(tokens).attribute(ids, { target: 0 });
    expect(attributions.shape).toEqual([2, 3]);
  });

  it('have no derivatives, which is an error that names the way', async () => {
    await expect(new attr.Saliency(tokens).attribute(ids, 0)).rejects.toThrow(/LayerIntegratedGradients/);
  });
});

describe('targets', () => {
  const grid = (v: Tensor) =>
    ops.reshape(v.matmul(ops.reshape(ops.arange(24, { dtype: 'float32' }), [4, 6])), [-1, 2, 3]);
  const expected = (column: number) => [0, 1, 2, 3].map((row) => row * 6 + column);
  const saliency = new attr.Saliency(grid);

  it('are indices, for all examples or for each', async () => {
    const two = ops.ones([2, 4]);
    expectClose(await (await saliency.attribute(two, [1, 2])).data(), [...expected(5), ...expected(5)]);
    expectClose(
      await (
        await saliency.attribute(two, [
          [1, 2],
          [0, 1],
        ])
      ).data(),
      [...expected(5), ...expected(1)],
    );
    const flat = new attr.Saliency(model);
    const one = await flat.attribute(x, 2);
    const list = await flat.attribute(x, new Array<number>(7).fill(2));
    const values = await flat.attribute(x, tensor(Int32Array.of(2)));
    expect(await list.array()).toEqual(await one.array());
    expect(await values.array()).toEqual(await one.array());
  });

  it('are needed where there are several outputs, and must fit', async () => {
    await expect(saliency.attribute(ops.ones([2, 4]))).rejects.toThrow(/no target/);
    await expect(saliency.attribute(ops.ones([2, 4]), 1)).rejects.toThrow(/2 indices/);
  });
});

it('explains a function that gives one number for a whole batch, feature by feature', async () => {
  const total = (v: Tensor) => ops.sum(v);
  const attributions = await new attr.FeatureAblation(total).attribute(x);
  expect(attributions.shape).toEqual([1, 4]);
  expectClose(await attributions.data(), await ops.sum(x, 0).data(), { rtol: 1e-5 });
});

describe('layers', () => {
  it('that the function does not call, or calls twice, are errors', async () => {
    const other = new layers.Dense(2);
    await expect(new attr.LayerActivation(model, other).attribute(x)).rejects.toThrow(/does not call/);
    const shared = new layers.Dense(4);
    const twice = (v: Tensor) => shared(shared(v));
    await expect(new attr.LayerActivation(twice, shared).attribute(x)).rejects.toThrow(/more than once/);
  });

  it('may be several, and be looked at before them', async () => {
    const [first, last] = model.layers as [Layer, Layer];
    const values = await new attr.LayerActivation(model, [first, last]).attribute<Tensor[]>(x);
    expect(values.map(({ shape }) => shape)).toEqual([
      [7, 5],
      [7, 3],
    ]);
    const before = await new attr.LayerActivation(model, first).attribute(x, { attributeToLayerInput: true });
    expect(await before.array()).toEqual(await x.array());
    const input = await new attr.LayerIntegratedGradients(model, first).attribute(x, {
      target,
      attributeToLayerInput: true,
    });
    const plain = await new attr.IntegratedGradients(model).attribute(x, { target });
    expectClose(await input.data(), await plain.data(), { rtol: 1e-5 });
  });
});

it('compiles once for any number of calls', async () => {
  let traces = 0;
  const fn = (v: Tensor) => {
    traces += 1;
    return ops.sum(v.mul(v), 1);
  };
  const ig = new attr.IntegratedGradients(fn);
  await ig.attribute(x);
  const once = traces;
  await ig.attribute(x.mul(2));
  expect(traces).toBe(once);
});

describe('models that were never called', () => {
  class TextClassifier extends Model {
    embedding = new layers.Embedding(9, 4);
    fc = new layers.Dense(2);
    override call(text: Tensor) {
      return this.fc(ops.mean(this.embedding(text), 1));
    }
  }

  it('are built by the first attribution, also at a layer', async () => {
    const text = new TextClassifier();
    const ids = tensor(Int32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    const [attributions, delta] = await new attr.LayerIntegratedGradients(text, text.embedding).attribute(ids, {
      target: 0,
      returnConvergenceDelta: true,
    });
    expect(attributions.shape).toEqual([2, 3, 4]);
    expectClose(await delta.data(), [0, 0], { atol: 1e-5 });
  });
});

describe('required parameters behind the inputs', () => {
  it('may be given by name', async () => {
    const occlusion = new attr.Occlusion(model);
    const named = await occlusion.attribute(x, { strides: [1], target, slidingWindowShapes: [2], baselines: 0 });
    const placed = await occlusion.attribute(x, [2], { target });
    expect(await named.array()).toEqual(await placed.array());
    const neuron = new attr.NeuronConductance(model, hidden);
    expect((await neuron.attribute(x, { neuronSelector: 1, target })).shape).toEqual([7, 4]);
    const shap = new attr.NeuronGradientShap(model, hidden);
    expect((await shap.attribute(x, 1, { baselines: rows, seed: 1 })).shape).toEqual([7, 4]);
  });

  it('are named where they are missing', async () => {
    const given = [x, { nSamples: 5 }] as unknown as [Tensor, Tensor];
    await expect(new attr.GradientShap(model).attribute(...given)).rejects.toThrow(/missing .*baselines/);
  });
});

describe('targets of several axes', () => {
  const grid = (v: Tensor) =>
    ops.reshape(v.matmul(ops.reshape(ops.arange(24, { dtype: 'float32' }), [4, 6])), [-1, 2, 3]);
  const saliency = new attr.Saliency(grid);
  const two = ops.ones([2, 4]);

  it('are indices of their own axis, counted also from its end', async () => {
    const last = await saliency.attribute(two, [0, -1]);
    expectClose(await last.data(), [2, 8, 14, 20, 2, 8, 14, 20]);
    const each = await saliency.attribute(two, [
      [0, -1],
      [-1, 0],
    ]);
    expectClose(await each.data(), [2, 8, 14, 20, 3, 9, 15, 21]);
  });

  it.each([
    ['beyond their axis', [0, 3], /out of range/],
    [
      'beyond their axis for one example',
      [
        [0, 2],
        [0, 3],
      ],
      /out of range/,
    ],
    ['no whole numbers', [0, 0.5], /must be an index/],
  ])('%s are errors', async (_, wrong, text) => {
    await expect((async () => (await saliency.attribute(two, wrong)).data())()).rejects.toThrow(text);
  });

  it('a name is no layer', async () => {
    await expect(new attr.LayerActivation(model, 'dense' as never).attribute(x)).rejects.toThrow(/getLayer/);
  });
});

it('NoiseTunnel goes round a method, not round a model', () => {
  expect(() => new attr.NoiseTunnel(model as never)).toThrow(
    expect.objectContaining({ name: 'TypeError', message: expect.stringContaining('attribution method') }),
  );
});
