/** Programs that are right, and need no casts. */

import { GradientTape, gradients, ops, random, type Tensor, tensor, Variable } from '@org/core';
import * as keras from '@org/models';

const { layers } = keras;

declare module '@org/core' {
  interface RegisteredNames {
    swirl: true;
  }
}

const x = tensor([[1, 2]]);
const y = tensor([[1]]);

export async function builtIn(model: keras.Model): Promise<void> {
  const classes: Tensor = ops.argmax(await model.predict(x), -1);
  const result = await model.evaluate(x, y);
  const first: number = Array.isArray(result) ? result[0]! : typeof result === 'number' ? result : result.loss!;
  const inner = new keras.Model({ inputs: model.inputs, outputs: model.layers.map((layer) => layer.output) });
  const again = new keras.Model(model.input, model.layers[0]!.output);
  const history = await model.fit(x, y, {
    epochs: 2,
    validationSplit: 0.5,
    callbacks: [new keras.callbacks.EarlyStopping()],
  });
  void [classes, first, inner, again, history];
}

export function eachForm(): void {
  new layers.Dense(3);
  new layers.Dense(3, 'relu', false);
  new layers.Dense(3, 'relu', { useBias: false });
  new layers.Dense({ units: 3, activation: keras.activations.gelu, name: 'head' });
  new layers.Conv2D(32, { kernelSize: 3 });
  new layers.Conv2D(32, [3, 3], 2, { padding: 'same' });
  new keras.optimizers.Adam(0.001, { clipnorm: 1 });
  new keras.optimizers.schedules.ExponentialDecay(0.1, { decaySteps: 10, decayRate: 0.5 });
  ops.sum(x, -1, { keepdims: true });
  ops.sum(x, { axis: [0, 1] });
  ops.sum({ x, axis: 0 });
}

export function gradientsOfVariables(): Tensor[] {
  const variables = [new Variable(tensor([1, 2])), new Variable(tensor([3, 4]))];
  const loss = ops.sum(ops.multiply(variables[0]!, variables[1]!));
  const found: Tensor[] = gradients(loss, variables);
  return found.map((gradient) => gradient.mul(2));
}

/** A train step of one's own. */
export class Own extends keras.Model {
  readonly inner = new layers.Dense(1);

  override call(inputs: Tensor): Tensor {
    return this.inner(inputs);
  }

  override trainStep(data: Parameters<keras.Model['trainStep']>[0]): Record<string, unknown> {
    const [inputs, targets] = data;
    const tape = new GradientTape();
    const loss = this.computeLoss({ x: inputs, y: targets, yPred: this(inputs, { training: true }) });
    const grads = tape.gradient(loss, this.trainableVariables);
    this.optimizer.apply(grads, this.trainableVariables);
    return { loss };
  }
}

interface ScaleOptions {
  factor?: number;
  name?: string;
}

/** A layer with options of its own. */
export class Scale extends layers.Layer {
  readonly factor: number;

  constructor(options: ScaleOptions = {}) {
    super({ name: options.name ?? null });
    this.factor = options.factor ?? 2;
  }

  override call(inputs: Tensor): Tensor {
    return inputs.mul(this.factor);
  }
}

/** A layer with positions, and several outputs. */
export class Split extends layers.Layer {
  constructor(
    readonly at: number,
    options: { name?: string } = {},
  ) {
    super(options);
  }

  override call(inputs: Tensor): [Tensor, Tensor] {
    return [inputs.at(':', `:${this.at}`), inputs.at(':', `${this.at}:`)];
  }
}

/** A subclass of a layer of Keras. */
export class Narrow extends layers.Dense {
  constructor(units: number) {
    super(units, { activation: 'relu', useBias: false });
  }
}

export function calls(): void {
  const scaled: Tensor = new Scale({ factor: 3 })(x);
  const [left, right] = new Split(1)<[Tensor, Tensor]>(x);
  const layer = new layers.Dense(1);
  layer.build([null, 2]);
  const [outputs, state] = layer.statelessCall(
    layer.trainableVariables.map((variable) => variable.value),
    [],
    x,
    { training: true },
  );
  const noisy: Tensor = new layers.Dropout(0.5)(x, { training: true });
  const joined: Tensor = new layers.Concatenate()([x, x]);
  void [scaled, left, right, outputs, state, noisy, joined, random.normal(random.PRNGKey(0), [2])];
}

/** Classes that are made from a config in a way of their own. */
export class UnitsLayer extends layers.Layer {
  constructor(readonly units: number) {
    super();
  }

  static override fromConfig(config: Record<string, unknown>): UnitsLayer {
    return new UnitsLayer(Number(config.units));
  }
}

export class UnitsDense extends layers.Dense {
  static override fromConfig(config: Record<string, unknown>): UnitsDense {
    return new UnitsDense(Number(config.units));
  }
}

export class UnitsWrapper extends layers.Wrapper {
  static override fromConfig(_config: Record<string, unknown>): UnitsWrapper {
    return new UnitsWrapper(new layers.Dense(1));
  }
}

export class UnitsModel extends keras.Model {
  static override fromConfig(_config: Record<string, unknown>): UnitsModel {
    return new UnitsModel();
  }
}

export class UnitsSequential extends keras.Sequential {
  static override fromConfig(_config: Record<string, unknown>): UnitsSequential {
    return new UnitsSequential();
  }
}

export class Twos extends keras.initializers.Initializer {
  override call(shape: readonly number[]): Tensor {
    return ops.ones(shape).mul(2);
  }

  static override fromConfig(_config: Record<string, unknown>): Twos {
    return new Twos();
  }
}

export class Absolute extends keras.regularizers.Regularizer {
  override call(w: Tensor): Tensor {
    return w.abs().sum();
  }

  static override fromConfig(_config: Record<string, unknown>): Absolute {
    return new Absolute();
  }
}

export class Positive extends keras.constraints.Constraint {
  override call(w: Tensor): Tensor {
    return w.abs();
  }

  static override fromConfig(_config: Record<string, unknown>): Positive {
    return new Positive();
  }
}

export class Distance extends keras.losses.Loss {
  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return yPred.sub(yTrue).abs().mean(-1);
  }

  static override fromConfig(_config: Record<string, unknown>): Distance {
    return new Distance();
  }
}

export class Average extends keras.metrics.Mean {
  static override fromConfig(_config: Record<string, unknown>): Average {
    return new Average();
  }
}

export class Slow extends keras.optimizers.SGD {
  static override fromConfig(_config: Record<string, unknown>): Slow {
    return new Slow(0.001);
  }
}

export class Falling extends keras.optimizers.schedules.LearningRateSchedule {
  override call(step: Tensor): Tensor {
    return ops.divide(0.1, step.add(1));
  }

  static override fromConfig(_config: Record<string, unknown>): Falling {
    return new Falling();
  }
}

export function fromConfigs(config: Record<string, unknown>): void {
  const dense: keras.layers.Dense = layers.Dense.fromConfig(config);
  const model: keras.Sequential = keras.Sequential.fromConfig(config);
  const adam: keras.optimizers.Adam = keras.optimizers.Adam.fromConfig(config);
  const own: UnitsLayer = UnitsLayer.fromConfig(config);
  const scale: Scale = Scale.fromConfig(config);
  void [dense, model, adam, own, scale];
}

/** Steps that take the batch apart where it is declared. */
export class Steps extends keras.Model {
  override trainStep([inputs, targets]: readonly [Tensor, Tensor]): Record<string, unknown> {
    const { gradients: found, loss } = this.computeGradients(inputs, targets);
    this.applyGradients(found);
    return { loss };
  }

  override testStep(data: readonly Tensor[]): Record<string, unknown> {
    const [inputs, targets, weight] = keras.utils.unpackXYSampleWeight(data);
    const error = ops.subtract(this(inputs), targets!);
    return { error: weight ? error.mul(weight) : error };
  }

  override predictStep([inputs]: readonly [Tensor]): Tensor {
    return this(inputs);
  }
}

export class Triples extends keras.Model {
  override trainStep(data: [Tensor, Tensor, Tensor | null]): Record<string, unknown> {
    const [inputs, targets, weight] = keras.utils.unpackXYSampleWeight(data);
    const loss: Tensor = this.computeLoss(inputs, targets, this(inputs), weight);
    return { loss: ops.add(loss, targets.sum()) };
  }

  override predictStep(data: { image: Tensor }[]): Tensor {
    return this(data[0]!.image);
  }
}

/** Calls of the framework's own layers with what they are called with. */
export class Noisy extends layers.Dense {
  override call(inputs: Tensor, { training = false } = {}): Tensor {
    return super.call(training ? inputs.mul(2) : inputs, { training });
  }
}

export async function reading(model: keras.Model): Promise<void> {
  const largest: number = Math.max(...(await x.data()));
  const wide: bigint = (await x.cast('int64').data<BigInt64Array>())[0]!;
  const narrow: Float32Array = await x.data<Float32Array>();
  const corner: number = (await x.array<number[][]>())[0]![0]!;
  const loss: number = (await model.evaluate(x, y, { returnDict: true })).loss!;
  const same: number = (await model.evaluate({ x, y, returnDict: true, verbose: 0 })).loss!;
  const logs: keras.callbacks.Logs = await model.trainOnBatch(x, y, { returnDict: true });
  const test: keras.callbacks.Logs = await model.testOnBatch(x, { y, returnDict: true });
  const either = await model.evaluate(x, y, 32);
  const optimizer = new keras.optimizers.SGD(0.1);
  optimizer.iterations.assign(3);
  const steps: Tensor = optimizer.iterations.add(1);
  void [largest, wide, narrow, corner, loss, same, logs, test, either, steps];
}

/** Functions, classes and names where Keras takes them. */
export function identifiers(model: keras.Model): void {
  new layers.Dense(3, {
    kernelInitializer: (shape: readonly number[]) => ops.ones(shape),
    biasInitializer: keras.initializers.Zeros,
    kernelRegularizer: (w: Tensor) => w.square().sum(),
    biasRegularizer: new keras.regularizers.L2(0.1),
    kernelConstraint: (w) => w.abs(),
    activityRegularizer: 'l2',
    activation: (inputs) => inputs.tanh(),
  });
  new layers.Dense(3, { activation: 'registered>own', kernelInitializer: 'registered>own', dtype: 'mixed_float16' });
  new layers.Dense(3, { activation: new layers.LeakyReLU(), kernelInitializer: new Twos() });
  model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['accuracy', 'AUC'] });
  // Names that are variables have the types of names.
  const settings: { optimizer: keras.optimizers.OptimizerIdentifier; loss: keras.LossIdentifier } = {
    optimizer: 'sgd',
    loss: 'huber',
  };
  const chosen: keras.MetricIdentifier = 'auc';
  model.compile({ ...settings, metrics: [chosen] });
  const dense = (
    units: number,
    activation?: keras.layers.ActivationIdentifier,
    init: keras.layers.InitializerIdentifier = 'ones',
  ) => new layers.Dense(units, { activation, kernelInitializer: init });
  dense(3, 'relu', 'HeNormal');
  // Those that a program registers have a package, or are declared.
  new layers.Dense(3, { activation: 'swirl', kernelRegularizer: 'mine>squares', kernelConstraint: 'MaxNorm' });
  model.compile({ optimizer: keras.optimizers.Adam, loss: keras.losses.Huber, metrics: [keras.metrics.Mean] });
  model.compile({
    optimizer: new Slow(),
    loss: (yTrue, yPred) => yPred.sub(yTrue).abs().mean(-1),
    metrics: [keras.metrics.meanSquaredError, new Average(), (yTrue, yPred) => yPred.sub(yTrue).abs()],
  });
  model.compile('adam', keras.losses.meanSquaredError, { weightedMetrics: [['mae'], [new keras.metrics.AUC()]] });
  model.compile({ loss: { left: 'mse', right: new Distance() }, metrics: { left: ['mae'], right: 'mse' } });
  model.compile({ loss: ['mse', null], metrics: null });
}

/** Inputs of any structure, an interface of the user's among them. */
interface Boxes {
  readonly image: Tensor;
  readonly corners: readonly Tensor[];
  readonly label?: Tensor;
}

export function inputsOfLayers(boxes: Boxes, unknown: unknown, list: Tensor[], args: readonly unknown[]): unknown[] {
  const layer = new layers.Dense(3);
  const outputs: Tensor[] = [
    layer(x),
    layer(boxes, { training: true }),
    layer({ inputs: x, training: true }),
    layer([x, null]),
    layer([[1, 2]]),
    layer(new Float32Array(2)),
    layer(new Variable([1])),
    layer(keras.Input([3])),
    layer(unknown),
    layer(...list),
    layer(...args),
    x.at(...([0, ':'] as const)),
    ops.where(x.greater(0), x, 0),
    ops.where(x.greater(0), { x1: x, x2: 0 }),
    ops.clip(x, { xMin: 0, xMax: 1 }),
    ops.clip(x, 0, { xMax: 1 }),
    ops.slice(x, { startIndices: [0], shape: [1] }),
    ops.batchNormalization(x, { mean: x, variance: x, axis: 0, scale: x }),
    ops.dotProductAttention(x, { key: x, value: x, isCausal: true }),
    keras.random.randint([1], { minval: 0, maxval: 9 }),
    new keras.losses.MeanSquaredError().call({ yTrue: x, yPred: y }),
  ];
  return [outputs, layer<Tensor[]>(unknown), ops.where(x.greater(0)).length];
}

/** Data in every form. */
export async function data(model: keras.Model, boxes: Boxes, batches: Iterator<Tensor[]>): Promise<void> {
  function* generator(): Generator<Tensor[]> {
    yield [x, y];
  }
  async function* asyncGenerator(): AsyncGenerator<Tensor[]> {
    yield [x, y];
  }
  class Rows extends keras.utils.PyDataset {
    override get length(): number {
      return 1;
    }
    override getItem(): Tensor[] {
      return [x, y];
    }
  }
  const own = { [Symbol.asyncIterator]: asyncGenerator };
  for (const each of [generator(), generator, asyncGenerator(), asyncGenerator, batches, new Rows(), own])
    await model.fit(each);
  await model.fit([[1, 2]], [true]);
  await model.fit({ a: x, b: [1] }, [y, null], { sampleWeight: [1], validationData: generator });
  await model.fit(boxes, { out: y }, 32);
  await model.predictOnBatch([[[1]]]);
  const list: number | number[] = await model.evaluate(x, y, { returnDict: false });
  const dict: keras.callbacks.Logs = await model.trainOnBatch(x, y, null, null, true);
  void [list, dict];
}

/** Losses and metrics made from functions. */
export function functions(): unknown[] {
  return [
    new keras.losses.LossFunctionWrapper((yTrue, yPred) => yTrue.sub(yPred)),
    new keras.losses.LossFunctionWrapper(keras.losses.huber, { delta: 2 }),
    new keras.losses.LossFunctionWrapper((yTrue: Record<string, Tensor>) => yTrue.a!),
    new keras.metrics.MeanMetricWrapper((yTrue, yPred) => yTrue.sub(yPred).abs(), { name: 'mae' }),
    new keras.metrics.MeanMetricWrapper((yTrue: Tensor, yPred: Tensor, { by }: { by: number }) =>
      yTrue.sub(yPred).mul(by),
    ),
  ];
}

/** Fields of any name and type that is not Keras's. */
export class Busy extends layers.Layer {
  readonly graph: readonly number[] = [];
  readonly record = new Map<string, number>();
  readonly location = [1, 2];
  readonly seedGenerators = 3;
  policy: number[] = [];
  state = { path: [1, 2] };
}

export class Votes extends keras.metrics.Metric {
  readonly direction: readonly string[] = ['left', 'right'];
  readonly slots = 2;
  override updateState(): void {}
  override result(): Tensor {
    return x;
  }
}

export class Signs extends keras.optimizers.Optimizer {
  readonly positions: readonly number[] = [];
  indexOf(text: string): string {
    return text;
  }
}

const { FeatureSpace } = keras.utils;
export const crosses = [FeatureSpace.cross(['a', 'b'], 6), FeatureSpace.cross(['a', 'b'], 6, { outputMode: 'int' })];
export const feature = FeatureSpace.feature('float32', new keras.layers.Rescaling(3), 'float');

// Required positions by name.
export const named = [
  ops.matmul(x, { x2: y }),
  ops.takeAlongAxis(x, { indices: y, axis: 1 }),
  ops.scatter(x, y, { shape: [1] }),
];

/** Models take further inputs and keywords of their own. */
export class Scaled extends keras.Model {
  override call(inputs: Tensor, { factor = 1 } = {}): Tensor {
    return inputs.mul(factor);
  }
}
export class Joined extends keras.Model {
  override call(left: Tensor, right: Tensor, { training = false } = {}): Tensor {
    return training ? left : left.add(right);
  }
}
export class Positional extends keras.Model {
  static override readonly callParameters = ['x', 'training', 'mask'];
  override call(inputs: Tensor, training = false, mask: Tensor | null = null): Tensor {
    return training || !mask ? inputs : inputs.mul(mask);
  }
}

// A list of several tensors keeps their places.
export const pairwise = [
  ops.map(([a, b]: [Tensor, Tensor]) => a.add(b), [x, y]),
  ops.vectorizedMap(([a, b]: [Tensor, Tensor]) => a.add(b), [x, y]),
  ops.scan((sum, [a, b]: [Tensor, Tensor]) => [sum.add(a), b], x, [x, y])[0],
  ops.associativeScan(([a, b]: [Tensor, Tensor], [c, d]: [Tensor, Tensor]) => [a.add(c), b.add(d)], [x, y])[1],
];
