import { KerasTensor, tensor } from '@org/core';
import { buildLayer } from '../layer-build.js';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Dense } from './dense.js';

runLayerTest(Dense, {
  args: [4, { activation: 'tanh', kernelRegularizer: 'l2', biasConstraint: 'non_neg', activityRegularizer: 'l1' }],
  inputShape: [2, 3, 5],
  outputShape: [2, 3, 4],
  trainableWeights: 2,
  losses: 2,
  supportsMasking: true,
});

describe('Dense', () => {
  it('may lose its activation', async () => {
    const layer = new Dense(1, { kernelInitializer: 'ones', activation: 'relu' });
    layer.activation = null;
    expect(await layer(tensor([[-1, -2]])).array()).toEqual([[-3]]);
  });

  it('takes its parameters by position and by name', () => {
    expect(new Dense(3, 'relu', false).getConfig()).toMatchObject({ units: 3, activation: 'relu', use_bias: false });
    expect(new Dense({ units: 3, useBias: false }).useBias).toBe(false);
  });

  it('rejects units that are no positive integer', () => {
    expect(() => new Dense(0)).toThrow('units');
    expect(() => new Dense(2.5)).toThrow('positive integer');
    expect(() => new Dense(2, { unknown: 1 } as never)).toThrow("unexpected keyword argument 'unknown'");
  });

  it('says what shape it expected', () => {
    const layer = new Dense(3, { name: 'head' });
    layer(tensor([[1, 2]]));
    expect(() => layer(tensor([[1, 2, 3]]))).toThrow(/"head".*\n.*axis -1 of size 2\n.*shape \[1, 3\]/);
    expect(() => new Dense(3)(tensor([1, 2]))).toThrow('min_ndim=2');
  });

  it('names its weights', () => {
    const layer = new Dense(3, { name: 'head' });
    layer(new KerasTensor([null, 2]));
    expect(layer.weights.map(({ path }) => path)).toEqual(['head/kernel', 'head/bias']);
    expect(layer.countParams()).toBe(9);
  });
});

describe('LoRA on Dense', () => {
  const layer = new Dense(6, { useBias: true });

  it('trains two thin matrices instead of the kernel', async () => {
    const x = tensor([[1, -1, 2]]);
    const before = await layer(x).array();
    layer.enableLora(2, { loraAlpha: 4 });
    expect(layer.trainableWeights.map(({ name }) => name)).toEqual(['bias', 'lora_kernel_a', 'lora_kernel_b']);
    expect([layer.loraKernelA, layer.loraKernelB]).toEqual(layer.trainableWeights.slice(1));
    expect(await layer(x).array()).toEqual(before);
    expect(() => layer.enableLora(2)).toThrow('once');
    expect(layer.getConfig()).toMatchObject({ lora_rank: 2, lora_alpha: 4 });
  });

  it('saves the sum', async () => {
    layer.weights[3]!.assign(tensor(new Float32Array(12).fill(0.5), [2, 6]));
    const store = {};
    layer.saveOwnVariables(store);
    const plain = new Dense(6);
    buildLayer(plain, [[null, 3]]);
    plain.loadOwnVariables(store);
    const x = tensor([[1, -1, 2]]);
    const [a, b] = [await plain(x).data(), await layer(x).data()];
    a.forEach((value, i) => {
      expect(value).toBeCloseTo(Number(b[i]), 5);
    });
  });
});
