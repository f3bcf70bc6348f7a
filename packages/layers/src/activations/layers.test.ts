import { tensor } from '@org/core';
import { buildLayer } from '../layer-build.js';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Activation } from './activation.js';
import { ELU } from './elu.js';
import { LeakyReLU } from './leaky-relu.js';
import { PReLU } from './prelu.js';
import { ReLU } from './relu.js';
import { Softmax } from './softmax.js';

const same = { inputShape: [2, 3, 4], outputShape: [2, 3, 4], supportsMasking: true } as const;

runLayerTest(Activation, { args: ['gelu'], ...same });
runLayerTest(ELU, { args: [0.5], ...same });
runLayerTest(LeakyReLU, { ...same });
runLayerTest(PReLU, { args: [{ sharedAxes: 1, alphaRegularizer: 'l1' }], trainableWeights: 1, losses: 1, ...same });
runLayerTest(ReLU, { args: [{ maxValue: 10, negativeSlope: 1, threshold: 0.5 }], ...same });
runLayerTest(Softmax, { args: [[0, 1]], ...same, inputShape: [3, 4], outputShape: [3, 4] });

describe('activation layers', () => {
  it('reject negative parameters', () => {
    expect(() => new ReLU(-1)).toThrow('maxValue');
    expect(() => new ReLU({ negativeSlope: -1 })).toThrow('negativeSlope');
    expect(() => new ReLU({ threshold: -1 })).toThrow('threshold');
    expect(() => new LeakyReLU(null as never)).toThrow('negativeSlope');
    expect(() => new Activation('rleu' as never)).toThrow('activation function');
  });

  it('are built from the start', () => {
    expect(new ReLU().built).toBe(true);
    expect(new PReLU().built).toBe(false);
  });

  it('PReLU shares slopes along axes', () => {
    const layer = new PReLU({ sharedAxes: [1, 2] });
    buildLayer(layer, [[null, 8, 8, 3]]);
    expect(layer.alpha.shape).toEqual([1, 1, 3]);
  });
});

describe('Softmax with a mask', () => {
  it('gives masked elements no probability', async () => {
    const mask = tensor([[true, true, false]]);
    expect(await new Softmax()(tensor([[1, 1, 5]], null, 'float32'), { mask }).array()).toEqual([[0.5, 0.5, 0]]);
  });

  it('takes masks that broadcast', () => {
    expect(() => new Softmax()(tensor([[1, 2]]), { mask: tensor([[true, false, true]]) })).toThrow('broadcast');
  });
});
