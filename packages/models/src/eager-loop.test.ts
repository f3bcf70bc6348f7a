/** Training loops that are written out, as one writes them for TensorFlow and torch: flat in time and memory, and right. */
import { join } from 'node:path';
import { GradientTape, jit, type Tensor, tensor } from '@org/core';
import { sampled } from '@org/testing';
import { runProgram } from '@org/testing/program';
import { makeModel, optimizers, stepOf } from './fixtures/written-loop.js';
import * as keras from './index.js';

jest.setTimeout(300_000);

/** What the last steps take beside the first ones, in a process of its own: here garbage of other tests' would be collected meanwhile. */
const measure = async (...args: string[]): Promise<{ growth: number; newSessions: number }> =>
  JSON.parse(await runProgram(join(__dirname, 'fixtures/written-loop-times.mts'), args));

const names = sampled(Object.keys(optimizers) as (keyof typeof optimizers)[], 3);

test.each(names)('%s: the last step costs what the first ones cost, in no new session', async (name) => {
  const { growth, newSessions } = await measure(name);
  expect(newSessions).toBe(0);
  expect(growth).toBeLessThan(3);
});

test('many steps that nobody reads, again and again', async () => {
  const { growth, newSessions } = await measure();
  expect(newSessions).toBe(0);
  expect(growth).toBeLessThan(3);
});

test.each(names)('%s: the steps give what jit gives', async (name) => {
  const [model, other] = [makeModel(), makeModel()];
  const step = stepOf(model, optimizers[name]());
  const optimizer = optimizers[name]();
  optimizer.build(other.trainableVariables);
  const compiled = jit(stepOf(other, optimizer));
  for (let i = 0; i < 120; i++) {
    await step().item();
    await compiled().item();
  }
  const [weights, expected] = [await model.getWeights(), await other.getWeights()];
  for (const [i, weight] of weights.entries()) {
    const wanted = await expected[i]!.data();
    (await weight.data()).forEach((value, k) => {
      expect(value).toBeCloseTo(Number(wanted[k]), 4);
    });
  }
});

test('metrics that are updated by hand are settled on the way', async () => {
  const metric = new keras.metrics.SparseCategoricalAccuracy();
  const step = stepOf(makeModel(), new keras.optimizers.SGD(0.05), metric);
  for (let i = 0; i < 20; i++) await step().item();
  expect(metric.variables[0]!.uncast.known).not.toBeNull();
  expect(await metric.variables[1]!.value.item()).toBe(20 * 32);
});

test('a policy that reads its probabilities to draw an action is trained', async () => {
  const policy = new keras.Sequential([
    keras.Input({ shape: [4] }),
    new keras.layers.Dense(2, { activation: 'softmax' }),
  ]);
  const optimizer = new keras.optimizers.Adam(0.05);
  const state = tensor([[0.1, -0.2, 0.3, 0.4]], null, 'float32');
  const probability = async () => Number((await (policy(state) as Tensor).data())[1]);
  const before = await probability();
  for (let i = 0; i < 20; i++) {
    const tape = new GradientTape();
    const probabilities = policy(state) as Tensor;
    const drawn = await probabilities.data();
    const action = Number(drawn[0]) > 2 ? 0 : 1;
    const loss = probabilities.at(0, action).log().neg();
    console.assert(Number.isFinite(await loss.item()));
    const variables = policy.trainableVariables;
    optimizer.apply(tape.gradient(loss, variables), variables);
  }
  expect(await probability()).toBeGreaterThan(Math.max(0.9, before));
});
