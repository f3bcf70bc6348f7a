import {
  bindOptions,
  evaluate,
  gradients,
  isTensor,
  ops,
  type PythonOptions,
  RuntimeError,
  symbolicResult,
  type Tensor,
  tree,
  ValueError,
  type Variable,
} from '@org/core';
import { deserializeKerasObject, Layer, serializeKerasObject } from '@org/layers';
import type { Logs } from '../callbacks/callback.js';
import type { History } from '../callbacks/history.js';
import { ArrayData, type DataColumns, symbolicColumn } from '../data/array-data.js';
import { unpackXYSampleWeight } from '../data/batches.js';
import { Mean } from '../metrics/mean.js';
import { Metric } from '../metrics/metric.js';
import { dropTraces } from '../optimizers/drop-traces.js';
import {
  get as getOptimizer,
  LossScaleOptimizer,
  type Optimizer,
  type OptimizerIdentifier,
} from '../optimizers/index.js';
import { CompileLoss } from './compile-loss.js';
import { CompileMetrics } from './compile-metrics.js';
import { runEvaluate } from './evaluate-loop.js';
import { runFit } from './fit-loop.js';
import { InterpretedRunner } from './interpreted-runner.js';
import { runPredict } from './predict-loop.js';
import { listOfLogs, numericLogs, type Runner, type Step, StepRunner } from './step-runner.js';
import {
  type BatchOptions,
  COMPILE_PARAMETERS,
  type CompileOptions,
  EVALUATE_PARAMETERS,
  type EvaluateOptions,
  FIT_PARAMETERS,
  type FitOptions,
  PREDICT_PARAMETERS,
  type PredictOptions,
} from './types.js';

type StepKind = 'train' | 'test' | 'predict';

/** The half of a model that trains: compile, fit, evaluate, predict and the steps that they are made of. */
export abstract class Trainer extends Layer {
  /** Set to true by callbacks to end training after the present epoch. */
  stopTraining = false;
  /** The epoch at which the present `fit` begins; callbacks that continue an earlier one set it. */
  initialEpoch = 0;
  history: History | null = null;
  optimizer: Optimizer | null = null;
  loss: unknown = null;
  stepsPerExecution: number | 'auto' = 'auto';
  runEagerly = false;
  /** What `compile` was given, for saving. */
  compileOptions: CompileOptions | null = null;
  private compileLoss: CompileLoss | null = null;
  private compileMetrics: CompileMetrics | null = null;
  private lossTracker: Mean | null = null;
  private runners = new Map<StepKind, Runner>();

  /** Names of the outputs, for losses and metrics given by name; null where the model does not say. */
  abstract get outputNames(): string[] | null;

  /** Whether the model computes outputs from inputs; one that only overrides `trainStep` does not. */
  protected abstract get computesOutputs(): boolean;

  /** Whether `compile` was called. */
  get compiled(): boolean {
    return this.compileOptions !== null;
  }

  /**
   * Sets the optimizer, the losses and the metrics.
   *
   * @example
   * model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
   */
  compile(...args: PythonOptions<typeof COMPILE_PARAMETERS, CompileOptions>): void {
    const options = bindOptions<CompileOptions>('compile', COMPILE_PARAMETERS, 0, args);
    this.optimizer = this.scaled(
      getOptimizer((options.optimizer ?? 'rmsprop') as OptimizerIdentifier) as Optimizer,
      options,
    );
    this.loss = options.loss ?? null;
    this.compileLoss = options.loss ? new CompileLoss(options.loss, options.lossWeights, this.outputNames) : null;
    const hasMetrics = options.metrics || options.weightedMetrics;
    this.compileMetrics = hasMetrics
      ? new CompileMetrics(options.metrics, options.weightedMetrics, this.outputNames)
      : null;
    this.lossTracker = new Mean({ name: 'loss' });
    this.stepsPerExecution = options.stepsPerExecution ?? 'auto';
    this.runEagerly = options.runEagerly ?? false;
    this.compileOptions = options;
    this.stopTraining = false;
    this.runners = new Map();
  }

  /** Gradients of float16 need a scaled loss. */
  private scaled(optimizer: Optimizer, { autoScaleLoss = true }: CompileOptions): Optimizer {
    const needed =
      autoScaleLoss && this.dtypePolicy.name === 'mixed_float16' && !(optimizer instanceof LossScaleOptimizer);
    return needed ? new LossScaleOptimizer(optimizer, { name: 'loss_scale_optimizer' }) : optimizer;
  }

  /** The loss tracker, the compiled metrics and those held by layers. */
  get metrics(): Metric[] {
    const held = this.flattenLayers().flatMap((layer) =>
      Object.values(layer).filter((value): value is Metric => value instanceof Metric),
    );
    const own = [
      this.lossTracker,
      ...held,
      ...(this.compileMetrics?.metrics ?? []),
      ...(this.compileLoss?.metrics ?? []),
    ];
    return [...new Set(own.filter((metric) => metric !== null))];
  }

  /** Names of the metrics, those given to `compile` under one. */
  get metricsNames(): string[] {
    const { compileMetrics, metrics } = this;
    const name = ({ name }: Metric): string => name;
    if (!compileMetrics) return metrics.map(name);
    const compiled = new Set([...compileMetrics.metrics, ...(this.compileLoss?.metrics ?? [])]);
    const own = metrics.filter((metric) => !compiled.has(metric));
    return [...own.map(name), compileMetrics.name, ...(this.compileLoss?.metrics ?? []).map(name)];
  }

  /** Starts all metrics anew, as every epoch does. */
  resetMetrics(): void {
    for (const metric of this.metrics) metric.resetState();
  }

  // ---- what a step consists of; subclasses override these

  /** The value that training minimises: the compiled losses plus those added by layers. */
  computeLoss(x: unknown, y: unknown, yPred: unknown, sampleWeight: unknown = null, _training = true): Tensor {
    void x;
    const losses: Tensor[] = [];
    if (this.compileLoss && y !== null) losses.push(this.compileLoss.total(y, yPred, sampleWeight));
    losses.push(...this.losses.map((loss) => ops.sum(ops.cast(loss, 'float32'))));
    if (losses.length === 0) {
      if (this.compileLoss) {
        throw new ValueError('No loss could be computed: the targets are missing.', {
          hint: 'pass y to fit() or evaluate().',
        });
      }
      throw new ValueError('No loss to compute.', {
        hint: 'give one to compile(), add one with addLoss(), or override trainStep().',
      });
    }
    return losses.reduce((sum, loss) => sum.add(loss));
  }

  /** Updates the compiled metrics and returns the values of all. */
  computeMetrics(x: unknown, y: unknown, yPred: unknown, sampleWeight: unknown = null): Record<string, unknown> {
    void x;
    if (this.compileMetrics && y !== null) this.compileMetrics.updateState(y, yPred, sampleWeight);
    return this.getMetricsResult();
  }

  /** The present values of all metrics, by name. */
  getMetricsResult(): Record<string, unknown> {
    const compiled = new Set(this.compileMetrics?.metrics);
    const results: Record<string, unknown> = {};
    for (const metric of this.metrics) if (!compiled.has(metric)) results[metric.name] = metric.result();
    return { ...results, ...this.compileMetrics?.result() };
  }

  /** One optimisation step on `[x, y, sampleWeight]`; returns the logs. */
  trainStep(data: DataColumns): Record<string, unknown> {
    const [x, y, sampleWeight] = unpackXYSampleWeight(data);
    const yPred = this.callModel(x, true);
    const loss = this.computeLoss(x, y, yPred, sampleWeight, true);
    this.trackLoss(loss, x);
    const variables = this.trainableVariables;
    const optimizer = this.optimizer!;
    if (variables.length > 0) optimizer.apply(this.gradientsOf(optimizer.scaleLoss(loss), variables), variables);
    return this.computeMetrics(x, y, yPred, sampleWeight);
  }

  /** One evaluation step on `[x, y, sampleWeight]`; returns the logs. */
  testStep(data: DataColumns): Record<string, unknown> {
    const [x, y, sampleWeight] = unpackXYSampleWeight(data);
    const yPred = this.callModel(x, false);
    this.trackLoss(this.computeLoss(x, y, yPred, sampleWeight, false), x);
    return this.computeMetrics(x, y, yPred, sampleWeight);
  }

  /** The outputs for a batch. */
  predictStep(data: DataColumns): unknown {
    const [x] = unpackXYSampleWeight(data);
    return this.callModel(x, false);
  }

  private callModel(x: unknown, training: boolean): unknown {
    return this.invoke(x, { training });
  }

  private gradientsOf(loss: Tensor, variables: readonly Variable[]): (Tensor | null)[] {
    return gradients(loss, variables) as (Tensor | null)[];
  }

  private trackLoss(loss: Tensor, x: unknown): void {
    const first = tree.flatten<unknown>(x).find(isTensor);
    this.lossTracker?.updateState(loss, first?.shape[0] ?? 1);
  }

  // ---- running

  /**
   * Trains for a number of epochs.
   *
   * @returns the History with the logs of every epoch
   * @example
   * const history = await model.fit(x, y, { batchSize: 128, epochs: 3, validationSplit: 0.1 });
   */
  async fit(...args: PythonOptions<typeof FIT_PARAMETERS, FitOptions>): Promise<History> {
    this.assertCompiled('fit');
    return runFit(this, bindOptions<FitOptions>('fit', FIT_PARAMETERS, 0, args));
  }

  /**
   * The loss and the metrics on test data: a number, a list, or with `returnDict` an object.
   *
   * @throws RuntimeError before `compile`
   * @example
   * const logs = await model.evaluate(x, y, { batchSize: 128, returnDict: true });
   */
  async evaluate(
    ...args: PythonOptions<typeof EVALUATE_PARAMETERS, EvaluateOptions>
  ): Promise<number | number[] | Logs> {
    this.assertCompiled('evaluate');
    const options = bindOptions<EvaluateOptions>('evaluate', EVALUATE_PARAMETERS, 0, args);
    const logs = await runEvaluate(this, options);
    return options.returnDict ? logs : this.listOf(logs);
  }

  /**
   * The outputs for all samples, batch by batch, joined along the first axis.
   *
   * @returns a tensor, or a tree of tensors as the model returns it
   * @example
   * const probabilities = await model.predict(x, { batchSize: 128 }); // [samples, classes]
   */
  async predict<Output = Tensor>(...args: PythonOptions<typeof PREDICT_PARAMETERS, PredictOptions>): Promise<Output> {
    return (await runPredict(this, bindOptions<PredictOptions>('predict', PREDICT_PARAMETERS, 0, args))) as Output;
  }

  /**
   * One training step on one batch. Metrics go on from the last call; `resetMetrics` starts them anew.
   *
   * @returns the loss and the metrics, as `evaluate` does
   * @example
   * const loss = await model.trainOnBatch(x, y);
   */
  async trainOnBatch(x: unknown, y: unknown = null, options: BatchOptions = {}): Promise<number | number[] | Logs> {
    return this.onBatch('train', x, y, options);
  }

  /**
   * The loss and the metrics on one batch, without training. Metrics go on from the last call.
   *
   * @example
   * const logs = await model.testOnBatch(x, y, { returnDict: true });
   */
  async testOnBatch(x: unknown, y: unknown = null, options: BatchOptions = {}): Promise<number | number[] | Logs> {
    return this.onBatch('test', x, y, options);
  }

  /**
   * The outputs for one batch.
   *
   * @example
   * const outputs = await model.predictOnBatch(x);
   */
  async predictOnBatch<Output = Tensor>(x: unknown): Promise<Output> {
    const data = await ArrayData.from(x);
    await this.prepare(data);
    return (await this.runnerFor('predict').runOne(data.columns)) as Output;
  }

  private async onBatch(
    kind: 'train' | 'test',
    x: unknown,
    y: unknown,
    options: BatchOptions,
  ): Promise<number | number[] | Logs> {
    this.assertCompiled(`${kind}OnBatch`);
    const plain = await ArrayData.from(x, y, options.sampleWeight ?? null);
    const data = options.classWeight ? plain.withClassWeight(options.classWeight) : plain;
    await this.prepare(data);
    const logs = await numericLogs(await this.runnerFor(kind).runOne(data.columns));
    return options.returnDict ? logs : this.listOf(logs);
  }

  private listOf(logs: Logs): number | number[] {
    return listOfLogs(
      logs,
      this.metrics.map(({ name }) => name),
    );
  }

  /** Makes all weights, so that steps find them, and reports misfits between data and model before anything runs. */
  async prepare(data: ArrayData): Promise<void> {
    const base = Trainer.prototype;
    const ownSteps = this.trainStep !== base.trainStep || this.testStep !== base.testStep;
    const { compileMetrics } = this;
    // Steps of a subclass go through `metrics`, which has to hold those given to compile() by then.
    const needsMetrics = ownSteps && compileMetrics?.metrics.length === 0 && data.columns[1] !== null;
    if (this.computesOutputs && (!this.built || needsMetrics)) {
      symbolicResult((x, y) => {
        const yPred = this.invoke(x, { training: false });
        if (needsMetrics) compileMetrics.resolve(y, yPred);
      }, data.columns.slice(0, 2).map(symbolicColumn));
    }
    await evaluate(this.variables.map((variable) => variable.state));
  }

  /** The compiled form of a step. */
  runnerFor(kind: StepKind): Runner {
    let runner = this.runners.get(kind);
    if (!runner) {
      runner = this.makeRunner(kind);
      this.runners.set(kind, runner);
    }
    return runner;
  }

  private makeRunner(kind: StepKind): Runner {
    const base = Trainer.prototype;
    const steps: Record<StepKind, Step> = {
      train: (batch) => this.withoutLosses(() => this.trainStep(batch)),
      test: (batch) => this.withoutLosses(() => this.testStep(batch)),
      predict: (batch) => this.withoutLosses(() => this.predictStep(batch)),
    };
    if (this.runEagerly) return new InterpretedRunner(steps[kind]);
    const inherited = kind === 'train' ? this.trainStep === base.trainStep : this.testStep === base.testStep;
    const sameMetrics = this.computeMetrics === base.computeMetrics && this.getMetricsResult === base.getMetricsResult;
    const logsFromState = kind !== 'predict' && inherited && sameMetrics;
    const begin = kind === 'train' ? () => this.beginTraining() : undefined;
    return new StepRunner(steps[kind], logsFromState ? () => this.getMetricsResult() : null, begin);
  }

  /** Part of each run of training steps, before the first. */
  private beginTraining(): void {
    const { optimizer, trainableVariables } = this;
    if (!optimizer || trainableVariables.length === 0) return;
    if (!optimizer.built) optimizer.build(trainableVariables);
    dropTraces(optimizer.variables);
  }

  // ---- configuration

  /** What `compile` was given, in Keras's own keys; null before. */
  getCompileConfig(): Record<string, unknown> | null {
    const { compileOptions: options, optimizer } = this;
    if (!options) return null;
    return {
      optimizer: serializeKerasObject(optimizer),
      loss: serializeKerasObject(options.loss),
      loss_weights: serializeKerasObject(options.lossWeights),
      metrics: serializeKerasObject(options.metrics),
      weighted_metrics: serializeKerasObject(options.weightedMetrics),
      run_eagerly: this.runEagerly,
      // 'auto' has no meaning to Keras, which would take it for a number.
      steps_per_execution: this.stepsPerExecution === 'auto' ? 1 : this.stepsPerExecution,
      jit_compile: options.jitCompile ?? true,
    };
  }

  /** Compiles as {@link getCompileConfig} says, here or in Python. */
  compileFromConfig(config: Record<string, unknown>): void {
    const read = (key: string): unknown => deserializeKerasObject(config[key] ?? null);
    this.compile({
      optimizer: read('optimizer'),
      loss: read('loss'),
      lossWeights: read('loss_weights'),
      metrics: read('metrics'),
      weightedMetrics: read('weighted_metrics'),
      runEagerly: config.run_eagerly === true,
      stepsPerExecution:
        typeof config.steps_per_execution === 'number' && config.steps_per_execution > 1
          ? config.steps_per_execution
          : 'auto',
    });
    // The slots exist before the weights of a file are read.
    if (this.built) this.optimizer?.build(this.trainableVariables);
  }

  private assertCompiled(method: string): void {
    if (this.compiled) return;
    throw new RuntimeError(`The model must be compiled before ${method}().`, {
      hint: 'call model.compile({ optimizer, loss }) first.',
    });
  }
}
