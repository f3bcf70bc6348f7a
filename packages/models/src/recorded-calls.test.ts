/** Models and losses in programs that are not compiled: recorded once they have been met, which nobody can see but by a clock. */
import {
  GradientTape,
  gradients,
  KerasFunction,
  KerasTensor,
  Operation,
  ops,
  random,
  type Tensor,
  tensor,
  watch,
  withGradientRules,
} from '@org/core';
import { interceptCalls } from '@org/layers';
import * as keras from './index.js';

const x = random.normal(random.PRNGKey(0), [6, 8]);
const y = tensor([0, 2, 1, 1, 0, 2]);

const made = (tensor: Tensor): string => tensor.node!.primitive.name;
const run = (model: keras.Model, training = true): Tensor => model(x, { training });

interface Parts {
  readonly model: keras.Model;
  readonly dense: keras.layers.Dense;
  readonly normalization: keras.layers.BatchNormalization;
  readonly dropout: keras.layers.Dropout;
}

function parts(): Parts {
  const dense = new keras.layers.Dense(5, { activation: 'relu' });
  const normalization = new keras.layers.BatchNormalization();
  const dropout = new keras.layers.Dropout(0.5, { seed: 3 });
  const model = new keras.Sequential([
    keras.Input({ shape: [8] }),
    dense,
    normalization,
    dropout,
    new keras.layers.Dense(3),
  ]);
  return { model, dense, normalization, dropout };
}

/** Two models with the same weights, of which one has been called often. */
async function pair(): Promise<[often: Parts, once: Parts]> {
  const [often, once] = [parts(), parts()];
  for (let i = 0; i < 4; i++) await run(often.model).array();
  for (let i = 0; i < 2; i++) expect(made(run(often.model, false))).not.toBe('call');
  expect(made(run(often.model, false))).toBe('call');
  expect(made(run(often.model))).toBe('call');
  once.model.setWeights(await often.model.getWeights());
  once.dropout.seedGenerator!.state.assign(often.dropout.seedGenerator!.state);
  return [often, once];
}

async function expectSame(a: Tensor, b: Tensor): Promise<void> {
  const [found, wanted] = [await a.data(), await b.data()];
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(wanted[i]!, 5);
  });
}

afterEach(() => {
  jest.restoreAllMocks();
});

const changes: Record<string, (parts: Parts) => void> = {
  nothing: () => {},
  'an activation': ({ dense }) => {
    dense.activation = ops.tanh as typeof dense.activation;
  },
  'no bias': ({ dense }) => {
    dense.bias = null;
  },
  'a rate': ({ dropout }) => {
    Object.assign(dropout, { rate: 0.1 });
  },
  'a frozen layer': ({ normalization }) => {
    normalization.trainable = false;
  },
  'a number': ({ normalization }) => {
    Object.assign(normalization, { momentum: 0.5 });
  },
  'a policy': ({ dense }) => {
    dense.dtypePolicy = 'mixed_float16';
  },
  'low rank': ({ dense }) => {
    keras.utils.setRandomSeed(1);
    dense.enableLora(2);
  },
  'whole numbers': ({ dense }) => {
    dense.quantize('int8');
  },
  'a bias written over': ({ dense }) => {
    dense.bias!.assign(ops.ones([5]));
  },
  'the method of a class': () => {
    jest.spyOn(keras.layers.Dense.prototype, 'call').mockImplementation(function (
      this: keras.layers.Dense,
      inputs: Tensor,
    ) {
      return inputs.matmul(this.kernel.value).mul(2);
    });
  },
  'a layer more': ({ model }) => {
    (model as keras.Sequential).add(new keras.layers.Activation('tanh'));
  },
  'a method of its own': ({ dense }) => {
    dense.call = (inputs: Tensor) => inputs.at([0, 1, 2, 3, 4, 5]).mul(0).matmul(dense.kernel.value).add(1);
  },
};

test.each(Object.keys(changes))('what is changed between two calls holds for the second: %s', async (name) => {
  const [often, once] = await pair();
  for (const each of [often, once]) changes[name]!(each);
  for (const training of [true, false]) await expectSame(run(often.model, training), run(once.model, training));
  await expectSame(often.normalization.movingMean!.value, once.normalization.movingMean!.value);
});

test('statistics and random states go on from call to call', async () => {
  const [often, once] = [parts(), parts()];
  once.model.setWeights(await often.model.getWeights());
  const step = keras.jit(() => run(once.model));
  for (let i = 0; i < 5; i++) await expectSame(run(often.model), step());
  await expectSame(often.normalization.movingVariance!.value, once.normalization.movingVariance!.value);
});

test('derivatives of any order, by variables and inputs, are those of the first call', async () => {
  const [{ model, dense }, lossOf] = [parts(), new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true })];
  const input = watch(tensor(await x.data(), [6, 8]));
  const derivatives = () => {
    const loss = lossOf(y, model(input, { training: false }));
    const [first, byInput] = gradients(loss, [dense.kernel, input]);
    return { loss, first, byInput, second: gradients(first.square().sum(), dense.kernel) };
  };
  const wanted = derivatives();
  for (let i = 0; i < 4; i++) {
    const found = derivatives();
    if (i > 1) expect(made(found.loss)).toBe('call');
    if (i === 3) await found.loss.item();
    for (const key of ['loss', 'first', 'byInput', 'second'] as const) await expectSame(found[key], wanted[key]);
  }
});

test('an old loss has the derivatives of the weights that it had', async () => {
  const { model, dense } = parts();
  const lossOf = new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true });
  const optimizer = new keras.optimizers.SGD(0.5);
  const variables = model.trainableVariables;
  const steps: { loss: Tensor; gradient: number[] }[] = [];
  for (let i = 0; i < 5; i++) {
    const tape = new GradientTape();
    const loss = lossOf(y, model(x, { training: false }));
    const found = tape.gradient(loss, variables) as Tensor[];
    steps.push({ loss, gradient: Array.from(await found[variables.indexOf(dense.kernel)]!.data()) });
    optimizer.apply(found, variables);
    await loss.item();
  }
  for (const { loss, gradient } of steps) await expectSame(gradients(loss, dense.kernel), tensor(gradient));
});

test('code of the user runs in every call', async () => {
  let calls = 0;
  class Noted extends keras.layers.Dense {
    override call(inputs: Tensor) {
      calls += 1;
      return super.call(inputs).mul(calls);
    }
  }
  const layer = new Noted(3);
  const model = new keras.Sequential([keras.Input({ shape: [8] }), layer]);
  const lambda = new keras.Sequential([
    keras.Input({ shape: [8] }),
    new keras.layers.Dense(2, { activation: (inputs: Tensor) => inputs.mul(++calls) }),
  ]);
  for (const each of [model, lambda]) {
    const before = calls;
    for (let i = 0; i < 5; i++) await run(each).array();
    expect(calls - before).toBe(5);
  }
  const lossOf = new keras.losses.LossFunctionWrapper((_: Tensor, yPred: Tensor) => yPred.mul(++calls));
  const before = calls;
  const losses: number[] = [];
  for (let i = 0; i < 4; i++) losses.push(await lossOf(x, x.mul(0).add(1)).item());
  expect(losses).toEqual([1, 2, 3, 4].map((each) => before + each));
});

test('code of the user that calls nothing runs in every call', async () => {
  let factor: number | null = null;
  const scaled = (inputs: Tensor): Tensor => (factor === null ? inputs : inputs.mul(factor));
  class Scaled extends Operation {
    override call = scaled;
    override computeOutputSpec = ({ shape, dtype }: KerasTensor) => new KerasTensor(shape, dtype);
  }
  class Named extends keras.layers.Dense {
    static override readonly kerasName: string = 'Named';
    override call = scaled;
  }
  const inputs = keras.Input({ shape: [8] });
  const inner = keras.Input({ shape: [8] });
  const ofFunction = new KerasFunction(inner, new keras.layers.Activation(scaled)(inner));
  const ones = { kernelInitializer: 'identity', useBias: false } as const;
  const models = [
    new keras.Model(inputs, new keras.layers.Dense(8, { ...ones, activation: scaled })(inputs)),
    new keras.Model(inputs, new keras.layers.Activation(scaled)(inputs)),
    new keras.Model(inputs, new Named(8)(inputs)),
    new keras.Model(inputs, new Scaled().symbolicCall(inputs) as KerasTensor),
    new keras.Model(inputs, ofFunction<KerasTensor>(inputs)),
  ];
  const lossOf = new keras.losses.LossFunctionWrapper((_: Tensor, yPred: Tensor) => scaled(yPred));
  for (const each of [null, null, null, null, 2, 3]) {
    factor = each;
    for (const model of models) await expectSame(run(model), x.mul(factor ?? 1));
    expect(await lossOf(x, ops.onesLike(x)).item()).toBe(factor ?? 1);
  }
});

test('what is called in another way than the time before is what it is', async () => {
  const [often, once] = await pair();
  const forms: Record<string, (model: keras.Model) => Tensor> = {
    'without the flag': (model) => model(x),
    'a flag that is no boolean': (model) => model(x, { training: 1 as unknown as boolean }),
    'one sample': (model) => model(x.at([0, 1]), { training: true }),
    'another type': (model) => model(x.cast('float64'), { training: true }),
    'by its name': (model) => model({ inputs: x, training: true }),
    'an array': (model) => model([[1, 2, 3, 4, 5, 6, 7, 8]], { training: false }),
  };
  for (const form of Object.values(forms)) {
    for (const call of [form, run, form, run]) await expectSame(call(often.model), call(once.model));
  }
  expect(often.model(new KerasTensor([6, 8]), { training: true })).toBeInstanceOf(KerasTensor);
  expect(() => often.model(x.at([0, 1]).at(0), { training: true })).toThrow();
  expect(made(run(often.model))).toBe('call');
});

test('inputs go by their names and their structure', async () => {
  const a = keras.Input({ shape: [2], name: 'a' });
  const b = keras.Input({ shape: [2], name: 'b' });
  const model = new keras.Model([b, a], ops.subtract(b, a));
  const [one, two] = [tensor([[1, 2]]), tensor([[10, 20]])];
  const list = [two, one];
  const forms = [list, { a: one, b: two }, { b: two, a: one }, list];
  for (const form of forms) for (let i = 0; i < 4; i++) await expectSame(model(form), tensor([9, 18]));
  expect(() => model({ b: two, c: one })).toThrow();
});

test('a gradient is asked for when the statistics of its step have been computed', async () => {
  const [often, once] = [parts(), parts()];
  once.model.setWeights(await often.model.getWeights());
  const stepOf = ({ model, normalization: { gamma, movingMean } }: Parts) => {
    const loss = run(model).square().mean();
    return { loss, gradient: gradients(loss, gamma!), movingMean: movingMean!.value };
  };
  const compiled = keras.jit(() => stepOf(once));
  for (let i = 0; i < 5; i++) {
    const [found, wanted] = [stepOf(often), compiled()];
    for (const key of ['loss', 'gradient', 'movingMean'] as const) await expectSame(found[key], wanted[key]);
  }
});

test('calls are watched, and derivatives have other rules, as before', async () => {
  const { model, dense } = parts();
  for (let i = 0; i < 3; i++) run(model, false);
  const seen: string[] = [];
  interceptCalls(
    (layer, args, next) => {
      seen.push(layer.name);
      return next(...args);
    },
    () => run(model, false),
  );
  expect(seen).toContain(dense.name);
  const [byRule] = [false, true].map(() =>
    withGradientRules({ relu: ([g]) => [g!.mul(0)] }, () => gradients(run(model, false).sum(), dense.kernel)),
  );
  expect(await byRule!.abs().sum().item()).toBe(0);
  expect(await gradients(run(model, false).sum(), dense.kernel).abs().sum().item()).toBeGreaterThan(0);
});

describe('layers in a call of the user', () => {
  /** Its `call` looks at what only the program knows. */
  class Own extends keras.Model {
    readonly first = new keras.layers.Dense(5, { activation: 'relu' });
    readonly normalization = new keras.layers.BatchNormalization();
    readonly dropout = new keras.layers.Dropout(0.5, { seed: 3 });
    readonly last = new keras.Sequential([keras.Input({ shape: [5] }), new keras.layers.Dense(3)]);
    repeats = 1;
    calls = 0;

    override call(inputs: Tensor, { training = false }: { training?: boolean } = {}): Tensor {
      this.calls += 1;
      let hidden = this.first(inputs);
      for (let i = 0; i < this.repeats; i++) hidden = this.normalization(hidden, { training });
      return this.last(this.dropout(hidden)).mul(this.calls);
    }
  }

  /** Models with the same weights, of which one has been called often; the other computes in compiled functions. */
  async function own(): Promise<[often: Own, once: Own]> {
    const [often, once] = [new Own(), new Own()];
    for (const model of [often, once]) model(x);
    once.setWeights(await often.getWeights());
    return [often, once];
  }

  const nodesOf = (tensor: Tensor): string[] => {
    const names = new Set<string>();
    const visit = ({ node }: Tensor): void => {
      if (!node) return;
      names.add(node.primitive.name);
      node.inputs.forEach(visit);
    };
    visit(tensor);
    return [...names];
  };

  test('are one node each, and the code around them runs every time', async () => {
    const [often, once] = await own();
    const before = often.calls;
    for (let i = 0; i < 6; i++) {
      if (i === 4) for (const model of [often, once]) model.repeats = 2;
      const training = i % 2 === 0;
      const found = run(often, training);
      if (i === 5) expect(nodesOf(found)).not.toContain('matmul');
      await expectSame(found, keras.jit(() => run(once, training))());
      await expectSame(often.normalization.movingVariance!.value, once.normalization.movingVariance!.value);
    }
    expect(often.calls - before).toBe(6);
  });

  test('have derivatives through the code between them', async () => {
    const [often, once] = await own();
    const lossOf = (model: Own) => run(model, true).square().mean().mul(0.01);
    for (let i = 0; i < 4; i++) {
      const compiled = keras.jit(() => gradients(lossOf(once), once.trainableVariables))();
      const found = gradients(lossOf(often), often.trainableVariables);
      for (const [k, each] of found.entries()) await expectSame(each, compiled[k]!);
    }
  });

  test('know whether they train by the call around them', async () => {
    class Inner extends keras.layers.Layer {
      readonly normalization = new keras.layers.BatchNormalization();
      override call(inputs: Tensor) {
        return this.normalization(inputs);
      }
    }
    const model = new keras.Sequential([keras.Input({ shape: [8] }), new Inner()]);
    const wanted = await Promise.all([true, false].map((training) => run(model, training).array()));
    for (let i = 0; i < 4; i++) {
      await expectSame(run(model, true), tensor(wanted[0] as number[][]));
      model.layers[0]!.variables.find(({ name }) => name === 'moving_mean')!.assign(ops.zeros([8]));
      model.layers[0]!.variables.find(({ name }) => name === 'moving_variance')!.assign(ops.ones([8]));
      await expectSame(run(model, false), x.div(Math.sqrt(1.001)));
    }
  });

  test('that are found at values go on being made anew, and those beside them are recorded', async () => {
    const model = new keras.Sequential([
      keras.Input({ shape: [2], dtype: 'int32' }),
      new keras.layers.Embedding(4, 3),
      new keras.layers.Dense(2),
    ]);
    const indices = tensor([[0, 3]]);
    const wanted = tensor((await model(indices).array()) as number[][][]);
    for (let i = 0; i < 5; i++) await expectSame(model(indices).reshape([-1]), wanted.reshape([-1]));
    const names = nodesOf(model(indices));
    expect(names).toContain('gather');
    expect(names).toContain('call');
    await expect(async () => model(tensor([[0, 4]])).array()).rejects.toThrow(/Embedding/);
  });
});
