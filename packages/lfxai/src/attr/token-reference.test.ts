import { ops, tensor } from '@org/core';
import { Embedding } from '@org/layers';
import { LayerIntegratedGradients } from './layer/layer-integrated-gradients.js';
import { TokenReferenceBase } from './token-reference.js';

describe('TokenReferenceBase', () => {
  it('is one token for each place', async () => {
    const reference = new TokenReferenceBase(3).generateReference(4, 'cpu');
    expect([reference.dtype, await reference.array()]).toEqual(['int32', [3, 3, 3, 3]]);
    expect(await new TokenReferenceBase().generateReference(2).array()).toEqual([0, 0]);
    expect(await new TokenReferenceBase({ referenceTokenIdx: 5 }).generateReference(1).array()).toEqual([5]);
    expect(() => new TokenReferenceBase().generateReference(1.5)).toThrow(/whole number/);
  });

  it('is a baseline: tokens that are it have no attribution', async () => {
    const embedding = new Embedding(5, 2, { embeddingsInitializer: 'ones' });
    embedding.build([null, 3]);
    embedding.embeddings.assign(tensor([...Array(5).keys()].map((i) => [i, i * i])));
    const forward = (tokens: typeof embedding.embeddings.value) => ops.sum(embedding(tokens), [1, 2]);
    const baseline = new TokenReferenceBase(1).generateReference(3).expandDims(0);
    const method = new LayerIntegratedGradients(forward, embedding);
    const found = await method.attribute(tensor([[1, 3, 1]], null, 'int32'), baseline);
    expect(await ops.sum(found, -1).array()).toEqual([[0, expect.closeTo(10, 4), 0]]);
  });
});
