import { KerasTensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { ReversibleEmbedding } from './reversible-embedding.js';

runLayerTest(ReversibleEmbedding, {
  args: [5, 3],
  inputShape: [2, 4],
  inputDtype: 'int32',
  inputBound: 5,
  outputShape: [2, 4, 3],
  trainableWeights: 1,
});

it('ReversibleEmbedding leads back to logits', () => {
  const layer = new ReversibleEmbedding(5, 3, { tieWeights: false });
  const vectors = layer(new KerasTensor([null, 4], 'int32'));
  expect(layer<KerasTensor>(vectors, { reverse: true }).shape).toEqual([null, 4, 5]);
  expect(layer.weights.map(({ name }) => name)).toEqual(['embeddings', 'reverse_embeddings']);
});
