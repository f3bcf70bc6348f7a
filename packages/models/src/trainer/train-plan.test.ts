import { type Tensor, tensor } from '@org/core';
import * as keras from '../index.js';
import { inOneStep, type StepPlan } from './step-plan.js';
import { StepRunner } from './step-runner.js';
import { type BatchGradients, trainPlan } from './train-plan.js';

const { Input, layers, Sequential } = keras;

const SIZE = 10;
const x = tensor(
  Float32Array.from({ length: 2 * SIZE }, (_, i) => Math.sin(1 + 3 * i)),
  [SIZE, 2],
);
const y = tensor(
  Float32Array.from({ length: SIZE }, (_, i) => Math.cos(i)),
  [SIZE, 1],
);
const weights = Float32Array.from({ length: SIZE }, (_, i) => 0.25 + i ** 2 / 30);
const sampleWeight = tensor(weights);

/** The samples of the parts: of unequal sizes, and unequal sums of weights. */
const parts = ['0:3', '3:7', '7:10'] as const;
const sizes = [3, 4, 3];
const sum = (values: readonly number[] | Float32Array): number => Array.from(values).reduce((a, b) => a + b, 0);
const weightSums = [sum(weights.subarray(0, 3)), sum(weights.subarray(3, 7)), sum(weights.subarray(7, 10))];
const share = (amounts: readonly number[]): number[] => amounts.map((amount) => amount / sum(amounts));

interface Variant {
  readonly loss?: keras.losses.Loss | 'mse';
  readonly dtype?: 'mixed_float16' | 'float32';
  readonly activityRegularizer?: 'l1' | null;
}

const model = (optimizer: keras.optimizers.Optimizer, variant: Variant = {}): keras.Sequential => {
  const { loss = 'mse', dtype = 'float32', activityRegularizer = 'l1' } = variant;
  keras.utils.setRandomSeed(3);
  const made = new Sequential(
    [
      Input([2]),
      new layers.Dense(3, { activation: 'tanh', kernelRegularizer: 'l2', activityRegularizer }),
      new layers.Dense(1, { kernelRegularizer: 'l2' }),
    ],
    { dtype },
  );
  made.compile({ optimizer, loss, metrics: ['mae'], weightedMetrics: ['mae'] });
  return made;
};

/** Gradients of the parts, each times its share. */
const combined = (found: readonly BatchGradients[], shares: readonly number[]): Tensor[] =>
  found[0]!.gradients.map((_, i) =>
    found.map(({ gradients }, part) => gradients[i]!.mul(shares[part]!)).reduce((a, b) => a.add(b)),
  );

const valuesOf = async (variables: readonly keras.Variable[]): Promise<number[]> =>
  (await Promise.all(variables.map(async ({ value }) => Array.from(await value.data(), Number)))).flat();

async function expectEqualModels(one: keras.Model, other: keras.Model): Promise<void> {
  for (const kind of ['weights', 'metricsVariables'] as const) await expectEqual(one[kind], other[kind]);
  await expectEqual(one.optimizer!.variables, other.optimizer!.variables);
}

async function expectEqual(one: readonly keras.Variable[], other: readonly keras.Variable[]): Promise<void> {
  const [values, expected] = [await valuesOf(one), await valuesOf(other)];
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 5);
  });
}

/** A step on each part in turn, in the places of replicas, and one update. */
function stepOnParts(replicated: keras.Model, shares: readonly number[]): void {
  const found = parts.map((rows) => {
    const batch = [x.at(rows), y.at(rows), sampleWeight.at(rows)] as const;
    const result = replicated.computeGradients(...batch);
    replicated.computeMetrics(batch[0], batch[1], result.yPred, batch[2]);
    return result;
  });
  replicated.applyGradients(combined(found, shares));
}

describe('gradients of parts of a batch, combined, are those of the whole batch', () => {
  const { Adam, SGD } = keras.optimizers;
  it.each([
    ['plain', () => new SGD(0.1)],
    ['clipped, with momentum', () => new SGD(0.1, { momentum: 0.9, globalClipnorm: 0.1 })],
    ['with decayed weights', () => new Adam(0.1, { weightDecay: 0.01, clipvalue: 0.05 })],
    ['accumulated', () => new Adam(0.1, { gradientAccumulationSteps: 2 })],
    ['of a scaled loss', () => new SGD(0.1, { lossScaleFactor: 128 })],
  ])('%s', async (_, optimizer) => {
    const [whole, replicated] = [model(optimizer()), model(optimizer())];
    for (let step = 0; step < 4; step++) {
      await whole.trainOnBatch(x, y, sampleWeight);
      replicated.resetMetrics();
      stepOnParts(replicated, share(sizes));
    }
    await expectEqualModels(replicated, whole);
    expect(await valuesOf(whole.weights)).not.toEqual(await valuesOf(model(optimizer()).weights));
  });

  it('in the shares of the sample weights, where the loss is divided by them', async () => {
    const make = () => {
      const loss = new keras.losses.MeanSquaredError({ reduction: 'mean_with_sample_weight' });
      return model(new SGD(0.1), { loss, activityRegularizer: null });
    };
    const [whole, replicated] = [make(), make()];
    await whole.trainOnBatch(x, y, sampleWeight);
    replicated.resetMetrics();
    stepOnParts(replicated, share(weightSums));
    await expectEqual(replicated.weights, whole.weights);
  });

  it('also when a backend does so in the graph of a step', async () => {
    const [whole, replicated] = [model(new Adam(0.1)), model(new Adam(0.1))];
    const plan = trainPlan(replicated);
    const onParts: StepPlan<ReturnType<typeof plan.gradients>> = {
      gradients: ([inputs, targets, ofSamples]) => {
        const columns = [inputs, targets, ofSamples] as readonly Tensor[];
        const found = ['0:2', '2:5'].map((rows) => plan.gradients(columns.map((column) => column.at(rows)) as never));
        return { ...found[0]!, gradients: combined(found, [0.4, 0.6]) };
      },
      update: plan.update,
    };
    const order = tensor([
      [0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9],
    ]);
    const columns = [x, y, sampleWeight] as const;
    const run = async (trained: keras.Model, step: StepRunner): Promise<void> => {
      trained.optimizer!.build(trained.trainableVariables);
      await step.runMany(columns, order, 0, 2);
    };
    await run(whole, new StepRunner(inOneStep(trainPlan(whole)), null));
    await run(replicated, new StepRunner(inOneStep(onParts), null));
    await expectEqual(replicated.weights, whole.weights);
  });
});

describe('the parts of a step', () => {
  it('change what they say', async () => {
    const trained = model(new keras.optimizers.SGD(0.1));
    const before = await valuesOf(trained.weights);
    const { gradients, loss, yPred } = trained.computeGradients({ x, y, sampleWeight });
    expect(await valuesOf(trained.weights)).toEqual(before);
    expect((yPred as Tensor).shape).toEqual([SIZE, 1]);
    expect(await (trained.getMetricsResult().loss as Tensor).item()).toBeCloseTo(await loss.item(), 5);
    const metrics = await valuesOf(trained.metricsVariables);
    trained.applyGradients(gradients);
    expect(await valuesOf(trained.metricsVariables)).toEqual(metrics);
    expect(await valuesOf(trained.weights)).not.toEqual(before);
    expect(() => new Sequential([new layers.Dense(1)]).computeGradients(x)).toThrow(/compiled before computeGradients/);
  });

  it('scale the loss for float16, and leave out an update of which one part is not finite', async () => {
    const trained = model(new keras.optimizers.SGD(0.1), { dtype: 'mixed_float16' });
    const { gradients, loss } = trained.computeGradients(x, y);
    trained.applyGradients(gradients);
    const unscaled = model(new keras.optimizers.SGD(0.1)).computeGradients(x, y);
    expect(await loss.item()).toBeCloseTo(await unscaled.loss.item(), 2);
    const ratio = gradients[0]!.div(unscaled.gradients[0]!).mean();
    expect((await ratio.item()) / 2 ** 15).toBeCloseTo(1, 1);

    const before = await valuesOf(trained.weights);
    const found = [trained.computeGradients(x, y), trained.computeGradients(x.mul(Number.POSITIVE_INFINITY), y)];
    trained.applyGradients(combined(found, [0.5, 0.5]));
    expect(await valuesOf(trained.weights)).toEqual(before);
    expect(await trained.optimizer!.scaleLoss(1).item()).toBe(2 ** 14);
  });

  it('do nothing where nothing is to be trained', async () => {
    const frozen = model(new keras.optimizers.SGD(0.1));
    frozen.trainable = false;
    const { gradients } = frozen.computeGradients(x, y);
    expect(gradients).toEqual([]);
    frozen.applyGradients(gradients);
  });
});
