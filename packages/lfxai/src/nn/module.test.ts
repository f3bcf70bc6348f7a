import { ops, type Tensor } from '@org/core';
import { layers } from '@org/models';
import { Adam } from '../optim/index.js';
import { Linear } from './linear.js';
import { Module } from './module.js';

/** Modules in an array, as in torch's ModuleList, and layers of Keras. */
class Mixed extends Module {
  readonly embedding = new layers.Embedding(5, 4);
  readonly convs = [1, 2].map((taps) => new layers.Conv1D(3, taps));
  readonly heads = [new Linear(6, 2)];

  forward(tokens: Tensor): Tensor {
    const embedded = this.embedding(tokens) as Tensor;
    const found = this.convs.map((conv) => ops.max(conv(embedded) as Tensor, 1));
    return this.heads[0]!(ops.concatenate(found, 1));
  }
}

const tokens = ops.convertToTensor(
  [
    [0, 1, 2],
    [2, 3, 4],
  ],
  'int32',
);

const NAMES = [
  'embedding.embeddings',
  'convs.0.kernel',
  'convs.0.bias',
  'convs.1.kernel',
  'convs.1.bias',
  'heads.0.weight',
  'heads.0.bias',
];

describe('a module of layers of Keras, and of arrays', () => {
  const built = () => {
    const model = new Mixed();
    model(tokens);
    return model;
  };

  it('has the parameters of all of them', () => {
    const model = built();
    expect(Object.keys(model.stateDict())).toEqual(NAMES);
    expect(model.namedParameters().map(([name]) => name)).toEqual(NAMES);
  });

  it('trains and loads them, and hands on whether it trains', async () => {
    const [model, other] = [built(), built()];
    const before = await model.stateDict()['embedding.embeddings']!.data();
    new Adam(model.parameters()).minimize(ops.sum(ops.square(model<Tensor>(tokens))));
    expect(await model.stateDict()['embedding.embeddings']!.data()).not.toEqual(before);
    other.loadStateDict(model.stateDict());
    expect(await other<Tensor>(tokens).array()).toEqual(await model<Tensor>(tokens).array());
    expect(model.eval().heads[0]!.training).toBe(false);
  });
});
