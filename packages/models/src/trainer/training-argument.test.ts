/** Whether `fit` and its like tell a model of training; the numbers are Python Keras's, on JAX and on TensorFlow. */
import { GradientTape, type Tensor } from '@org/core';
import * as keras from '../index.js';

const x = [
  [1, 2],
  [3, 5],
  [-1, 4],
  [0, -2],
];
const y = [[1], [0], [2], [-1]];

/** In training unless it is told otherwise. */
class Doubled extends keras.layers.Layer {
  override call(inputs: Tensor, { training = true } = {}) {
    return inputs.mul(training ? 2 : 1);
  }
}

abstract class Base extends keras.Model {
  norm = new keras.layers.BatchNormalization({ momentum: 0.5 });
  doubled = new Doubled();
  dense = new keras.layers.Dense(1, { kernelInitializer: 'ones' });
}

class Without extends Base {
  override call(inputs: Tensor) {
    return this.dense(this.doubled(this.norm(inputs)));
  }
}

class With extends Base {
  override call(inputs: Tensor, { training = false } = {}) {
    return this.dense(this.doubled(this.norm(inputs, { training }), { training }));
  }
}

class WithOptions extends Base {
  override call(inputs: Tensor, options: { training?: boolean } = {}) {
    return this.dense(this.doubled(this.norm(inputs, options), options));
  }
}

class Declared extends Base {
  static override readonly callParameters = ['inputs', 'training'];
  override call(inputs: Tensor, training = false) {
    return this.dense(this.doubled(this.norm(inputs, { training }), { training }));
  }
}

/** One that takes an object, which is no keywords. */
class DeclaredWithout extends Without {
  static override readonly callParameters = ['inputs'];
  override call(inputs: unknown) {
    return super.call((inputs as { inputs: Tensor }).inputs);
  }
}

class ByHand extends Without {
  override trainStep([inputs, targets]: readonly [Tensor, Tensor]) {
    const tape = new GradientTape();
    const loss = this.computeLoss({ y: targets, yPred: this(inputs, { training: true }) });
    this.optimizer.apply(tape.gradient(loss, this.trainableVariables), this.trainableVariables);
    return { loss };
  }
}

const untold = {
  fit: [73.68217, 2.541964],
  evaluate: [0.8081224],
  predict: [0.6065346, 1.515702, 1.210155, -0.6044434],
  mean: [0, 0],
  variance: [1, 1],
  trainOnBatch: [0.8081224],
  testOnBatch: [0.7787776],
  predictOnBatch: [0.5474926, 1.398135, 1.114225, -0.5865165],
};
const told = {
  fit: [11.4549, 6.034243],
  evaluate: [2.589421],
  predict: [0.5692443, 2.443531, -0.0496996, -0.9955701],
  mean: [0.3125, 1.71875],
  variance: [0.53125, 6.390625],
  trainOnBatch: [3.357331],
  testOnBatch: [1.62667],
  predictOnBatch: [0.2735788, 1.561441, 0.1193233, -0.9371552],
};

test.each([
  [Without, untold],
  [DeclaredWithout, untold],
  [With, told],
  [WithOptions, told],
  [Declared, told],
])('%p', async (Type, expected) => {
  const model = new Type();
  model.compile({ optimizer: new keras.optimizers.SGD(0.01), loss: 'mse' });
  const data = (model instanceof DeclaredWithout ? { inputs: x } : x) as typeof x;
  const flat = async (values: Tensor) => Array.from((await values.data()) as Float32Array);
  const { history } = await model.fit(data, y, { epochs: 2, batchSize: 2, shuffle: false, verbose: 0 });
  const found = {
    fit: history.loss,
    evaluate: [await model.evaluate(data, y, { verbose: 0 })],
    predict: await flat(await model.predict(data, { verbose: 0 })),
    mean: await flat(model.norm.movingMean!.value),
    variance: await flat(model.norm.movingVariance!.value),
    trainOnBatch: [await model.trainOnBatch(data, y)],
    testOnBatch: [await model.testOnBatch(data, y)],
    predictOnBatch: await flat(await model.predictOnBatch(data)),
  };
  for (const [name, values] of Object.entries(expected))
    values.forEach((value, i) => {
      expect([name, (found[name as keyof typeof found] as number[])[i]]).toEqual([name, expect.closeTo(value, 4)]);
    });
});

test('a step of its own tells what is in a model whose call takes no flag', async () => {
  const model = new ByHand();
  model.compile({ optimizer: new keras.optimizers.SGD(0.01), loss: 'mse' });
  await model.fit(x, y, { epochs: 2, batchSize: 2, shuffle: false, verbose: 0 });
  expect(await model.norm.movingMean!.value.array()).toEqual([0.3125, 1.71875]);
  const outputs = (await (await model.predict(x, { verbose: 0 })).array()) as number[][];
  const expected = [[1.105757], [4.854329], [-0.1321313], [-2.023872]];
  expect(outputs).toEqual(expected.map(([value]) => [expect.closeTo(value!, 4)]));
});
