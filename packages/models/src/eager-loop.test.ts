/** Training loops that are written out, as one writes them for TensorFlow and torch: flat in time and memory, and right. */
import { GradientTape, jit, random, type Tensor, tensor } from '@org/core';
import { sessions } from '@org/core/internal';
import * as keras from './index.js';

const x = random.normal(random.PRNGKey(0), [32, 64]);
const y = tensor(
  Int32Array.from({ length: 32 }, (_, i) => (7 * i) % 10),
  [32],
);
const lossOf = new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true });

function makeModel() {
  keras.utils.setRandomSeed(3);
  return new keras.Sequential([
    keras.Input({ shape: [64] }),
    new keras.layers.Dense(48, { activation: 'relu' }),
    new keras.layers.Dense(10),
  ]);
}

function stepOf(model: keras.Sequential, optimizer: keras.optimizers.Optimizer, metric: keras.metrics.Metric | null) {
  return () => {
    const tape = new GradientTape();
    const predictions = model(x, { training: true }) as Tensor;
    const loss = lossOf(y, predictions);
    const variables = model.trainableVariables;
    optimizer.apply(tape.gradient(loss, variables), variables);
    metric?.updateState(y, predictions);
    return loss;
  };
}

const optimizers: [string, () => keras.optimizers.Optimizer][] = [
  ['SGD', () => new keras.optimizers.SGD(0.05)],
  ['momentum', () => new keras.optimizers.SGD({ learningRate: 0.05, momentum: 0.9 })],
  ['Adam', () => new keras.optimizers.Adam(0.01)],
  ['AMSGrad', () => new keras.optimizers.Adam({ learningRate: 0.01, amsgrad: true })],
];

/** Milliseconds that this process has computed: the clock also counts what others do on a busy machine. */
const computed = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const total = (times: readonly number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;

test.each(optimizers)(
  '%s: the last step costs what the first ones cost, in no new session, and gives what jit gives',
  async (_name, make) => {
    const [model, optimizer] = [makeModel(), make()];
    const step = stepOf(model, optimizer, new keras.metrics.SparseCategoricalAccuracy());
    const times: number[] = [];
    let made = 0;
    for (let i = 0; i < 120; i++) {
      if (i === 10) made = sessions.created;
      const start = computed();
      await step().item();
      times.push(computed() - start);
    }
    expect(sessions.created).toBe(made);
    expect(total(times.slice(-30))).toBeLessThan(3 * total(times.slice(10, 40)));

    const [other, itsOptimizer] = [makeModel(), make()];
    itsOptimizer.build(other.trainableVariables);
    const compiled = jit(stepOf(other, itsOptimizer, null));
    for (let i = 0; i < 120; i++) await compiled().item();
    const [weights, expected] = [await model.getWeights(), await other.getWeights()];
    for (const [i, weight] of weights.entries()) {
      const wanted = await expected[i]!.data();
      (await weight.data()).forEach((value, k) => {
        expect(value).toBeCloseTo(Number(wanted[k]), 4);
      });
    }
  },
);

test('metrics that are updated by hand are settled on the way', async () => {
  const metric = new keras.metrics.SparseCategoricalAccuracy();
  const step = stepOf(makeModel(), new keras.optimizers.SGD(0.05), metric);
  for (let i = 0; i < 20; i++) await step().item();
  expect(metric.variables[0]!.uncast.known).not.toBeNull();
  expect(await metric.variables[1]!.value.item()).toBe(20 * 32);
});

test('many steps that nobody reads, again and again', async () => {
  const step = stepOf(makeModel(), new keras.optimizers.Adam(0.01), null);
  const times: number[] = [];
  let made = 0;
  // A structure gets its session when it comes again.
  for (let round = 0; round < 6; round++) {
    if (round === 3) made = sessions.created;
    const start = computed();
    for (let i = 1; i < 50; i++) step();
    const loss = await step().item();
    times.push(computed() - start);
    expect(Number.isFinite(loss)).toBe(true);
  }
  expect(sessions.created).toBe(made);
  expect(times[5]!).toBeLessThan(3 * times[3]!);
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
