import { RuntimeError, type Tensor, ValueError } from '@org/core';
import { allowFields, isPlainObject } from '@org/core/internal';
import { Layer, serializeKerasObject } from '@org/layers';
import { flattenLayers, readKerasObject, trackedFields } from '@org/layers/internal';
import type { History } from '../callbacks/history.js';
import { Mean } from '../metrics/mean.js';
import { Metric, type MetricResult } from '../metrics/metric.js';
import { outputNamesOf } from '../model-graph.js';
import { getLossScaleOptimizer, getOptimizer } from '../optimizers/identifiers.js';
import type { Optimizer } from '../optimizers/index.js';
import { bindChecked } from './arguments.js';
import { CompileLoss } from './compile-loss.js';
import { CompileMetrics, noResult } from './compile-metrics.js';
import { isNamed, knowsNamesIn } from './known-names.js';
import { missingOptimizer } from './missing-optimizer.js';
import { COMPILE_PARAMETERS, type CompileArguments } from './signatures.js';
import type { Runner } from './step-runner.js';
import { Turns } from './turns.js';
import type { CompileOptions } from './types.js';

export type { CompileOptions } from './types.js';

export type StepKind = 'train' | 'test' | 'predict';

/** Whether a model computes outputs from inputs; one that only overrides `trainStep` does not. */
export const computesOutputs: unique symbol = Symbol('computesOutputs');

/** Makes all weights, so that steps find them, and reports misfits between data and model before anything runs. */
export const prepare: unique symbol = Symbol('prepare');

/** Finds what `compile` was given by name, where the program does not contain it from the start. */
export const findNamed: unique symbol = Symbol('findNamed');

/** The compiled form of a step. */
export const runnerFor: unique symbol = Symbol('runnerFor');

/** Whether a step is not the library's, but the user's. */
export const hasOwnStep: unique symbol = Symbol('hasOwnStep');

/** In a pass over arrays in memory. */
export interface Position {
  /** Where the program's random orders were when that of the samples was drawn, as `randomState` tells it. */
  readonly orders: Uint32Array;
  /** The batches of the pass that were seen before the present epoch. */
  readonly start: number;
  /** The batches of the pass that were seen. */
  readonly seen: number;
}

/** What the framework notes about a model that trains. It lies where no field of a subclass can meet it. */
export interface TrainingRecord {
  /** What `compile` was given, for saving. */
  compileOptions: CompileOptions | null;
  /** Whether the objects that `compile` was given by name are still to be loaded: bundlers leave out what no code names. */
  lacksNamed: boolean;
  compileLoss: CompileLoss | null;
  compileMetrics: CompileMetrics | null;
  lossTracker: Mean | null;
  /** What runs the steps, made when they are first needed. */
  readonly runners: Map<StepKind, Runner>;
  /** The epoch at which the present `fit` begins; callbacks that continue an earlier one set it. */
  initialEpoch: number;
  /** Where the present pass over arrays in memory is, between its batches. */
  position: Position | null;
  /** The metrics of an epoch that goes on in the middle, to be put back where the epoch begins. */
  resumedMetrics: readonly Tensor[] | null;
  /** Whether a callback continues an earlier `fit`. */
  isResumed: boolean;
  /** Lets one thing at a time happen to the model. */
  readonly turns: Turns;
  /** Whether the metrics count the steps of a loop under way. */
  isCounting: boolean;
  /** Whether its variables were given values together, once; of later ones each step asks for its own. */
  isPrepared: boolean;
}

/** What the framework notes about a model that trains. */
export let trainingOf: (model: TrainerState) => TrainingRecord;

/** The part of {@link Trainer} that holds its state: what `compile` sets, and the metrics. */
export abstract class TrainerState extends Layer {
  /** Set to true by callbacks to end training after the present epoch. */
  stopTraining = false;
  /** The same for a running evaluation, which ends after the present batch. */
  stopEvaluating = false;
  /** The same for a running prediction. */
  stopPredicting = false;
  history: History | null = null;
  /** null before `compile`. */
  optimizer: Optimizer = null as never;
  loss: unknown = null;
  stepsPerExecution: number | 'auto' = 'auto';
  runEagerly = false;
  readonly #record: TrainingRecord = {
    compileOptions: null,
    lacksNamed: false,
    compileLoss: null,
    compileMetrics: null,
    lossTracker: null,
    runners: new Map(),
    initialEpoch: 0,
    position: null,
    resumedMetrics: null,
    isResumed: false,
    turns: new Turns(),
    isCounting: false,
    isPrepared: false,
  };

  static {
    trainingOf = (model) => model.#record;
  }

  /** Names of the outputs, for losses and metrics given by name; null where the model does not say. */
  abstract get outputNames(): string[] | null;

  /** Whether `compile` was called. */
  get compiled(): boolean {
    return this.#record.compileOptions !== null;
  }

  static {
    allowFields(this, ['compiled']);
  }

  /**
   * Sets the optimizer, the losses and the metrics. In a bundled program names lead to objects that are loaded when the model first
   * trains or is evaluated; to use `optimizer` before is an error.
   *
   * @example
   * model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
   */
  compile(...args: CompileArguments): void {
    const options = bindChecked(COMPILE_PARAMETERS, args);
    const record = this.#record;
    record.lacksNamed = !knowsNamesIn(options, this.#scalesLoss(options));
    if (record.lacksNamed) {
      const isMissing = isNamed(options.optimizer);
      this.optimizer = isMissing ? missingOptimizer(options.optimizer) : getOptimizer(options.optimizer)!;
      record.compileLoss = record.compileMetrics = record.lossTracker = null;
    } else this.#setObjects(options);
    this.loss = options.loss ?? null;
    this.stepsPerExecution = options.stepsPerExecution ?? 'auto';
    this.runEagerly = options.runEagerly ?? false;
    record.compileOptions = options;
    this.stopTraining = false;
    record.runners.clear();
  }

  async [findNamed](): Promise<void> {
    if (!this.#record.lacksNamed) return;
    const { keepNamedObjects } = await import('./named-objects.js');
    keepNamedObjects();
    this.#setObjects(this.#record.compileOptions!);
    this.#record.lacksNamed = false;
  }

  /** Makes of what `compile` was given what steps use. */
  #setObjects(options: CompileOptions): void {
    const record = this.#record;
    const optimizer = getOptimizer(options.optimizer ?? 'rmsprop')!;
    this.optimizer = this.#scalesLoss(options) ? scaled(optimizer) : optimizer;
    record.compileLoss = options.loss ? new CompileLoss(options.loss, options.lossWeights, outputNamesOf(this)) : null;
    const hasMetrics = options.metrics || options.weightedMetrics;
    record.compileMetrics = hasMetrics
      ? new CompileMetrics(options.metrics, options.weightedMetrics, outputNamesOf(this))
      : null;
    record.lossTracker = new Mean({ name: 'loss' });
  }

  /** Gradients of float16 need a scaled loss. */
  #scalesLoss({ autoScaleLoss = true }: CompileOptions): boolean {
    return autoScaleLoss && this.dtypePolicy.name === 'mixed_float16';
  }

  /**
   * The loss tracker, the metrics given to `compile` as one, those of single losses and those held by layers; not those of models
   * inside.
   */
  override get metrics(): Metric<MetricResult>[] {
    const { lossTracker, compileMetrics, compileLoss } = this.#record;
    const found = new Set<Metric<MetricResult>>();
    for (const metric of [lossTracker, compileMetrics, ...(compileLoss?.metrics ?? [])]) if (metric) found.add(metric);
    for (const layer of flattenLayers(this)) {
      if (layer !== this && layer instanceof TrainerState) continue;
      for (const metric of trackedFields(layer, isMetric)) found.add(metric);
    }
    return [...found];
  }

  /** Names of the {@link metrics}. */
  get metricsNames(): string[] {
    return this.metrics.map(({ name }) => name);
  }

  /** Starts all metrics anew, as every epoch does. */
  resetMetrics(): void {
    for (const metric of this.metrics) metric.resetState();
  }

  /** The present values of all metrics, by name; those of a metric that has several are among them. */
  getMetricsResult(): Record<string, unknown> {
    const results = this.metrics.map((metric): MetricResult => {
      const result = metric.result();
      if (result === undefined) throw noResult(metric);
      return isPlainObject(result) ? result : { [metric.name]: result };
    });
    return Object.assign({}, ...results) as Record<string, Tensor>;
  }

  // ---- configuration

  /** What `compile` was given, in Keras's own keys; null before. */
  getCompileConfig(): Record<string, unknown> | null {
    const { compileOptions: options, lacksNamed } = this.#record;
    if (!options) return null;
    return {
      optimizer: serializeKerasObject(lacksNamed && isNamed(options.optimizer) ? options.optimizer : this.optimizer),
      loss: serializeKerasObject(options.loss),
      loss_weights: serializeKerasObject(options.lossWeights),
      metrics: serializeKerasObject(options.metrics),
      weighted_metrics: serializeKerasObject(options.weightedMetrics),
      run_eagerly: this.runEagerly,
      // 'auto' has no meaning to Keras, which would take it for a number.
      steps_per_execution: this.stepsPerExecution === 'auto' ? 1 : this.stepsPerExecution,
      jit_compile: options.jitCompile ?? true,
      // Keras, which takes it, does not write it.
      ...(options.autoScaleLoss === false && { auto_scale_loss: false }),
    };
  }

  /** Compiles as {@link getCompileConfig} says, here or in Python. */
  compileFromConfig(config: Record<string, unknown>): void {
    const read = <Value>(key: string): Value => readKerasObject(config[key] ?? null) as Value;
    this.compile({
      optimizer: read<Optimizer>('optimizer'),
      loss: read<CompileOptions['loss']>('loss'),
      lossWeights: read('loss_weights'),
      metrics: read<CompileOptions['metrics']>('metrics'),
      weightedMetrics: read<CompileOptions['metrics']>('weighted_metrics'),
      runEagerly: config.run_eagerly === true,
      stepsPerExecution:
        typeof config.steps_per_execution === 'number' && config.steps_per_execution > 1
          ? config.steps_per_execution
          : 'auto',
      jitCompile: (config.jit_compile ?? true) as boolean | 'auto',
      autoScaleLoss: config.auto_scale_loss !== false,
    });
    // The slots exist before the weights of a file are read.
    if (this.built && !this.#record.lacksNamed) this.optimizer.build(this.trainableVariables);
  }
}

function scaled(optimizer: Optimizer): Optimizer {
  const LossScaleOptimizer = getLossScaleOptimizer()!;
  if (optimizer instanceof LossScaleOptimizer) return optimizer;
  return new LossScaleOptimizer(optimizer, { name: 'loss_scale_optimizer' });
}

/** @throws RuntimeError where the objects that `compile` was given by name are not loaded yet */
export function assertNamedFound(model: TrainerState): void {
  if (!trainingOf(model).lacksNamed) return;
  throw new RuntimeError('What compile() was given by name is not loaded yet.', {
    hint: 'a bundler leaves out what no code names: pass objects to compile() in place of names.',
  });
}

const isMetric = (value: unknown): value is Metric<MetricResult> => value instanceof Metric;

/** @throws ValueError unless `compile` was called */
export function assertCompiled(model: TrainerState, method: string): void {
  if (trainingOf(model).compileOptions !== null) return;
  throw new ValueError(`The model must be compiled before ${method}().`, {
    hint: 'call model.compile({ optimizer, loss }) first.',
  });
}
