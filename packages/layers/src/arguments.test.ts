import * as layers from './index.js';

test.each([
  ['outputShape', () => new layers.EinsumDense({ equation: 'ab,bc->ac', outputShape: [8.5] })],
  ['outputShape', () => new layers.MultiHeadAttention({ numHeads: 2, keyDim: 2, outputShape: 8.5 })],
  ['attentionAxes', () => new layers.MultiHeadAttention({ numHeads: 2, keyDim: 2, attentionAxes: [1.5] })],
  ['sharedAxes', () => new layers.PReLU({ sharedAxes: [1.5] })],
  ['targetShape', () => new layers.Reshape([2.5])],
  ['num_bins', () => new layers.Discretization({ numBins: 2.5 })],
  ['numBins', () => new layers.HashedCrossing({ numBins: 2.5 })],
  ['max_tokens', () => new layers.IntegerLookup({ maxTokens: 2.5 })],
  ['max_tokens', () => new layers.TextVectorization({ maxTokens: 2.5 })],
  ['numOps', () => new layers.RandAugment({ valueRange: [0, 1], numOps: 1.5 })],
  ['numChains', () => new layers.AugMix({ valueRange: [0, 1], numChains: 1.5 })],
  ['chainDepth', () => new layers.AugMix({ valueRange: [0, 1], chainDepth: 1.5 })],
])('%s is an integer', (name, make) => {
  expect(make).toThrow(expect.objectContaining({ name: 'ValueError', message: expect.stringContaining(name) }));
});

test('an input layer takes the names of Keras 2', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const old = { inputShape: [2, 3], batchSize: 4 };
  expect(new layers.InputLayer(old as never).batchShape).toEqual([4, 2, 3]);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('deprecated'));
  expect(layers.InputLayer.fromConfig({ batch_input_shape: [null, 4] }).output).toMatchObject({ shape: [null, 4] });
  warn.mockRestore();
});
