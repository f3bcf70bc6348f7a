/** Classes of users in files: by the arguments that they were made with, whatever form their constructors have. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DType, ops, type Shape, type Tensor, tensor } from '@org/core';
import type { LayerOptions } from '@org/layers';
import * as keras from './index.js';

const { Input, layers, Model, models, saving, Sequential } = keras;
const { Layer } = layers;

type Options = LayerOptions & { factor?: number };

class Positional extends Layer {
  factor: number;
  constructor(factor = 2, options: LayerOptions = {}) {
    super(options);
    this.factor = factor;
  }
  override call(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

class PositionsAlone extends Layer {
  factor: number;
  constructor(factor = 2) {
    super();
    this.factor = factor;
  }
  override call(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

class Pattern extends Layer {
  factor: number;
  constructor({ factor = 2, ...options }: Options = {}) {
    super(options);
    this.factor = factor;
  }
  override call(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

class WholeObject extends Layer {
  factor: number;
  constructor(options: Options = {}) {
    super(options);
    this.factor = options.factor ?? 2;
  }
  override call(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

class TakenApart extends Layer {
  factor: number;
  constructor(options: Options = {}) {
    const { factor = 2, ...others } = options;
    super(others);
    this.factor = factor;
  }
  override call(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

/** Keeps its argument nowhere: it arrives at Layer. */
class PassedOn extends Layer {
  scale: keras.layers.Layer;
  constructor(options: Options = {}) {
    super(options);
    this.scale = new Positional(options.factor ?? 2);
  }
  override call(x: Tensor): Tensor {
    return this.scale(x);
  }
}

class WithoutDefault extends Layer {
  factor: number;
  constructor(factor: number, options?: LayerOptions) {
    super(options);
    this.factor = factor;
  }
  override call(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

class OptionsWithoutDefault extends Layer {
  factor: number;
  constructor(options?: Options) {
    super(options);
    this.factor = options?.factor ?? 2;
  }
  override call(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

class DeclaredOptions extends Layer {
  static override readonly parameters = ['factor'];
  factor: number;
  constructor(given: Options) {
    super(given);
    this.factor = given.factor ?? 2;
  }
  override call(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

class Declared extends Layer {
  static override readonly parameters = ['factor'];
  factor: number;
  constructor(f = 2, options: LayerOptions = {}) {
    super(options);
    this.factor = f;
  }
  override call(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

class Underscored extends Layer {
  _factor: number;
  constructor(factor = 2, options: LayerOptions = {}) {
    super(options);
    this._factor = factor;
  }
  override call(x: Tensor): Tensor {
    return x.mul(this._factor);
  }
}

class WithConfig extends Layer {
  readonly #factor: number;
  constructor(factor = 2, options: LayerOptions = {}) {
    super(options);
    this.#factor = factor;
  }
  override call(x: Tensor): Tensor {
    return x.mul(this.#factor);
  }
  override getConfig() {
    return { ...super.getConfig(), factor: this.#factor };
  }
}

class Inherited extends Positional {}

class PassesAllOn extends Positional {
  constructor(...args: [number?, LayerOptions?]) {
    super(...args);
  }
}

const inOrder = [
  ['positions, then options', Positional],
  ['positions alone', PositionsAlone],
  ['a position without default', WithoutDefault],
  ['declared parameters', Declared],
  ['a field with an underscore', Underscored],
  ['a getConfig of its own', WithConfig],
  ['an inherited constructor', Inherited],
  ['a constructor that passes all on', PassesAllOn],
] as const;
const byName = [
  ['options that are taken apart', Pattern],
  ['options', WholeObject],
  ['options that the body takes apart', TakenApart],
  ['options that are passed on', PassedOn],
  ['options without default', OptionsWithoutDefault],
  ['options of declared parameters', DeclaredOptions],
] as const;

const forms: [string, Record<string, unknown>, () => keras.layers.Layer][] = [
  ...inOrder.map(([form, type]): [string, Record<string, unknown>, () => keras.layers.Layer] => [
    form,
    { [type.name]: type },
    () => new type(5),
  ]),
  ...byName.map(([form, type]): [string, Record<string, unknown>, () => keras.layers.Layer] => [
    form,
    { [type.name]: type },
    () => new type({ factor: 5 }),
  ]),
];

const one = tensor([[1]], null, 'float32');
const value = (layer: (x: Tensor) => Tensor): Promise<number> => layer(one).item() as Promise<number>;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'custom-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(forms)('a layer with %s', (_, customObjects, make) => {
  const [type] = Object.values(customObjects) as [typeof Layer];

  it('is made from a config by name', async () => {
    expect(make().getConfig()).toMatchObject({ factor: 5, trainable: true });
    const layer = type.fromConfig({ name: 'mine', trainable: false, dtype: 'float16', factor: 3 });
    expect([layer.name, layer.trainable, layer.computeDtype]).toEqual(['mine', false, 'float16']);
    expect(await value(layer)).toBe(3);
    expect(await value(type.fromConfig({ factor: 4 }))).toBe(4);
  });

  it('is cloned, and saved and loaded, with its argument', async () => {
    const x = Input([1]);
    const layer = make();
    const model = new Model(x, layer(x));
    const path = join(folder, 'model.keras');
    await model.save(path);
    const copies = [
      models.cloneModel(model),
      models.cloneModel(new Sequential([Input([1]), make()])),
      models.modelFromJson(model.toJson(), customObjects),
      await saving.loadModel(path, { customObjects }),
    ];
    for (const copy of copies) expect(await value(copy)).toBe(5);
    expect(copies[0]!.layers[1]!.name).toBe(layer.name);
  });
});

it('values of many kinds are arguments', () => {
  class Many extends Layer {
    sizes: number[];
    activation: unknown;
    initializer: unknown;
    table: object;
    nothing: null;
    constructor(sizes: number[], activation: unknown, initializer: unknown, table: object, nothing = null) {
      super();
      this.sizes = sizes;
      this.activation = keras.activations.get(activation as string);
      this.initializer = keras.initializers.get(initializer as string);
      this.table = table;
      this.nothing = nothing;
    }
  }
  const config = new Many([1, 2], 'relu', 'he_normal', { aB: [true] }).getConfig();
  const { name: _name, trainable: _trainable, dtype: _dtype, ...own } = config;
  expect(own).toEqual({
    sizes: [1, 2],
    activation: 'relu',
    initializer: expect.objectContaining({ class_name: 'HeNormal' }),
    table: { aB: [true] },
    nothing: null,
  });
  const copy = Many.fromConfig(config);
  expect(copy.getConfig()).toEqual(config);
  expect(copy.initializer).toBeInstanceOf(keras.initializers.HeNormal);
});

describe('what cannot be told is an error', () => {
  class Hidden extends Layer {
    dense: keras.layers.Layer;
    constructor(units = 3, options: LayerOptions = {}) {
      super(options);
      this.dense = new layers.Dense(units);
    }
    override call(x: Tensor): Tensor {
      return this.dense(x);
    }
  }

  it('an argument that is not kept', () => {
    expect(() => new Hidden(4).getConfig()).toThrow(/Hidden cannot be told: `units` is kept in no field/);
    const made = Hidden.fromConfig({ name: 'h', units: 4 });
    expect([made.name, made.dense.getConfig().units]).toEqual(['h', 4]);
  });

  it('but not an option that was not given', () => {
    expect(new PassedOn().getConfig()).not.toHaveProperty('factor');
    expect(PassedOn.fromConfig(new PassedOn({ name: 'p' }).getConfig()).name).toBe('p');
  });

  it('an argument that is a layer, a tensor or a function', () => {
    class Holds extends Layer {
      constructor(readonly held: unknown) {
        super();
      }
    }
    for (const held of [new layers.Dense(1), tensor([1]), [new layers.Dense(1)], (x: number) => x + 1])
      expect(() => new Holds(held).getConfig()).toThrow(/`held` is no plain value/);
    expect(new Holds('text').getConfig().held).toBe('text');
  });

  it('a field that has another value than the argument', () => {
    class Doubles extends Layer {
      units: number;
      constructor(units = 3) {
        super();
        this.units = 2 * units;
      }
    }
    const config = new Doubles(3).getConfig();
    expect(() => Doubles.fromConfig(config)).toThrow(/keeps something else than its argument `units`/);
  });

  it('positions that a build tool has renamed, where the constructor fails without them', () => {
    class Holds extends Layer {
      constructor(units2: number, options = {}) {
        super(options);
        new layers.Dense(units2);
      }
    }
    expect(() => Holds.fromConfig({ units: 3, name: 'h' })).toThrow(
      /constructor of Holds got an unexpected keyword argument 'units'[\s\S]*static parameters = \['units'/,
    );
    expect(() => Holds.fromConfig({ name: 'h' })).toThrow(/Dense\(\) missing/);
  });

  it('a setting that the constructor does not take', () => {
    expect(() => PositionsAlone.fromConfig({ factor: 3, other: 1 })).toThrow(
      /constructor of PositionsAlone got an unexpected keyword argument 'other'/,
    );
  });
});

it('a getConfig of the class has the base config alone to start from, as in Keras', () => {
  expect(Object.keys(new WithConfig(3).getConfig()).sort()).toEqual(['dtype', 'factor', 'name', 'trainable']);
  class Partial extends Positional {
    override getConfig() {
      return { ...super.getConfig(), other: 1 };
    }
  }
  expect(new Partial(3).getConfig()).not.toHaveProperty('factor');
});

describe('models', () => {
  class Net extends Model {
    hidden: number;
    dense: keras.layers.Dense;
    constructor(hidden = 4, options: LayerOptions = {}) {
      super(options);
      this.hidden = hidden;
      this.dense = new layers.Dense(hidden);
    }
    override call(x: Tensor): Tensor {
      return this.dense(x);
    }
  }

  class Made extends Model {
    width: number;
    constructor(width = 4) {
      const x = Input([1]);
      super({ inputs: x, outputs: new layers.Dense(width)(x) });
      this.width = width;
    }
  }

  class FromGraph extends Model {
    factor: number;
    constructor(inputs: Tensor, outputs: Tensor, factor = 2, options: LayerOptions = {}) {
      super(inputs, outputs, options);
      this.factor = factor;
    }
  }

  it('of which Keras calls the constructor, functional or not', async () => {
    const net = new Net(6);
    net(one);
    for (const model of [net, new Made(6)]) {
      expect(model.getConfig()).not.toHaveProperty('layers');
      const path = join(folder, 'net.keras');
      await model.save(path);
      const copy = await saving.loadModel(path, { customObjects: { Net, Made } });
      expect([copy.constructor, copy.weights.map(({ shape }) => shape)]).toEqual([model.constructor, [[1, 6], [6]]]);
      expect(await copy(one).array()).toEqual(await model(one).array());
    }
    expect(models.cloneModel(net).getConfig().hidden).toBe(6);
  });

  it('made from inputs and outputs keep their class and their other arguments', async () => {
    const x = Input([1]);
    const model = new FromGraph(x, new layers.Dense(2)(x), 7);
    const config = model.getConfig();
    expect(Object.keys(config).sort()).toEqual([
      'factor',
      'input_layers',
      'layers',
      'name',
      'output_layers',
      'trainable',
    ]);
    const path = join(folder, 'graph.keras');
    await model.save(path);
    const copies = [models.cloneModel(model), await saving.loadModel(path, { customObjects: { FromGraph } })];
    for (const copy of copies) expect(copy).toBeInstanceOf(FromGraph);
    expect((copies[1] as FromGraph).factor).toBe(7);
  });
});

describe('other kinds', () => {
  class Huber extends keras.losses.Loss {
    delta: number;
    constructor(delta = 1, options: { name?: string; reduction?: 'sum' | 'none' } = {}) {
      super(options);
      this.delta = delta;
    }
    override call(yTrue: Tensor, yPred: Tensor): Tensor {
      return yTrue.sub(yPred).abs().mul(this.delta).mean(-1);
    }
  }

  class Over extends keras.metrics.Metric {
    total = this.addWeight({ name: 'total' });
    threshold: number;
    constructor(threshold = 0.5, name = 'over', options: { dtype?: string } = {}) {
      super({ name, ...options });
      this.threshold = threshold;
    }
    override updateState(_yTrue: Tensor, yPred: Tensor): void {
      this.total.assignAdd(yPred.greater(this.threshold).cast('float32').sum());
    }
    override result(): Tensor {
      return this.total.value;
    }
  }

  class Step extends keras.optimizers.Optimizer {
    scale: number;
    constructor(learningRate: number | keras.optimizers.schedules.LearningRateSchedule = 0.1, scale = 1) {
      super({ learningRate });
      this.scale = scale;
    }
    override updateStep(gradient: Tensor, variable: keras.Variable, rate: Tensor): void {
      this.assignSub(variable, gradient.sign().mul(rate).mul(this.scale));
    }
  }

  class Halving extends keras.optimizers.schedules.LearningRateSchedule {
    constructor(
      readonly start: number,
      readonly steps = 10,
    ) {
      super();
    }
    override call(step: Tensor): Tensor {
      return ops.power(tensor(0.5), step.cast('float32').div(this.steps)).mul(this.start);
    }
  }

  class Filled extends keras.initializers.Initializer {
    constructor(readonly value = 0) {
      super();
    }
    override call(shape: Shape, { dtype }: { dtype: DType }): Tensor {
      return ops.full(shape, this.value, dtype);
    }
  }

  class AtMost extends keras.constraints.Constraint {
    constructor(readonly bound = 1) {
      super();
    }
    override call(w: Tensor): Tensor {
      return w.minimum(this.bound);
    }
  }

  class Cubic extends keras.regularizers.Regularizer {
    constructor(readonly weight = 1) {
      super();
    }
    override call(x: Tensor): Tensor {
      return x.abs().pow(3).sum().mul(this.weight);
    }
  }

  const customObjects = { Huber, Over, Step, Halving, Filled, AtMost, Cubic };

  it.each<[string, object, Record<string, unknown>]>([
    ['loss', new Huber(3, { name: 'h', reduction: 'sum' }), { name: 'h', reduction: 'sum', delta: 3 }],
    ['metric', new Over(0.25, 'o'), { name: 'o', dtype: 'float32', threshold: 0.25 }],
    ['optimizer', new Step(0.5, 2), { learning_rate: 0.5, scale: 2 }],
    ['schedule', new Halving(4, 2), { start: 4, steps: 2 }],
    ['initializer', new Filled(3), { value: 3 }],
    ['constraint', new AtMost(0.5), { bound: 0.5 }],
    ['regularizer', new Cubic(0.1), { weight: 0.1 }],
  ])('a %s has its arguments in files', (_, object, expected) => {
    const json = JSON.parse(JSON.stringify(saving.serializeKerasObject(object)));
    expect(json).toMatchObject({ module: null, config: expected });
    const copy = saving.deserializeKerasObject(json, { customObjects }) as object;
    expect(copy.constructor).toBe(object.constructor);
    expect(JSON.parse(JSON.stringify(saving.serializeKerasObject(copy)))).toEqual(json);
  });

  it('a constructor without a place for names and settings has them set', () => {
    class Short extends keras.losses.Loss {
      constructor(readonly power = 1) {
        super();
      }
      override call(yTrue: Tensor, yPred: Tensor): Tensor {
        return yTrue.sub(yPred).abs().pow(this.power).mean(-1);
      }
    }
    class Count extends keras.metrics.Mean {
      constructor(readonly power = 1) {
        super();
      }
    }
    const loss = Short.fromConfig({ power: 2, name: 'mine', reduction: 'sum' });
    expect([loss.power, loss.name, loss.reduction]).toEqual([2, 'mine', 'sum']);
    const metric = Count.fromConfig({ power: 2, name: 'mine', dtype: 'float32' });
    expect([metric.power, metric.name]).toEqual([2, 'mine']);
    const optimizer = Step.fromConfig({ learning_rate: 0.5, scale: 2, weight_decay: 0.1, use_ema: true });
    expect([optimizer.scale, optimizer.weightDecay, optimizer.useEma]).toEqual([2, 0.1, true]);
  });

  it('all of them are in the file of a model', async () => {
    const model = new Sequential([
      Input([1]),
      new layers.Dense(1, {
        kernelInitializer: new Filled(3),
        kernelConstraint: new AtMost(2),
        kernelRegularizer: new Cubic(0.1),
      }),
    ]);
    model.compile({ optimizer: new Step(new Halving(4, 2), 2), loss: new Huber(3), metrics: [new Over(0.25)] });
    const path = join(folder, 'all.keras');
    await model.save(path);
    const copy = await saving.loadModel(path, { customObjects });
    for (const each of [model, copy]) {
      const history = await each.fit(one, tensor([[1]]), { epochs: 2, verbose: 0 });
      // The kernel is 3, then min(3 - 8, 2) = -5 and the bias -8.
      expect(history.history.over).toEqual([1, 0]);
      expect(history.history.loss![0]).toBeCloseTo(3 * 2 + 0.1 * 27, 4);
      expect(history.history.loss![1]).toBeCloseTo(3 * 14 + 0.1 * 125, 4);
    }
    expect(copy.getCompileConfig()).toEqual(model.getCompileConfig());
  });
});

describe('classes upon layers of Keras', () => {
  class Scaled extends layers.Dense {
    scale: number;
    constructor(units: number, scale = 2, options: LayerOptions = {}) {
      super(units, { kernelInitializer: 'ones', ...options });
      this.scale = scale;
    }
    override call(x: Tensor): Tensor {
      return super.call(x).mul(this.scale);
    }
  }

  class Twice extends layers.Wrapper {
    constructor(
      layer: keras.layers.Layer,
      readonly times = 2,
      options: LayerOptions = {},
    ) {
      super(layer, options);
    }
    override call(x: Tensor): Tensor {
      return this.layer(x).mul(this.times);
    }
  }

  it.each<[string, () => keras.layers.Layer, number[]]>([
    ['a position more', () => new Scaled(2, 5), [5, 5]],
    ['a layer and a position more', () => new Twice(new Scaled(1, 3), 7), [21]],
  ])('with %s', async (_, make, expected) => {
    const model = new Sequential([Input([1]), make()]);
    const path = join(folder, 'upon.keras');
    await model.save(path);
    const customObjects = { Scaled, Twice };
    const copy = saving.customObjectScope(customObjects, () => models.cloneModel(model));
    for (const each of [copy, await saving.loadModel(path, { customObjects })]) {
      expect(each.layers[0]!.constructor).toBe(model.layers[0]!.constructor);
      expect(await each(one).array()).toEqual([expected]);
    }
  });
});
