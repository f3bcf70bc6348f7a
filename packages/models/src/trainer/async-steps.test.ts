/** Steps are traced, so that none may wait for values. */
import { tensor } from '@org/core';
import * as keras from '../index.js';
import type { StepState } from './stateless-step.js';

type Logs = Record<string, unknown>;
const x = tensor([[1, 2]], null, 'float32');

/** As JavaScript lets one write them. */
class Waiting extends keras.Sequential {
  async step(data: readonly unknown[], base: (data: readonly unknown[]) => unknown): Promise<never> {
    await (data[0] as keras.Tensor).array();
    return base.call(this, data) as never;
  }
  override trainStep(data: readonly unknown[]): Logs {
    return this.step(data, super.trainStep) as never;
  }
  override testStep(data: readonly unknown[]): Logs {
    return this.step(data, super.testStep) as never;
  }
  override predictStep(data: readonly unknown[]): unknown {
    return this.step(data, super.predictStep);
  }
}

class Prompt extends keras.Sequential {
  override trainStep(data: readonly unknown[]): Logs {
    return (async () => super.trainStep(data))() as never;
  }
  override testStep(data: readonly unknown[]): Logs {
    return (async () => super.testStep(data))() as never;
  }
  override predictStep(data: readonly unknown[]): unknown {
    return (async () => super.predictStep(data))();
  }
}

class Stateless extends keras.Sequential {
  override trainStep(state: StepState, _: readonly unknown[]): never {
    return (async () => [{}, state])() as never;
  }
  override testStep(state: StepState, _: readonly unknown[]): never {
    return (async () => [{}, state])() as never;
  }
  override predictStep(state: StepState, _: readonly unknown[]): never {
    return (async () => [x, state[1]])() as never;
  }
}

const types = { Waiting, Prompt, Stateless };
const runs = Object.keys(types).flatMap((name) =>
  [false, true].map((runEagerly) => ({ name: name as keyof typeof types, runEagerly })),
);

test.each(runs)('async steps of $name, run eagerly $runEagerly, are refused', async ({ name, runEagerly }) => {
  const model = new types[name]([keras.Input([2]), new keras.layers.Dense(1)]);
  model.compile({ optimizer: 'sgd', loss: 'mse', runEagerly });
  const before = await Promise.all((await model.getWeights()).map((each) => each.array()));
  const y = tensor([[1]], null, 'float32');
  const attempts: readonly [string, () => Promise<unknown>][] = [
    ['trainStep', () => model.fit(x, y, { verbose: 0 })],
    ['trainStep', () => model.trainOnBatch(x, y)],
    ['testStep', () => model.evaluate(x, y, { verbose: 0 })],
    ['testStep', () => model.testOnBatch(x, y)],
    ['predictStep', () => model.predict(x, { verbose: 0 })],
    ['predictStep', () => model.predictOnBatch(x)],
  ];
  for (const [step, attempt] of attempts) {
    await expect(attempt()).rejects.toMatchObject({
      name: 'TypeError',
      message: expect.stringMatching(`The ${step} of a model must not be async`),
    });
  }
  // A rejection that nobody handles fails the test while it waits.
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await Promise.all((await model.getWeights()).map((each) => each.array()))).toEqual(before);
});

/** Goes on after its `await`, when the trace has ended. */
class Late extends keras.Sequential {
  override trainStep(data: readonly unknown[]): never {
    const step = async () => {
      const total = keras.ops.sum(data[0] as keras.Tensor);
      await null;
      this.trainableVariables[0]!.assignAdd(total);
      this.optimizer.iterations.assignAdd(1);
    };
    return step() as never;
  }
}

test.each<[string, (model: keras.Model) => Promise<unknown>]>([
  ['reading weights', (model) => model.trainableVariables[0]!.array()],
  ['getWeights', async (model) => Promise.all((await model.getWeights()).map((each) => each.array()))],
  ['predict', (model) => model.predict(x, { verbose: 0 })],
])('tensors of a trace that stay behind in variables are told by %s, and go', async (_what, use) => {
  const model = new Late([keras.Input([2]), new keras.layers.Dense(1)]);
  model.compile({ optimizer: 'sgd', loss: 'mse', runEagerly: false });
  const before = await model.trainableVariables[0]!.array();
  await expect(model.fit(x, tensor([[1]]), { verbose: 0 })).rejects.toThrow('must not be async');
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(use(model)).rejects.toMatchObject({
    name: 'RuntimeError',
    message: expect.stringMatching(/has no value after the function has ended[\s\S]*after its first `await`/),
  });
  expect(await model.trainableVariables[0]!.array()).toEqual(before);
  expect((await model.predict(x, { verbose: 0 })) as keras.Tensor).toMatchObject({ shape: [1, 1] });
});
