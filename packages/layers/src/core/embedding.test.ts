import { tensor } from '@org/core';
import { getKerasMask } from '@org/core/internal';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Embedding } from './embedding.js';

runLayerTest(Embedding, {
  args: [5, 3, { embeddingsRegularizer: 'l2', maskZero: true }],
  inputShape: [2, 4],
  inputDtype: 'int32',
  inputBound: 5,
  outputShape: [2, 4, 3],
  trainableWeights: 1,
  losses: 1,
  supportsMasking: true,
});

describe('Embedding', () => {
  it('looks up rows', async () => {
    const table = tensor([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    const layer = new Embedding(3, 2, { weights: table });
    expect(await layer(tensor([2, 0])).array()).toEqual([
      [4, 5],
      [0, 1],
    ]);
  });

  it('masks index 0 if asked', async () => {
    const mask = getKerasMask(new Embedding(3, 2, { maskZero: true })(tensor([[1, 0, 2]])));
    expect(await mask!.array()).toEqual([[true, false, true]]);
    expect(getKerasMask(new Embedding(3, 2)(tensor([[1, 0]])))).toBeNull();
  });

  it('is built without a shape', () => {
    const layer = new Embedding(3, 2);
    layer.build();
    expect(layer.embeddings.shape).toEqual([3, 2]);
  });

  it('takes positive sizes', () => {
    expect(() => new Embedding(0, 2)).toThrow('inputDim');
    expect(() => new Embedding(2, 1.5)).toThrow('outputDim');
  });

  it('can be adapted', () => {
    const layer = new Embedding(5, 3, { loraRank: 2 });
    layer(tensor([1]));
    expect(layer.trainableWeights.map(({ name }) => name)).toEqual(['lora_embeddings_a', 'lora_embeddings_b']);
    expect([layer.loraEmbeddingsA, layer.loraEmbeddingsB]).toEqual(layer.trainableWeights);
    expect(new Embedding(5, 3).loraEmbeddingsA).toBeNull();
  });
});
