/** A fit that fails keeps what it has learned before, and says which layer returned nothing. */
import { type Tensor, tensor } from '@org/core';
import * as keras from '../index.js';

const { layers } = keras;

describe('the steps before the one that fails stay', () => {
  /** Each step lowers the output by the same amount; index 9 leads out of the table. */
  const model = (options: object) => {
    const embedding = new layers.Embedding(5, 1, { embeddingsInitializer: 'zeros' });
    const made = new keras.Sequential([keras.Input([1], { dtype: 'int32' }), embedding, new layers.Flatten()]);
    made.compile({
      optimizer: new keras.optimizers.SGD(1),
      loss: (_: Tensor, yPred: Tensor) => yPred.mean(),
      ...options,
    });
    return made;
  };
  const indices = tensor([...new Array<number>(13).fill(1), 9, ...new Array<number>(6).fill(1)], [20, 1]);

  test.each([{}, { stepsPerExecution: 1 }, { stepsPerExecution: 20 }, { stepsPerExecution: 7 }, { runEagerly: true }])(
    'with %j',
    async (options) => {
      const made = model(options);
      const fit = made.fit(indices, indices, { batchSize: 1, shuffle: false, verbose: 0 });
      await expect(fit).rejects.toThrow('index 9 is out of range');
      const [table] = (await made.getWeights()) as [Tensor];
      expect(await table.array()).toEqual([[0], [-13], [0], [0], [0]]);
      expect(await made.optimizer.iterations.item()).toBe(13);
    },
  );
});

describe('what returns nothing is named', () => {
  class Nothing extends layers.Layer {
    override call(x: Tensor): Tensor {
      x.mul(2);
      return undefined as never;
    }
  }
  class Late extends layers.Layer {
    override call(x: Tensor): Tensor {
      return Promise.resolve(x) as never;
    }
  }
  class Outer extends layers.Layer {
    readonly inner = new Nothing({ name: 'silent' });
    override call(x: Tensor): Tensor {
      return this.inner(x).mul(2);
    }
  }
  class Silent extends keras.Model {
    override call(): Tensor {
      return undefined as never;
    }
  }
  class Idle extends keras.Sequential {
    override trainStep(): Record<string, unknown> {
      return undefined as never;
    }
  }
  class Empty extends keras.metrics.Metric {
    override updateState(): void {}
    override result(): Tensor {
      return undefined as never;
    }
  }
  const stack = (options: object, Type: typeof keras.Sequential = keras.Sequential) => {
    const made = new Type([keras.Input([2]), new layers.Dense(1)], { name: 'stack' });
    made.compile({ loss: 'mse', ...options });
    return made.fit([[1, 2]], [[1]], { verbose: 0 });
  };
  const silent = () => {
    const made = new Silent({ name: 'mute' });
    made.compile({ loss: 'mse' });
    return made;
  };
  const nothing = (): Tensor => undefined as never;

  test.each<[string, () => unknown, RegExp]>([
    [
      'a layer, called on values',
      () => new Nothing({ name: 'silent' })(tensor([1])),
      /returns nothing[\s\S]*In: silent \(Nothing\)/,
    ],
    [
      'a layer, called on symbols',
      () => new Nothing({ name: 'silent' })(keras.Input([2])),
      /returns nothing[\s\S]*silent \(Nothing\)/,
    ],
    [
      'a layer in a stack',
      () => new keras.Sequential([keras.Input([2]), new Nothing({ name: 'silent' })], { name: 'stack' }),
      /returns nothing[\s\S]*In: stack \(Sequential\) → silent \(Nothing\)/,
    ],
    [
      'a layer inside another',
      () => new Outer({ name: 'outer' })(tensor([1])),
      /In: outer \(Outer\) → silent \(Nothing\)/,
    ],
    [
      'a layer whose call is async',
      () => new Late({ name: 'late' })(tensor([1])),
      /must not be async[\s\S]*In: late \(Late\)/,
    ],
    [
      'a model that trains',
      () => silent().fit([[1, 2]], [[1]], { verbose: 0 }),
      /returns nothing[\s\S]*In: mute \(Silent\)/,
    ],
    [
      'a model that predicts',
      () => silent().predict([[1, 2]], { verbose: 0 }),
      /returns nothing[\s\S]*In: mute \(Silent\)/,
    ],
    ['a training step', () => stack({}, Idle as never), /must return its logs[\s\S]*In: stack \(Idle\)/],
    ['a loss', () => stack({ loss: nothing }), /The loss nothing returns nothing/],
    ['a metric function', () => stack({ metrics: [nothing] }), /The metric nothing returns nothing/],
    [
      'the result of a metric',
      () => stack({ metrics: [new Empty({ name: 'empty' })] }),
      /result of the metric empty is nothing/,
    ],
  ])('%s', async (_, body, message) => {
    await expect((async () => body())()).rejects.toMatchObject({
      name: 'TypeError',
      message: expect.stringMatching(message),
    });
  });
});
