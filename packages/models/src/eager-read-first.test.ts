/** Loops that read the loss before they update: each run begins with the update of the step before. */
import { GradientTape, gradients, random, type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import * as keras from './index.js';

const [BATCH, INPUTS] = [4, 300];
const x = random.normal(random.PRNGKey(0), [BATCH, INPUTS]);
const y = tensor([0, 2, 1, 1]);

interface Loop {
  readonly weights: readonly keras.Variable[];
  lossOf(inputs?: Tensor): Tensor;
  update(gradients: readonly (Tensor | null)[]): void;
}

function loopOf(start?: readonly Tensor[]): Loop {
  const model = new keras.Sequential([
    keras.Input({ shape: [INPUTS] }),
    new keras.layers.Dense(64, { activation: 'tanh' }),
    new keras.layers.Dense(3),
  ]);
  if (start) model.setWeights(start);
  const loss = new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true });
  const optimizer = new keras.optimizers.Adam(0.01);
  const weights = model.trainableVariables;
  optimizer.build(weights);
  return {
    weights,
    lossOf: (inputs = x) => loss(y, model(inputs, { training: true })),
    update: (found) => optimizer.apply(found, weights),
  };
}

async function step({ weights, lossOf, update }: Loop): Promise<{ loss: Tensor; value: number; found: Tensor[] }> {
  const tape = new GradientTape();
  const loss = lossOf();
  const value = await loss.item();
  const found = tape.gradient(loss, weights) as Tensor[];
  update(found);
  return { loss, value, found };
}

const valuesOf = (variables: readonly keras.Variable[]) =>
  Promise.all(variables.map(async (variable) => Array.from((await variable.data()) as Float32Array)));

test('the steps give what jit gives, read here and there', async () => {
  const loop = loopOf();
  const compiled = loopOf(
    await Promise.all(loop.weights.map(async ({ value, shape }) => tensor(await value.data(), shape))),
  );
  const compiledStep = keras.jit(() => {
    const loss = compiled.lossOf();
    compiled.update(gradients(loss, compiled.weights));
    return loss;
  });
  for (let i = 0; i < 8; i++) {
    expectClose([(await step(loop)).value], [await compiledStep().item()], { atol: 1e-4 });
    if (i % 3 === 2) {
      const [found, wanted] = [await valuesOf(loop.weights), await valuesOf(compiled.weights)];
      for (const [k, values] of found.entries()) expectClose(values, wanted[k]!, { atol: 1e-4 });
    }
  }
});

test('old losses have the derivatives of the weights that they had', async () => {
  const loop = loopOf();
  const steps: { loss: Tensor; gradients: number[][] }[] = [];
  for (let i = 0; i < 6; i++) {
    const { loss, found } = await step(loop);
    const own = await Promise.all(found.map(async (each) => Array.from((await each.data()) as Float32Array)));
    steps.push({ loss, gradients: own });
  }
  for (const { loss, gradients: wanted } of steps.reverse()) {
    for (const [k, each] of gradients(loss, loop.weights).entries())
      expectClose(Array.from((await each.data()) as Float32Array), wanted[k]!, { atol: 1e-5 });
  }
});

test('where the loss cannot be computed, the update before it stays', async () => {
  const [loop, same] = [loopOf(), loopOf()];
  for (const [k, variable] of same.weights.entries()) variable.assign(loop.weights[k]!.value);
  for (let i = 0; i < 3; i++) for (const each of [loop, same]) await step(each);
  const outside = tensor(new Int32Array(50_000).fill(100));
  const failing = keras.ops.take(loop.weights[1]!, outside) as Tensor;
  await expect(failing.sum().add(loop.lossOf()).item()).rejects.toThrow();
  const [found, wanted] = [await valuesOf(loop.weights), await valuesOf(same.weights)];
  for (const [k, values] of found.entries()) expectClose(values, wanted[k]!, { atol: 1e-6 });
  expectClose([(await step(loop)).value], [(await step(same)).value], { atol: 1e-5 });
});
