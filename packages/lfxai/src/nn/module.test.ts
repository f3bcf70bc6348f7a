import { ops, type Tensor } from '@org/core';
import { layers } from '@org/models';
import { expectClose } from '@org/testing';
import { Adam } from '../optim/index.js';
import { AvgPool2d, Dropout, Embedding, Linear, MaxPool2d, Module, Sequential, Sigmoid, Tanh } from './index.js';

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

describe('modules as torch has them', () => {
  const square = ops.reshape(ops.arange(16, { dtype: 'float32' }), [1, 1, 4, 4]);

  it('pool windows one beside the other, unless they say otherwise', async () => {
    expect(await new MaxPool2d(2)<Tensor>(square).array()).toEqual([
      [
        [
          [5, 7],
          [13, 15],
        ],
      ],
    ]);
    expect(await new AvgPool2d(2)<Tensor>(square).array()).toEqual([
      [
        [
          [2.5, 4.5],
          [10.5, 12.5],
        ],
      ],
    ]);
    expect(new AvgPool2d(2, 1)<Tensor>(square).shape).toEqual([1, 1, 3, 3]);
  });

  it('look up rows, and leave out the bias', async () => {
    const model = new Sequential(new Embedding(5, 3), new Linear(3, 2, { bias: false }), new Sigmoid(), new Tanh());
    expect(Object.keys(model.stateDict())).toEqual(['0.weight', '1.weight']);
    model.loadStateDict({
      '0.weight': ops.eye(5, 3),
      '1.weight': [
        [1, 2, 3],
        [4, 5, 6],
      ],
    });
    const found = (await model<Tensor>(ops.convertToTensor([2], 'int32')).array()) as number[][];
    expectClose(
      found[0]!,
      [3, 6].map((x) => Math.tanh(1 / (1 + Math.exp(-x)))),
      { atol: 1e-6 },
    );
  });

  it('drop numbers in training alone', async () => {
    const dropout = new Dropout(0.5);
    const dropped = await dropout<Tensor>(ops.ones([400])).data();
    expect(new Set(dropped)).toEqual(new Set([0, 2]));
    expect(
      await dropout
        .eval()<Tensor>(ops.ones([3]))
        .array(),
    ).toEqual([1, 1, 1]);
  });
});
