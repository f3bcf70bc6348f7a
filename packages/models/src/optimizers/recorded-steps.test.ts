import { ops, type Tensor, Variable } from '@org/core';
import {
  Adadelta,
  Adafactor,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  Ftrl,
  Lamb,
  Lion,
  Muon,
  Nadam,
  type Optimizer,
  RMSprop,
  ScheduleFreeAdamW,
  SGD,
} from './classes.js';

const gradientAt = (step: number): Tensor => ops.add([0.5, -1, 2], step).mul(0.1);

const makeVariables = () => [
  new Variable([1, -2, 3], { dtype: 'float32' }),
  new Variable([[0.5]], { dtype: 'float32' }),
];

/** What four steps make of two variables. */
async function trained(optimizer: Optimizer, between: (step: number) => void = () => {}): Promise<number[][]> {
  const variables = makeVariables();
  optimizer.build(variables);
  for (let step = 0; step < 4; step++) {
    between(step);
    optimizer.apply([gradientAt(step), [[step + 1]]], variables);
  }
  return Promise.all(variables.map(async (variable) => Array.from((await variable.value.data()) as Float32Array)));
}

function expectEqual(actual: readonly number[][], expected: readonly number[][]): void {
  actual.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(expected.flat()[i]!, 5);
  });
}

afterEach(() => jest.restoreAllMocks());

const classes: readonly (new (options: object) => Optimizer)[] = [
  ...[Adadelta, Adafactor, Adagrad, Adam, Adamax, AdamW, Ftrl, Lamb, Lion, Muon, Nadam, RMSprop, ScheduleFreeAdamW],
  SGD,
];

// Classes of users are not recorded: every step does anew what they say.
test.each(classes.map((type) => [type.name, type] as const))(
  '%s recorded is the same as step by step',
  async (_name, type) => {
    const Own = class extends type {};
    for (const options of [
      { learningRate: 0.1, weightDecay: 0.01, clipnorm: 1 },
      { learningRate: 0.1, useEma: true, emaOverwriteFrequency: 3 },
      { learningRate: 0.1, gradientAccumulationSteps: 2, clipvalue: 0.3 },
    ]) {
      expectEqual(await trained(new type(options)), await trained(new Own(options)));
    }
  },
);

test('an update is traced once', async () => {
  const calls = jest.spyOn(Adam.prototype, 'updateStep');
  await trained(new Adam(0.1));
  expect(calls).toHaveBeenCalledTimes(2);
});

test('what a user class does, it does in each step', async () => {
  const rates: number[] = [];
  class Noting extends SGD {
    override updateStep(gradient: Tensor, variable: Variable, learningRate: Tensor): void {
      rates.push(rates.length);
      super.updateStep(gradient, variable, learningRate);
    }
  }
  await trained(new Noting(0.1));
  expect(rates).toHaveLength(8);
});

test.each<[string, (optimizer: Adam) => void]>([
  ['learning rate', (optimizer) => Object.assign(optimizer, { learningRate: 0.5 })],
  ['rate that is a schedule', (optimizer) => Object.assign(optimizer, { learningRate: () => 0.5 })],
  ['weight decay', (optimizer) => Object.assign(optimizer, { weightDecay: 0.3 })],
  ['clipping', (optimizer) => Object.assign(optimizer, { clipnorm: 0.01 })],
  ['loss scale', (optimizer) => Object.assign(optimizer, { lossScaleFactor: 8 })],
  ['exclusion', (optimizer) => optimizer.excludeFromWeightDecay({ varNames: ['.'] })],
])('another %s holds from the next step on', async (_name, change) => {
  const options = { learningRate: 0.1, weightDecay: 0.1, epsilon: 0.1 };
  const between = (optimizer: Adam) => (step: number) => {
    if (step === 2) change(optimizer);
  };
  const [recorded, Own] = [new Adam(options), class extends Adam {}];
  const own = new Own(options);
  const actual = await trained(recorded, between(recorded));
  expectEqual(actual, await trained(own, between(own)));
  const unchanged = await trained(new Adam(options));
  expect(actual).not.toEqual(unchanged);
});

test('some of the variables, and then others', async () => {
  const [a, b] = makeVariables() as [Variable, Variable];
  const optimizer = new SGD(1);
  optimizer.build([a, b]);
  optimizer.apply([[1, 1, 1]], [a]);
  optimizer.apply([[[1]]], [b]);
  optimizer.apply([[[1]], [1, 1, 1]], [b, a]);
  expect(await a.value.array()).toEqual([-1, -4, 1]);
  expect(await b.value.array()).toEqual([[-1.5]]);
});

test('a constraint is asked in each step', async () => {
  const variable = new Variable([1, 2], { dtype: 'float32' });
  let limit = 0.75;
  variable.constraint = (value) => ops.minimum(value, limit);
  const optimizer = new SGD(0);
  optimizer.apply([[0, 0]], [variable]);
  limit = 0.5;
  optimizer.apply([[0, 0]], [variable]);
  expect(await variable.value.array()).toEqual([0.5, 0.5]);
});

test('a gradient that is broadcast and one of the whole shape are two kinds of updates', async () => {
  const variable = new Variable([1, 2, 3], { dtype: 'float32' });
  const optimizer = new SGD(1);
  const gradients = [ops.convertToTensor(1), ops.convertToTensor([1, 2, 3])];
  for (const which of [0, 1, 0, 1]) optimizer.apply([ops.cast(gradients[which]!, 'float32')], [variable]);
  expectEqual([Array.from((await variable.value.data()) as Float32Array)], [[-3, -4, -5]]);
});
