/** Loops in which one model is updated before another one is trained by it, as of a GAN written out. */
import { GradientTape, gradients, ops, random, type Tensor } from '@org/core';
import { expectClose } from '@org/testing';
import * as keras from './index.js';

const [BATCH, NOISE, PIXELS, UNITS] = [4, 8, 256, 80];
const real = random.uniform(random.PRNGKey(0), [BATCH, PIXELS]);
const noise = random.uniform(random.PRNGKey(1), [BATCH, NOISE]);

const netOf = (inputs: number, outputs: number): keras.Sequential =>
  new keras.Sequential([
    keras.Input({ shape: [inputs] }),
    new keras.layers.Dense(UNITS, { activation: 'tanh' }),
    new keras.layers.Dense(outputs),
  ]);

interface Losses {
  readonly critic: Tensor;
  readonly maker: Tensor;
}

function ganOf() {
  const [maker, critic] = [netOf(NOISE, PIXELS), netOf(PIXELS, 1)];
  const lossOf = new keras.losses.BinaryCrossentropy({ fromLogits: true });
  const optimizers = [critic, maker].map((model) => {
    const optimizer = new keras.optimizers.Adam(0.01);
    optimizer.build(model.trainableVariables);
    return optimizer;
  });
  const [ones, zeros] = [ops.ones([BATCH, 1]), ops.zeros([BATCH, 1])];
  const judged = (x: Tensor): Tensor => critic(x, { training: true });
  const made = (): Tensor => maker(noise, { training: true });
  const take = (loss: Tensor, model: keras.Sequential, optimizer: keras.optimizers.Optimizer, tape: GradientTape) => {
    const variables = model.trainableVariables;
    optimizer.apply(tape.gradient(loss, variables), variables);
    return loss;
  };
  const step = (): Losses => {
    const first = new GradientTape();
    const judgement = lossOf(ones, judged(real)).add(lossOf(zeros, judged(made())));
    const criticLoss = take(judgement, critic, optimizers[0]!, first);
    const second = new GradientTape();
    return { critic: criticLoss, maker: take(lossOf(ones, judged(made())), maker, optimizers[1]!, second) };
  };
  return { maker, critic, step, weights: [...maker.trainableVariables, ...critic.trainableVariables] };
}

test('the steps give what jit gives, and no state is copied', async () => {
  const [gan, other] = [ganOf(), ganOf()];
  other.weights.forEach((variable, i) => void variable.assign(gan.weights[i]!.value));
  const compiled = keras.jit(other.step);
  const copies = jest.spyOn(Float32Array.prototype, 'slice');
  for (let i = 0; i < 16; i++) {
    if (i === 8) copies.mockClear();
    const losses = gan.step();
    const found = [await losses.critic.item(), await losses.maker.item()];
    if (i >= 6) continue;
    const wanted = compiled();
    expectClose(found, [await wanted.critic.item(), await wanted.maker.item()], { atol: 1e-3 });
  }
  expect(copies.mock.contexts.filter((array) => (array as Float32Array).length >= UNITS * PIXELS)).toHaveLength(0);
  copies.mockRestore();
});

test('old losses have the derivatives of the weights that they had', async () => {
  const { step, weights } = ganOf();
  const steps: { losses: Losses; wanted: { [name in keyof Losses]: ArrayLike<number> } }[] = [];
  const [first, last] = [weights[0]!, weights[4]!];
  for (let i = 0; i < 12; i++) {
    const losses = step();
    // Of what the models were before their updates: gradients are asked for before these have run.
    const [critic, maker] = [gradients(losses.critic, last), gradients(losses.maker, first)];
    if (i % 4 === 0) steps.push({ losses, wanted: { critic: await critic.data(), maker: await maker.data() } });
    else console.assert(Number.isFinite((await losses.maker.item()) + (await losses.critic.item())));
  }
  for (const { losses, wanted } of steps.reverse()) {
    expectClose(await gradients(losses.critic, last).data(), wanted.critic, { atol: 1e-6 });
    expectClose(await gradients(losses.maker, first).data(), wanted.maker, { atol: 1e-6 });
  }
});
