/** Steps in JAX's form, written as in Keras's guide to them, train as the inherited ones do. */
import { type Tensor, type TensorLike, tensor } from '@org/core';
import * as keras from '../index.js';
import type { StepState } from './stateless-step.js';

const { Input, jax, layers } = keras;
type Values = readonly TensorLike[];
type Batch = readonly [x: Tensor, y: Tensor];

class Stateless extends keras.Sequential {
  computeLossAndUpdates(trainable: Values, nonTrainable: Values, x: Tensor, y: Tensor, training: boolean) {
    const [yPred, after] = this.statelessCall(trainable, nonTrainable, x, { training });
    const loss = this.computeLoss(x, y, yPred);
    return [loss, [yPred as Tensor, after]] as const;
  }

  updateMetrics(variables: Values, loss: Tensor, y: Tensor, yPred: Tensor): [Record<string, unknown>, Tensor[]] {
    const logs: Record<string, unknown> = {};
    const next: Tensor[] = [];
    for (const metric of this.metrics) {
      const own = variables.slice(next.length, next.length + metric.variables.length);
      const after =
        metric.name === 'loss' ? metric.statelessUpdateState(own, loss) : metric.statelessUpdateState(own, y, yPred);
      logs[metric.name] = metric.statelessResult(after);
      next.push(...after);
    }
    return [logs, next];
  }

  override trainStep(state: StepState, [x, y]: Batch): [Record<string, unknown>, StepState] {
    const [trainable, nonTrainable, optimizerVariables, metricsVariables] = state as [Tensor[], Values, Values, Values];
    const lossOf = (values: Tensor[]) => this.computeLossAndUpdates(values, nonTrainable, x, y, true);
    const [[loss, [yPred, after]], grads] = jax.valueAndGrad(lossOf, { hasAux: true })(trainable);
    const [nextTrainable, nextOptimizer] = this.optimizer.statelessApply(optimizerVariables, grads, trainable);
    const [logs, nextMetrics] = this.updateMetrics(metricsVariables, loss, y, yPred);
    return [logs, [nextTrainable, after, nextOptimizer, nextMetrics]];
  }

  override testStep(state: StepState, [x, y]: Batch): [Record<string, unknown>, StepState] {
    const [trainable, nonTrainable, metricsVariables] = state as [Values, Values, Values];
    const [loss, [yPred, after]] = this.computeLossAndUpdates(trainable, nonTrainable, x, y, false);
    const [logs, nextMetrics] = this.updateMetrics(metricsVariables, loss, y, yPred);
    return [logs, [trainable, after, nextMetrics]];
  }

  override predictStep(state: StepState, [x]: readonly [Tensor]): [unknown, Tensor[]] {
    return this.statelessCall(state[0]!, state[1]!, x, { training: false }) as [unknown, Tensor[]];
  }
}

const x = tensor(
  Float32Array.from({ length: 96 }, (_, i) => Math.sin(i)),
  [24, 4],
);
const y = tensor(
  Float32Array.from({ length: 24 }, (_, i) => Math.cos(i)),
  [24, 1],
);

function modelOf(Class: typeof keras.Sequential, options: { runEagerly?: boolean } = {}): keras.Sequential {
  keras.utils.setRandomSeed(4);
  const hidden = new layers.Dense(6, { activation: 'relu' });
  const model = new Class([
    Input([4]),
    hidden,
    new layers.BatchNormalization(),
    new layers.Dropout(0.3),
    new layers.Dense(1),
  ]);
  model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae', 'mse'], ...options });
  return model;
}

const numbers = async (variables: readonly keras.Variable[]): Promise<number[]> =>
  (await Promise.all(variables.map(async (variable) => Array.from(await variable.data(), Number)))).flat();

test.each([false, true])(
  'training, evaluation and prediction are those of the inherited steps (run eagerly: %s)',
  async (runEagerly) => {
    const [own, inherited] = [modelOf(Stateless, { runEagerly }), modelOf(keras.Sequential, { runEagerly })];
    const histories = [];
    for (const model of [own, inherited]) {
      const history = await model.fit(x, y, { batchSize: 8, epochs: 2, shuffle: false, verbose: 0 });
      histories.push(history.history);
    }
    // The guide's loss is a mean over batches, the inherited one over samples; the batches are of one size.
    expect(Object.keys(histories[0]!).sort()).toEqual(Object.keys(histories[1]!).sort());
    for (const [name, values] of Object.entries(histories[0]!)) expectClose(values, histories[1]![name]!);
    expectClose(await numbers(own.weights), await numbers(inherited.weights));
    expectClose(await numbers(own.optimizer.variables), await numbers(inherited.optimizer.variables));
    const options = { returnDict: true, verbose: 0, batchSize: 8 } as const;
    const [first, second] = [await own.evaluate(x, y, options), await inherited.evaluate(x, y, options)];
    expect(Object.keys(first).sort()).toEqual(Object.keys(second).sort());
    expectClose(Object.values(first), Object.values(second));
    const outputs = await Promise.all([own, inherited].map((model) => model.predict(x, { verbose: 0 })));
    expectClose(Array.from(await outputs[0]!.data(), Number), Array.from(await outputs[1]!.data(), Number));
  },
);

function expectClose(received: readonly number[], expected: readonly number[]): void {
  expect(received).toHaveLength(expected.length);
  received.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 5);
  });
}

test.each([
  ['logs alone', (state: StepState) => [{}, state.slice(1)]],
  ['no state', () => ({})],
  ['lists of other lengths', (state: StepState) => [{}, [[], ...state.slice(1)]]],
])('a step that returns %s is refused, and changes nothing', async (_what, step) => {
  class Wrong extends keras.Sequential {
    override trainStep(state: StepState, _batch: Batch) {
      return step(state) as [Record<string, unknown>, StepState];
    }
  }
  const model = modelOf(Wrong);
  const before = await numbers(model.weights);
  await expect(model.fit(x, y, { verbose: 0 })).rejects.toThrow('trainStep(state, data) must return');
  expect(await numbers(model.weights)).toEqual(before);
});

test('statelessComputeLoss takes values, and leaves the variables', async () => {
  const model = modelOf(keras.Sequential);
  const variables = [model.trainableVariables, model.nonTrainableVariables, model.metricsVariables] as const;
  const [loss, after] = model.statelessComputeLoss(...asValues(variables), {
    y,
    yPred: tensor(new Float32Array(24), [24, 1]),
  });
  expect(await loss.item()).toBeCloseTo(Array.from(await y.data(), Number).reduce((sum, v) => sum + v * v, 0) / 24, 5);
  expect(after.map((list) => list.length)).toEqual(variables.map((list) => list.length));
  const named = model.statelessComputeLoss({
    trainableVariables: model.trainableVariables,
    nonTrainableVariables: model.nonTrainableVariables,
    metricsVariables: model.metricsVariables,
    y,
    yPred: y,
  });
  expect(await named[0].item()).toBe(0);
});

const asValues = <Lists extends readonly (readonly keras.Variable[])[]>(lists: Lists) =>
  lists.map((list) => list.map(({ value }) => value)) as unknown as [Tensor[], Tensor[], Tensor[]];

describe("torch's form", () => {
  test.each([
    ['backward', () => x.sum().backward()],
    ['zeroGrad', () => modelOf(keras.Sequential).zeroGrad()],
  ])('%s() says what to write', (method, call) => {
    expect(call).toThrow(`${method}(): tensors and variables keep no gradients.`);
    expect(call).toThrow('gradients(loss, weights); optimizer.apply(grads, weights)');
  });
});
