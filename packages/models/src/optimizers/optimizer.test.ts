import { isVariable, jit, ops, type Tensor, type TensorLike, tensor, ValueError, Variable } from '@org/core';
import { asTensor } from '@org/core/internal';
import { ExponentialDecay } from '../schedules/index.js';
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
  LossScaleOptimizer,
  MultiOptimizer,
  Muon,
  Nadam,
  Optimizer,
  RMSprop,
  ScheduleFreeAdamW,
  SGD,
} from './index.js';

const variable = (values: number[], name = 'w'): Variable => new Variable(tensor(values, null, 'float32'), { name });
const gradient = (...values: number[]): Tensor => tensor(values, null, 'float32');

describe('learning rate', () => {
  it('is a variable that can be set', async () => {
    const optimizer = new SGD(0.5);
    const w = variable([1]);
    const step = jit((g: Tensor): void => optimizer.apply([g], [w]));
    step(gradient(1));
    expect(await w.array()).toEqual([0.5]);
    optimizer.learningRate = 0.25;
    step(gradient(1));
    expect(await w.array()).toEqual([0.25]);
    expect(optimizer.getConfig().learning_rate).toBe(0.25);
  });

  it('is written as the float32 that it is', () => {
    expect(new SGD(0.001).getConfig().learning_rate).toBe(0.0010000000474974513);
  });

  it('may come from a function', async () => {
    let rate = 0.5;
    const optimizer = new SGD(() => rate);
    const w = variable([1]);
    optimizer.apply([gradient(1)], [w]);
    rate = 0.25;
    optimizer.apply([gradient(1)], [w]);
    expect(await w.array()).toEqual([0.25]);
  });

  it('may become a schedule, and then stays one', async () => {
    const optimizer = new SGD(0.5, { name: 'sgd' });
    expect(optimizer.variables.map(({ path }) => path)).toEqual(['sgd/iteration', 'sgd/learning_rate']);
    optimizer.learningRate = new ExponentialDecay(1, 1, 0.5);
    expect(optimizer.variables.map(({ path }) => path)).toEqual(['sgd/iteration']);
    expect(isVariable(optimizer.learningRate)).toBe(false);
    optimizer.apply([gradient(1)], [variable([1])]);
    expect(await asTensor(optimizer.learningRate).item()).toBe(0.5);
    expect(() => {
      optimizer.learningRate = 0.1;
    }).toThrow(/schedule/);
    expect(optimizer.getConfig().learning_rate).toMatchObject({ class_name: 'ExponentialDecay' });
  });
});

describe('apply', () => {
  it('warns about missing gradients and refuses to go without any', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const [a, b] = [variable([1], 'a'), variable([1], 'b')];
    const optimizer = new SGD(1);
    optimizer.apply([null, gradient(1)], [a, b]);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('variables a.'));
    expect([await a.array(), await b.array()]).toEqual([[1], [0]]);
    expect(() => optimizer.apply([null, null])).toThrow('No gradients provided for any variable.');
    warn.mockRestore();
  });

  it('counts steps and takes pairs', async () => {
    const w = variable([1]);
    const steps = new SGD(1).applyGradients([[gradient(1), w]]);
    expect(await steps.value.item()).toBe(1);
    expect(await w.array()).toEqual([0]);
  });

  it('takes its arguments by name, also where optimizers wrap others', async () => {
    const wrapped = [new SGD(1), new LossScaleOptimizer(new SGD(2 ** 15)), new MultiOptimizer(() => new SGD(1))];
    for (const optimizer of wrapped) {
      const w = variable([1]);
      optimizer.apply({ grads: [gradient(1)], trainableVariables: [w] });
      optimizer.apply({ grads: [gradient(1)] });
      expect(await w.array()).toEqual([-1]);
    }
  });

  it('knows its variables', () => {
    const optimizer = new SGD(1);
    expect(() => optimizer.apply([gradient(1)])).toThrow(/not built/);
    optimizer.build([variable([1])]);
    expect(() => optimizer.apply([gradient(1)], [variable([1], 'other')])).toThrow(/Unknown variable/);
    expect(() => optimizer.apply([gradient(1), gradient(1)])).toThrow(/one to one/);
  });

  it('applies constraints', async () => {
    const w = variable([1, 2]);
    w.constraint = (value) => value.maximum(0);
    new SGD(1).apply([gradient(3, 1)], [w]);
    expect(await w.array()).toEqual([0, 1]);
  });

  it('leaves some variables to their gradients', async () => {
    const scale = variable([1], 'scale');
    scale.overwriteWithGradient = true;
    const w = variable([1]);
    const optimizer = new Adam(0.1, { name: 'adam' });
    optimizer.apply([gradient(7), gradient(1)], [scale, w]);
    expect(await scale.array()).toEqual([7]);
    expect(optimizer.variables.map(({ name }) => name)).toEqual([
      'iteration',
      'learning_rate',
      'w_momentum',
      'w_velocity',
    ]);
  });

  it('casts gradients to the type of their variable', async () => {
    const w = new Variable(tensor([1, 2], null, 'float16'), { name: 'half' });
    const optimizer = new Adam(0.5);
    optimizer.apply([gradient(1, -1)], [w]);
    expect(w.value.dtype).toBe('float16');
    const [first, second] = (await w.array()) as number[];
    expect(first).toBeCloseTo(0.5, 1);
    expect(second).toBeCloseTo(2.5, 1);
  });
});

it('weight decay leaves out variables by object and by name', async () => {
  const [kernel, bias, gamma] = [variable([2], 'kernel'), variable([2], 'bias'), variable([2], 'gamma')];
  const optimizer = new SGD(0.5, { weightDecay: 0.5 });
  optimizer.excludeFromWeightDecay([gamma], ['bias']);
  optimizer.apply([gradient(0), gradient(0), gradient(0)], [kernel, bias, gamma]);
  expect([await kernel.array(), await bias.array(), await gamma.array()]).toEqual([[1.5], [2], [2]]);
});

it('statelessApply leaves the variables alone', async () => {
  const w = variable([1]);
  const external = variable([0.5], 'rate');
  const optimizer = new SGD(() => external.value.squeeze(), { momentum: 0.5 });
  optimizer.build([w]);
  const state = optimizer.variables.map(({ value }) => value);
  const [trainable, own] = optimizer.statelessApply(state, [gradient(1)], [gradient(3)]);
  const [again] = optimizer.statelessApply(own, [gradient(1)], trainable);
  expect(await trainable[0]!.array()).toEqual([2.5]);
  expect(await again[0]!.array()).toEqual([1.75]);
  expect(await w.array()).toEqual([1]);
  expect(await asTensor(optimizer.iterations).item()).toBe(0);
  expect(() => optimizer.statelessApply([], [gradient(1)], [w.value])).toThrow(ValueError);
});

it('saves and loads its variables', async () => {
  const train = (optimizer: Optimizer, w: Variable) => optimizer.apply([gradient(1, 2)], [w]);
  const [first, second] = [new Adam(0.1), new Adam(0.2)];
  const [v, w] = [variable([1, 2]), variable([1, 2])];
  train(first, v);
  const store: Record<string, Tensor> = {};
  first.saveOwnVariables(store);
  expect(Object.keys(store)).toEqual(['0', '1', '2', '3']);
  const momentum = (await store['2']!.array()) as number[];
  expect(momentum[0]).toBeCloseTo(0.1, 6);

  second.build([w]);
  second.loadOwnVariables(store);
  w.assign(v);
  train(first, v);
  train(second, w);
  expect(await w.array()).toEqual(await v.array());

  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  second.loadOwnVariables({ 0: store['0']! });
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('Skipping variable loading'));
  warn.mockRestore();
  second.setWeights(first.variables.map(({ value }) => value));
  expect(() => second.setWeights([])).toThrow(/one value per variable/);
});

const types: readonly (new () => Optimizer)[] = [
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
  RMSprop,
  ScheduleFreeAdamW,
  SGD,
];

it.each(types)('$name is built once', (type) => {
  const optimizer = new type();
  const w = variable([1, 2]);
  optimizer.build([w]);
  const { variables } = optimizer;
  optimizer.build([w]);
  expect(optimizer.variables).toEqual(variables);
});

it('users write their own', async () => {
  class SignDescent extends Optimizer {
    private counts: (Variable | null)[] = [];
    override build(variables: readonly Variable[]): void {
      super.build(variables);
      this.counts = this.addOptimizerVariables(variables, 'count', 'ones');
    }
    override updateStep(grad: Tensor, target: Variable, learningRate: Tensor): void {
      const count = this.counts[this._getVariableIndex(target)]!;
      this.assignSub(target, grad.sign().mul(learningRate).mul(count));
      this.assignAdd(count, 1);
    }
  }
  const w = variable([1, 2]);
  const optimizer = new SignDescent({ learningRate: 0.5 });
  optimizer.apply([gradient(3, -3)], [w]);
  optimizer.apply([gradient(3, -3)], [w]);
  expect(await w.array()).toEqual([-0.5, 3.5]);
  expect(optimizer.name).toBe('sign_descent');
  expect(() => new Optimizer(0.1).apply([gradient(1)], [variable([1])])).toThrow(/updateStep/);
});

it.each([
  [{ clipnorm: 1, clipvalue: 1 }, /Only one of/],
  [{ gradientAccumulationSteps: 1 }, />= 2/],
  [{ useEma: true, emaMomentum: 2 }, /emaMomentum/],
  [{ useEma: true, emaOverwriteFrequency: 0.5 }, /emaOverwriteFrequency/],
  [{ momentum: -1 }, /momentum/],
  [{ speed: 1 } as object, /not recognized[\s\S]*Received: speed/],
  [{ learningRate: 'fast' as unknown as number }, /learning rate/],
])('refuses %j', (options, message) => {
  expect(() => new SGD(options)).toThrow(message);
});

it('ignores the decay of old files', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  expect(SGD.fromConfig({ learning_rate: 0.5, decay: null }).getConfig().learning_rate).toBe(0.5);
  expect(warn).not.toHaveBeenCalled();
  SGD.fromConfig({ learning_rate: 0.5, decay: 0.1 });
  expect(warn).toHaveBeenCalledWith('Argument `decay` is no longer supported and will be ignored.');
  warn.mockRestore();
});

test('a gradient of another shape is refused before anything changes', async () => {
  const [a, b] = [new Variable([1, 2], { dtype: 'float32' }), new Variable([3, 4], { dtype: 'float32' })];
  const optimizer = new SGD(1);
  expect(() => optimizer.apply([ops.ones([2]), ops.ones([3])], [a, b])).toThrow(/gradient for .* another shape/);
  expect(await a.value.array()).toEqual([1, 2]);
});

test('a learning rate that updateStep is given may be a number', async () => {
  const classes: (new (options: { learningRate: number }) => Optimizer)[] = [
    Adadelta,
    Adafactor,
    Adagrad,
    Adam,
    Adamax,
    Ftrl,
    Lamb,
    Lion,
    Muon,
    Nadam,
    RMSprop,
    ScheduleFreeAdamW,
    SGD,
  ];
  for (const each of classes) {
    const after = async (rate: TensorLike) => {
      const weight = variable([1, 2]);
      const optimizer = new each({ learningRate: 0.001 });
      optimizer.build([weight]);
      optimizer.updateStep(tensor([0.5, -1]), weight, rate);
      return weight.value.array();
    };
    expect(await after(0.5)).toEqual(await after(tensor(0.5)));
  }
});
