import { ops, tensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { GatedFeedForward } from './gated-feed-forward.js';

runLayerTest(GatedFeedForward, {
  args: [6, { activation: 'gelu', useBias: true, kernelRegularizer: 'l2' }],
  inputShape: [2, 3, 4],
  outputShape: [2, 3, 4],
  trainableWeights: 6,
  losses: 3,
  supportsMasking: true,
});

describe('GatedFeedForward', () => {
  it('multiplies what it computes by an activated gate', async () => {
    const layer = new GatedFeedForward(3);
    const x = tensor([[0.5, -1, 2]]);
    const actual = await layer(x).data();
    const [gate, up, down] = layer.weights.map((variable) => variable.value);
    expect(layer.weights.map(({ path }) => path.split('/').at(-2))).toEqual(['gate', 'up', 'down']);
    const opened = ops.matmul(x, gate!);
    const inner = opened.mul(ops.sigmoid(opened)).mul(ops.matmul(x, up!));
    const expected = await ops.matmul(inner, down!).data();
    actual.forEach((value, i) => {
      expect(value).toBeCloseTo(Number(expected[i]), 5);
    });
  });

  it('needs a size', () => {
    expect(() => new GatedFeedForward(0)).toThrow(/hiddenDim/);
  });
});
