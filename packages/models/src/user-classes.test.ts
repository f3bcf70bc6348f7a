/** User classes may name their fields and methods as they like: what the framework keeps on its objects is out of their way. */
import { ops, type Tensor, tensor, Variable } from '@org/core';
import { fromPythonName } from '@org/core/internal';
import { constraints, Dense, Input, initializers, Layer, regularizers } from '@org/layers';
import { attributeNames, loadApi } from '@org/testing';
import { Callback } from './callbacks/callback.js';
import { PyDataset } from './data/py-dataset.js';
import { Loss } from './losses/loss.js';
import { Metric } from './metrics/metric.js';
import { Model } from './model.js';
import { Adam } from './optimizers/adam.js';
import { Optimizer } from './optimizers/optimizer.js';
import { LearningRateSchedule } from './schedules/learning-rate-schedule.js';
import { Sequential } from './sequential.js';

const { Constraint } = constraints;
const { Initializer } = initializers;
const { Regularizer } = regularizers;

/** Names that the framework used to have for itself, and some that it never had. */
const taken = `
  accumulation addMovingAverages addScalar addedFields assertCompiled average batchInputShape beginTraining buildAtInit buildFrom buildFully buildShapes builtShapes
  callLayer claimFields clearLosses compileLoss compileMetrics compileOptions computesOutputs convertArgument converted current decays decayWeights
  dispatch exclusion iteration knows localStep lossScale makeRate momentums movingAverages overwrite positions rate slots
  unscaled untrack update updateVariables velocities weightDecayOf wrapsOthers effectivePolicy finish flattenLayers fnKeywords frameworkFields graph graphLayers graphOrThrow inboundNodes
  initialEpoch listOf locked lossTracker madeTrainable makeRunner maybeBuild onBatch outboundNodes ownBuild ownLosses
  ownTrainable ownVariables ownWeights policy prepare push rebuild record rules runnerFor runners scaled scoped seedGenerators
  setGraph split stack state targets track trackLoss tracked trackedLayers watchesBatches withAutocastScope withState
  withTargets withoutLosses`
  .trim()
  .split(/\s+/);

/** Names under which our classes tell something of themselves, which a class of a user may need for something else. */
const ofUs = ['path', 'input', 'output', 'operations', 'compiled'];

/** An object as a constructor of a user would leave it: each of the names is a field, but for those that it has from Keras. */
function occupy<T extends object>(object: T): T {
  const has = new Set(namesOf(object));
  const fields = object as Record<string, unknown>;
  for (const name of [...taken, ...attributeNames, ...ofUs]) {
    if (!has.has(name) || ofUs.includes(name)) fields[name] = `my ${name}`;
  }
  occupied.set(object, { ...fields });
  return object;
}

const occupied = new WeakMap<object, Record<string, unknown>>();
const isIntact = (object: object): boolean => {
  const fields = Object.entries(occupied.get(object)!).filter(([name, value]) => value === `my ${name}`);
  return fields.length > 900 && fields.every(([name, value]) => (object as Record<string, unknown>)[name] === value);
};

class Scale extends Layer {
  declare myFactor: Variable;
  inner = new Dense(1, { kernelInitializer: 'ones' });
  override build() {
    this.myFactor = this.addWeight({ shape: [], initializer: 'ones', name: 'factor', regularizer: 'l2' });
  }
  override call(x: Tensor) {
    this.addLoss(x.sum());
    return this.inner(x).mul(this.myFactor);
  }
}

class Largest extends Metric {
  largest = this.addWeight({ name: 'largest' });
  override updateState(values: Tensor) {
    this.largest.assign(values.max().maximum(this.largest));
  }
  override result() {
    return this.largest.value;
  }
}

class Difference extends Loss {
  override call(yTrue: Tensor, yPred: Tensor) {
    return yTrue.sub(yPred).mean(-1);
  }
}

class SignDescent extends Optimizer {
  override updateStep(gradient: Tensor, variable: Variable, learningRate: Tensor) {
    this.assignSub(variable, gradient.sign().mul(learningRate));
  }
}

describe('fields of any name', () => {
  const x = tensor([[1, 2]], null, 'float32');

  it('do not disturb a layer', async () => {
    const layer = occupy(new Scale());
    expect(await layer(x).array()).toEqual([[3]]);
    expect([layer.weights.length, layer.losses.length, layer.path]).toEqual([3, 2, 'my path']);
    layer.trainable = false;
    expect([layer.trainableVariables, layer.nonTrainableWeights.length]).toEqual([[], 3]);
    expect(() => layer.addWeight([1])).toThrow('built already');
    const input = Input([2]);
    const model = new Model(input, layer(input));
    expect(await (await model.predict(x, { verbose: 0 })).array()).toEqual([[3]]);
    const own: Record<string, Tensor> = {};
    layer.saveOwnVariables(own);
    expect([Object.keys(own), layer.getConfig().name, isIntact(layer)]).toEqual([['0'], layer.name, true]);
  });

  it('do not disturb metrics and losses', async () => {
    const [metric, loss] = [occupy(new Largest()), occupy(new Difference())];
    expect(await metric(tensor([1, 5, 2])).item()).toBe(5);
    expect(await metric.statelessResult([7]).item()).toBe(7);
    metric.resetState();
    expect([await metric.result().item(), metric.variables.length, metric.dtype]).toEqual([0, 1, 'float32']);
    expect([await loss(x, [[0, 0]]).item(), isIntact(metric), isIntact(loss)]).toEqual([1.5, true, true]);
  });

  it.each([
    ['of the user', () => new SignDescent({ learningRate: 0.5, useEma: true, gradientAccumulationSteps: 2 })],
    ['of Keras', () => new Adam(0.5, { clipnorm: 1, lossScaleFactor: 2, weightDecay: 0.1 })],
  ])('do not disturb an optimizer %s', (_name, make) => {
    const updates = async (optimizer: Optimizer): Promise<unknown[]> => {
      const variable = new Variable([1, 2], { dtype: 'float32' });
      for (let step = 0; step < 4; step++) optimizer.apply([tensor([3, -3], null, 'float32')], [variable]);
      optimizer.learningRate = 0.25;
      optimizer.apply([tensor([1, 1], null, 'float32')], [variable]);
      optimizer.finalizeVariableValues([variable]);
      return Promise.all([variable, ...optimizer.variables].map((each) => each.uncast.array()));
    };
    const optimizer = occupy(make());
    return Promise.all([updates(optimizer), updates(make())]).then(([values, others]) => {
      expect(values).toEqual(others);
      expect(isIntact(optimizer)).toBe(true);
    });
  });

  it('do not disturb models and callbacks', async () => {
    class Stop extends Callback {
      override onEpochEnd(epoch: number) {
        this.model.stopTraining = epoch === 1;
      }
    }
    const stop = occupy(new Stop());
    const stacked = occupy(new Sequential([new Dense(1), new Dense(1)]));
    class Own extends Model {
      scale = new Scale();
      override call(inputs: Tensor) {
        return this.scale(inputs);
      }
    }
    for (const model of [stacked, occupy(new Own())]) {
      model.compile({ optimizer: 'sgd', loss: occupy(new Difference()), metrics: [occupy(new Largest())] });
      const { epoch } = await model.fit(x, [[1]], { epochs: 5, verbose: 0, callbacks: [stop] });
      expect(epoch).toEqual([0, 1]);
      expect((await model.predict(x, { verbose: 0 })).shape).toEqual([1, 1]);
      expect([model.countParams() > 0, isIntact(model)]).toEqual([true, true]);
    }
    stacked.add(new Dense(2));
    expect([stacked.layers.length, stacked.outputShape]).toEqual([3, [null, 2]]);
  });
});

describe('fields of any name, in what models use', () => {
  const x = tensor([[1, 2]], null, 'float32');

  class Halving extends LearningRateSchedule {
    override call(step: Tensor) {
      return step.cast('float32').neg().exp();
    }
  }
  class Twos extends Initializer {
    override call(shape: readonly number[]) {
      return ops.full(shape, 2);
    }
  }
  class Sum extends Regularizer {
    override call(weight: Tensor) {
      return weight.sum();
    }
  }
  class AtMostOne extends Constraint {
    override call(weight: Tensor) {
      return weight.minimum(1);
    }
  }
  class Batches extends PyDataset {
    override get length() {
      return 2;
    }
    override getItem() {
      return [x, [[1]]];
    }
  }

  it('do not disturb a training', async () => {
    const parts = [new Halving(), new Twos(), new Sum(), new AtMostOne(), new Batches()].map(occupy);
    const [schedule, initializer, regularizer, constraint, data] = parts as [Halving, Twos, Sum, AtMostOne, Batches];
    const layer = new Dense(1, {
      kernelInitializer: initializer,
      kernelRegularizer: regularizer,
      kernelConstraint: constraint,
    });
    const model = new Sequential([Input([2]), layer]);
    model.compile({ optimizer: new SignDescent({ learningRate: schedule }), loss: 'mse' });
    const { history } = await model.fit(data, { epochs: 2, verbose: 0 });
    expect(history.loss).toHaveLength(2);
    expect(await layer.weights[0]!.max().item()).toBeLessThanOrEqual(1);
    expect(parts.every(isIntact)).toBe(true);
  });
});

/** All names that an object answers to. */
function namesOf(object: object): string[] {
  const names = new Set<string>();
  for (let each = object; each !== Object.prototype; each = Object.getPrototypeOf(each) as object)
    for (const name of Object.getOwnPropertyNames(each)) names.add(name);
  return [...names];
}

/** The names that Keras gives a class and those that it extends, which users know and leave alone. */
function kerasNames(id: string): string[] {
  const { objects } = loadApi();
  const own = Object.entries(objects).find(([path]) => path.endsWith(`.${id}`))?.[1];
  if (own?.kind !== 'class') return [];
  const {
    methods = {},
    properties = {},
    bases = [],
  } = own as typeof own & {
    properties?: object;
    bases?: readonly string[];
  };
  const names = [...Object.keys(methods), ...Object.keys(properties)].map(fromPythonName);
  return [...names, ...bases.flatMap((base) => kerasNames(base.split('.').slice(-2).join('.')))];
}

/** Attributes that Keras's constructors set, what its layers have on torch, and what stands for Python's special methods. */
const attributes = [
  'zeroGrad',
  'constructor',
  'toString',
  'invoke',
  'name',
  'built',
  'autocast',
  'activityRegularizer',
  'getConfig',
];

/** What `compile` and `fit` set, what functional models have, the two halves of a training step, and where ops run. */
const ofModels = [
  ...[
    'stopTraining',
    'stopEvaluating',
    'stopPredicting',
    'history',
    'optimizer',
    'loss',
    'stepsPerExecution',
    'compiled',
  ],
  ...['inputs', 'outputs', 'inputShape', 'outputShape', 'inputNames', 'outputNames', 'operations'],
  ...['computeGradients', 'applyGradients', 'placement'],
];

/** Settings, and the position of a variable, which user classes need to find its slots. */
const ofOptimizers = [
  ...['weightDecay', 'clipnorm', 'clipvalue', 'globalClipnorm', 'useEma', 'emaMomentum', 'emaOverwriteFrequency'],
  ...['gradientAccumulationSteps', 'lossScaleFactor', '_getVariableIndex'],
];

describe.each<[string, object, string, readonly string[]]>([
  ['Layer', new (class extends Layer {})(), 'layer.Layer', ['computeOutputSpec', 'input', 'output', 'symbolicCall']],
  ['Model', new (class extends Model {})(), 'model.Model', ofModels],
  ['Sequential', new (class extends Sequential {})(), 'sequential.Sequential', ofModels],
  ['Metric', new (class extends Metric {})(), 'metric.Metric', ['_direction']],
  ['Loss', new (class extends Loss {})(), 'loss.Loss', ['reduction']],
  ['Optimizer', new SignDescent(0.1), 'optimizer.Optimizer', ofOptimizers],
  ['Callback', new (class extends Callback {})(), 'callback.Callback', ['params']],
  [
    'LearningRateSchedule',
    new (class extends LearningRateSchedule {})(),
    'learning_rate_schedule.LearningRateSchedule',
    ['call'],
  ],
  ['PyDataset', new (class extends PyDataset {})(), 'py_dataset_adapter.PyDataset', ['getItem', 'length']],
  ['Initializer', new (class extends Initializer {})(), 'initializer.Initializer', ['call']],
  ['Regularizer', new (class extends Regularizer {})(), 'regularizers.Regularizer', ['call']],
  ['Constraint', new (class extends Constraint {})(), 'constraints.Constraint', ['call']],
])('%s', (_name, object, id, others) => {
  it('has no names but those of Keras', () => {
    const known = new Set([...attributes, ...others, ...kerasNames(id)]);
    expect(namesOf(object).filter((name) => !known.has(name))).toEqual([]);
  });
});
