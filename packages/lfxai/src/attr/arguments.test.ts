import { ops, type Tensor, tensor } from '@org/core';
import * as attr from './index.js';

describe('what is no argument', () => {
  const sum = (v: Tensor) => ops.sum(v, 1);
  const three = ops.ones([2, 3]);

  it.each<[string, () => unknown, RegExp]>([
    [
      'masks',
      () => new attr.FeatureAblation(sum).attribute(three, { featureMask: tensor([[0.5, 1, 2]]) }),
      /whole num/,
    ],
    ['deviations', () => new attr.NoiseTunnel(new attr.Saliency(sum)).attribute(three, { stdevs: -1 }), /0 or more/],
    ['modes', () => attr.LayerAttribution.interpolate(ops.ones([1, 1, 2, 2]), 4, 'cubic' as never), /bilinear/],
    ['no examples', () => new attr.Saliency(sum).attribute(ops.zeros([0, 3])), /examples along axis 0[\s\S]*\[0,3\]/],
    ['one example', () => new attr.FeaturePermutation(sum).attribute(ops.ones([1, 3])), /cannot be shuffled/],
    ['half windows', () => new attr.Occlusion(sum).attribute(three, [1.5]), /window of whole numbers/],
    [
      'too few targets',
      () => new attr.Saliency((v: Tensor) => v).attribute(ops.ones([4, 3]), { target: [0, 1] }),
      /one for each example[\s\S]*\[N,3\]/,
    ],
    ['one number for all', () => new attr.Saliency((v: Tensor) => ops.sum(v)).attribute(three), /one for each example/],
    ['targets of nothing', () => new attr.Saliency(sum).attribute(three, { target: 0 }), /0 indices[\s\S]*\[N\]/],
    ['functions without a result', () => new attr.Saliency(() => {}).attribute(three), /must return a tensor/],
    ['functions that wait', () => new attr.Saliency(async (v: Tensor) => sum(v)).attribute(three), /leave out async/],
  ])('%s', async (_, run, text) => {
    await expect((async () => run())()).rejects.toThrow(text);
  });
});
