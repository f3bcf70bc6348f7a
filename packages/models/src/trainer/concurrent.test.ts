/** Several things that are asked of a model at the same time happen one after the other, and lose nothing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, type Tensor, tree } from '@org/core';
import { Callback, type Logs } from '../callbacks/callback.js';
import * as keras from '../index.js';

/** `y = w x` with loss (1 - w)²; a step takes away a part of 1 - w that depends on the rate alone. */
const line = (learningRate = 0.01) => {
  const dense = new keras.layers.Dense(1, { useBias: false, kernelInitializer: 'zeros' });
  const made = new keras.Sequential([keras.Input([1]), dense]);
  made.compile({ optimizer: new keras.optimizers.SGD(learningRate), loss: 'mse' });
  return made;
};
const ones = (count: number): number[][] => Array.from({ length: count }, () => [1]);
const weightOf = async (model: keras.Model): Promise<number> => (await model.getWeights())[0]!.item();
/** The weight after so many steps. */
const after = (steps: number, rate = 0.01): number => 1 - (1 - 2 * rate) ** steps;

const options = { batchSize: 1, verbose: 0 } as const;

test('two fits are one after the other', async () => {
  const model = line();
  const [x, y] = [ones(5), ones(5)];
  const [first, second] = await Promise.all([
    model.fit(x, y, { ...options, epochs: 2 }),
    model.fit(x, y, { ...options, epochs: 3 }),
  ]);
  expect(await weightOf(model)).toBeCloseTo(after(25), 5);
  expect(await model.optimizer.iterations.item()).toBe(25);
  const alone = line();
  const expected = [
    (await alone.fit(x, y, { ...options, epochs: 2 })).history.loss!,
    (await alone.fit(x, y, { ...options, epochs: 3 })).history.loss!,
  ];
  [first, second].forEach(({ history }, i) => {
    expect(history.loss).toHaveLength(expected[i]!.length);
    for (const [j, loss] of history.loss!.entries()) expect(loss).toBeCloseTo(expected[i]![j]!, 5);
  });
});

test('many ways to train at the same time all count', async () => {
  const model = line();
  const [x, y] = [ones(4), ones(4)];
  function* batches() {
    for (let i = 0; i < 3; i++) yield [ones(1), ones(1)];
  }
  await Promise.all([
    model.fit(x, y, options),
    model.trainOnBatch(x, y),
    model.fit(batches(), { verbose: 0 }),
    model.trainOnBatch(x, y),
    model.evaluate(x, y, options),
    model.predict(x, options),
  ]);
  expect(await weightOf(model)).toBeCloseTo(after(4 + 1 + 3 + 1), 5);
});

test.each([
  [
    'layers',
    () => {
      const [input, dense] = [
        keras.Input([1]),
        new keras.layers.Dense(1, { useBias: false, kernelInitializer: 'zeros' }),
      ];
      return [0, 1].map(() => {
        const made = new keras.Model(input, dense(input));
        made.compile({ optimizer: new keras.optimizers.SGD(0.01), loss: 'mse' });
        return made;
      });
    },
  ],
  [
    'layers and an optimizer',
    () => {
      const first = line();
      const second = new keras.Model(first.inputs, first.outputs);
      second.compile({ optimizer: first.optimizer, loss: 'mse' });
      return [first, second];
    },
  ],
])('two models that share %s train together', async (_, make) => {
  const models = make();
  const fits = models.map((model) => model.fit(ones(6), ones(6), { ...options, epochs: 2 }));
  await Promise.all(fits);
  expect(await weightOf(models[0]!)).toBeCloseTo(after(24), 5);
});

test('what a fit evaluates or logs is not disturbed by others', async () => {
  const slow = new (class extends Callback {
    override async onTrainBatchEnd() {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  const fit = (model: keras.Model) =>
    model.fit(ones(8), ones(8), { ...options, epochs: 2, validationData: [ones(3), ones(3)], callbacks: slow });
  const expected = (await fit(line())).history;
  const model = line();
  const running = fit(model);
  const losses: unknown[] = [];
  for (let i = 0; i < 5; i++) losses.push(await model.evaluate(ones(4), [[2], [2], [2], [2]], options));
  losses.push(await model.testOnBatch(ones(4), ones(4)));
  const { history } = await running;
  for (const name of ['loss', 'val_loss'])
    for (const [i, value] of history[name]!.entries()) expect(value).toBeCloseTo(expected[name]![i]!, 5);
  for (const loss of losses) expect(loss).toBeGreaterThan(0);
});

test('predict, evaluate, save and getWeights see the weights of one moment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'concurrent-'));
  // Both weights are the same at every moment, and so are the outputs.
  class Twins extends keras.layers.Layer {
    readonly a = this.addWeight({ shape: [1], initializer: 'zeros', name: 'a' });
    readonly b = this.addWeight({ shape: [1], initializer: 'zeros', name: 'b' });
    override call(x: Tensor): Tensor {
      return ops.concatenate([x.mul(this.a), x.mul(this.b)], -1);
    }
  }
  const make = () => new keras.Sequential([keras.Input([1]), new Twins()]);
  const model = make();
  model.compile({ optimizer: 'adam', loss: 'mse', stepsPerExecution: 1 });
  const targets = Array.from({ length: 40 }, () => [1, 1]);
  const running = model.fit(ones(40), targets, { ...options, epochs: 1000 });
  const seen = new Set<number>();
  for (let i = 0; i <= 5 || seen.size <= 2; i++) {
    const outputs = (await (await model.predict(ones(6), { batchSize: 2, verbose: 0 })).array()) as number[][];
    expect(new Set(outputs.flat()).size).toBe(1);
    seen.add(outputs[0]![0]!);
    const [a, b] = await Promise.all((await model.getWeights()).map((weight) => weight.item()));
    expect(a).toBe(b);
    if (i % 5 > 0) continue;
    const path = join(folder, `${i}.weights.h5`);
    await model.saveWeights(path);
    const copy = make();
    await copy.loadWeights(path);
    const [c, d] = await Promise.all((await copy.getWeights()).map((weight) => weight.item()));
    expect(c).toBe(d);
  }
  model.stopTraining = true;
  const { epoch } = await running;
  expect(epoch.length).toBeLessThan(1000);
  const steps = await model.optimizer.iterations.item();
  expect(Math.ceil(steps / 40)).toBe(epoch.length);
  await rm(folder, { recursive: true });
});

test('what is saved during a fit has the weights and the optimizer of one moment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'concurrent-'));
  // Each step takes one from the weight.
  const make = () => {
    const dense = new keras.layers.Dense(1, { useBias: false, kernelInitializer: 'zeros' });
    const made = new keras.Sequential([keras.Input([1]), dense]);
    made.compile({
      optimizer: new keras.optimizers.SGD(1),
      loss: (_: Tensor, yPred: Tensor) => yPred.mean(),
      stepsPerExecution: 100,
    });
    made.optimizer.build(made.trainableVariables);
    return made;
  };
  const model = make();
  const running = model.fit(ones(4000), ones(4000), { ...options, epochs: 8 });
  let ended = false;
  void running.then(() => {
    ended = true;
  });
  const seen = new Set<number>();
  while (!ended) {
    const path = join(folder, 'model.weights.h5');
    await model.saveWeights(path);
    const copy = make();
    await copy.loadWeights(path);
    const steps = await copy.optimizer.iterations.item();
    expect(await weightOf(copy)).toBe(0 - steps);
    const state = await model.getStateTree('numpy_array');
    const [kernel] = tree.flatten(state.trainable_variables as tree.Tree<number>);
    const [iteration] = tree.flatten(state.optimizer_variables as tree.Tree<number>);
    expect(kernel).toBe(0 - iteration!);
    seen.add(steps);
  }
  await running;
  expect(seen.size).toBeGreaterThan(1);
  expect(await weightOf(model)).toBe(-32_000);
  await rm(folder, { recursive: true });
});

test('fit returns its own history, also where a callback has trained the model', async () => {
  class Again extends Callback {
    override async onTrainEnd() {
      await this.model.fit(ones(1), ones(1), { epochs: 3, verbose: 0 });
    }
  }
  const { epoch } = await line().fit(ones(2), ones(2), { ...options, epochs: 2, callbacks: new Again() });
  expect(epoch).toEqual([0, 1]);
});

test('callbacks and data sets may use the model that waits for them', async () => {
  const model = line();
  const seen: number[] = [];
  class Uses extends Callback {
    override async onTrainBatchEnd() {
      seen.push(await (await this.model.predict(ones(1), { verbose: 0 })).item());
    }
    override async onEpochEnd(_: number, logs: Logs) {
      logs.own = (await this.model.evaluate(ones(2), ones(2), { verbose: 0 })) as number;
      await this.model.trainOnBatch(ones(1), ones(1));
      await this.model.fit(ones(1), ones(1), { verbose: 0 });
    }
  }
  async function* played() {
    for (let i = 0; i < 2; i++) yield [ones(1), await model.predict(ones(1), { verbose: 0 }).then(() => ones(1))];
  }
  const history = await model.fit(played, { epochs: 2, verbose: 0, callbacks: new Uses() });
  expect(seen[0]).toBeCloseTo(after(1), 5);
  expect(seen[3]).toBeCloseTo(after(2 + 2 + 2), 5);
  expect(history.history.own![0]).toBeCloseTo((1 - after(2)) ** 2, 5);
  expect(await weightOf(model)).toBeCloseTo(after(8), 5);
});

test('an evaluation between two steps leaves the logs of the epoch those of its steps', async () => {
  class Between extends Callback {
    override async onTrainBatchEnd() {
      await this.model.evaluate(ones(3), [[9], [9], [9]], { verbose: 0 });
    }
  }
  const { history } = await line().fit(ones(4), ones(4), { ...options, callbacks: new Between() });
  const expected = [0, 1, 2, 3].map((step) => (1 - after(step)) ** 2).reduce((a, b) => a + b) / 4;
  expect(history.loss![0]).toBeCloseTo(expected, 5);
});

test('after a fit that failed the next one has its turn', async () => {
  const model = line();
  const [failed] = await Promise.allSettled([
    model.fit(ones(4), [[1, 2]], options),
    model.fit(ones(4), ones(4), options),
  ]);
  expect(failed!.status).toBe('rejected');
  expect(await weightOf(model)).toBeCloseTo(after(4), 5);
});

test('weights that are set during a fit stay', async () => {
  const model = line(0);
  const running = model.fit(ones(64), ones(64), { ...options, epochs: 3 });
  await new Promise((resolve) => setTimeout(resolve, 5));
  model.setWeights([[[7]]]);
  await running;
  expect(await weightOf(model)).toBe(7);
});
