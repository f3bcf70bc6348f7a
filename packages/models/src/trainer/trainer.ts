import {
  evaluate,
  gradients,
  isTensor,
  ops,
  type Tensor,
  type TensorLike,
  tree,
  ValueError,
  withValues,
} from '@org/core';
import { isPlainObject, lent, showCallers, symbolicResult } from '@org/core/internal';
import { flattenLayers, takesTraining } from '@org/layers/internal';
import type { Logs } from '../callbacks/callback.js';
import type { History } from '../callbacks/history.js';
import { ArrayData, symbolicColumn } from '../data/array-data.js';
import { unpackXYSampleWeight } from '../data/batches.js';
import type { Samples } from '../data/training-data.js';
import { unlistedZeros } from '../metrics/metric.js';
import { outputNamesOf } from '../model-graph.js';
import { paired } from '../optimizers/optimizer-state.js';
import { bindChecked } from './arguments.js';
import { bindData } from './bind-data.js';
import { eachMetric } from './compile-metrics.js';
import { runEvaluate } from './evaluate-loop.js';
import { runFit } from './fit-loop.js';
import { partsOf } from './loop-data.js';
import { makeRunner, methodOf } from './make-runner.js';
import { inTurn } from './model-turn.js';
import { withOwnArrays } from './own-arrays.js';
import { runPredict } from './predict-loop.js';
import {
  EVALUATE_PARAMETERS,
  type EvaluateArguments,
  FIT_PARAMETERS,
  type FitArguments,
  PREDICT_PARAMETERS,
  type PredictArguments,
  TEST_ON_BATCH_PARAMETERS,
  type TestOnBatchArguments,
  TRAIN_ON_BATCH_PARAMETERS,
  type TrainOnBatchArguments,
} from './signatures.js';
import type { StatelessResult } from './stateless-step.js';
import { inOrder, listOfLogs, numericLogs } from './step-logs.js';
import { inOneStep } from './step-plan.js';
import type { Runner } from './step-runner.js';
import { type BatchGradients, trainPlan } from './train-plan.js';
import {
  assertCompiled,
  assertNamedFound,
  computesOutputs,
  findNamed,
  hasOwnStep,
  prepare,
  runnerFor,
  type StepKind,
  TrainerState,
  trainingOf,
} from './trainer-state.js';
import {
  COMPUTE_GRADIENTS_PARAMETERS,
  COMPUTE_LOSS_PARAMETERS,
  COMPUTE_METRICS_PARAMETERS,
  type ComputeGradientsArguments,
  type ComputeLossArguments,
  type ComputeMetricsArguments,
  type EvaluateOptions,
  type Results,
  STATELESS_COMPUTE_LOSS_PARAMETERS,
  type StatelessComputeLossArguments,
  type TestOnBatchOptions,
  type TrainOnBatchOptions,
} from './types.js';

export type { EvaluateOptions, FitOptions, PredictOptions, TestOnBatchOptions, TrainOnBatchOptions } from './types.js';

/** The half of a model that trains: fit, evaluate, predict and the steps that they are made of. */
export abstract class Trainer extends TrainerState {
  /** Whether the model computes outputs from inputs; one that only overrides `trainStep` does not. */
  abstract get [computesOutputs](): boolean;

  // ---- what a step consists of; subclasses override these

  /**
   * The value that training minimises: the compiled losses plus those added by layers. The arguments are x, y, yPred, sampleWeight
   * and training; the inherited method uses neither x nor training.
   *
   * @throws ValueError when there is neither
   * @example
   * const loss = model.computeLoss({ y, yPred: model(x, { training: true }) });
   */
  computeLoss(...args: ComputeLossArguments): Tensor {
    assertNamedFound(this);
    const [, y = null, yPred, sampleWeight = null] = bindData('computeLoss', COMPUTE_LOSS_PARAMETERS, args);
    const losses: Tensor[] = [];
    const { compileLoss } = trainingOf(this);
    if (compileLoss && y !== null) losses.push(compileLoss.total(y, yPred, sampleWeight));
    losses.push(...this.losses.map((loss) => ops.sum(ops.cast(loss, 'float32'))));
    if (losses.length === 0) {
      if (compileLoss) {
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

  /**
   * {@link computeLoss} with other values for the variables, as a pure function of them.
   *
   * @returns the loss, and the values of the trainable, the non-trainable and the metrics' variables after it
   */
  statelessComputeLoss(
    ...args: StatelessComputeLossArguments
  ): [loss: Tensor, variables: [trainable: Tensor[], nonTrainable: Tensor[], metrics: Tensor[]]] {
    const bound = bindData('statelessComputeLoss', STATELESS_COMPUTE_LOSS_PARAMETERS, args);
    const [trainable, nonTrainable, metrics] = bound as (readonly TensorLike[])[];
    const lists = [
      paired('trainableVariables', this.trainableVariables, trainable!),
      paired('nonTrainableVariables', this.nonTrainableVariables, nonTrainable!),
      paired('metricsVariables', this.metricsVariables, metrics!),
    ] as const;
    const { result, valueOf } = withValues([...lists.flat(), ...unlistedZeros(this.metrics)], () =>
      this.computeLoss(...(bound.slice(3) as [unknown, unknown, unknown, unknown, boolean])),
    );
    const [first, second, third] = lists.map((list) => list.map(([variable]) => valueOf(variable)));
    return [result, [first!, second!, third!]];
  }

  /** Updates the compiled metrics, and returns the values of all. The arguments are x, y, yPred and sampleWeight. */
  computeMetrics(...args: ComputeMetricsArguments): Record<string, unknown> {
    assertNamedFound(this);
    const [, y = null, yPred, sampleWeight = null] = bindData('computeMetrics', COMPUTE_METRICS_PARAMETERS, args);
    const { compileMetrics } = trainingOf(this);
    if (compileMetrics && y !== null) compileMetrics.updateState(y, yPred, sampleWeight);
    return this.getMetricsResult();
  }

  /**
   * The first half of a training step: forward and backward pass on a batch, of which {@link applyGradients} makes an update.
   *
   * The forward pass changes what it changes in training: non-trainable variables (moving statistics, seeds) and the metrics that
   * follow the loss. It reads the loss scale of the optimizer. Trainable variables and the optimizer's stay as they are.
   *
   * Gradients of parts of a batch, found by replicas or one after the other, add up to those of the whole if each is multiplied by
   * its part's share in what the loss is divided by: the number of samples for `sum_over_batch_size`, the reduction of losses unless
   * they are given another, also where samples have weights; the sum of the sample weights for `mean_with_sample_weight`. Shares sum
   * to 1, so that the losses of weights count once. No shares fit all losses where these are divided differently: activity
   * regularizers are by the number of samples, `sum` is by nothing. A layer that looks at its whole batch, such as
   * BatchNormalization, sees but its part, and gives other numbers.
   *
   * @throws ValueError before `compile`
   * @example
   * const { gradients } = model.computeGradients(x, y);
   * model.applyGradients(gradients);
   */
  computeGradients(...args: ComputeGradientsArguments): BatchGradients {
    assertCompiled(this, 'computeGradients');
    assertNamedFound(this);
    const [x, y = null, sampleWeight = null] = bindData('computeGradients', COMPUTE_GRADIENTS_PARAMETERS, args);
    const yPred = this.#outputs(x, true);
    const loss = this.computeLoss(x, y, yPred, sampleWeight, true);
    this.#trackLoss(loss, x);
    const variables = this.trainableVariables;
    return { gradients: gradients(this.optimizer!.scaleLoss(loss), variables), loss, yPred };
  }

  /**
   * The second half of a training step: one step of the optimizer, which unscales the gradients, accumulates and clips them as it is
   * set to, and then updates the trainable variables. Changes these, the optimizer's variables and with them the loss scale, and
   * nothing else.
   *
   * @param gradients as {@link computeGradients} returns them, or combined of several; one for each trainable variable
   * @throws ValueError before `compile`
   */
  applyGradients(gradients: readonly (Tensor | null)[]): void {
    assertCompiled(this, 'applyGradients');
    assertNamedFound(this);
    this.optimizer!.apply(gradients, this.trainableVariables);
  }

  /**
   * One optimisation step on `[x, y, sampleWeight]`, where what is absent is null; returns the logs. One of your own declares the
   * columns as they come: `override trainStep([x, y]: readonly [Tensor, Tensor])`. One in JAX's form, `trainStep(state, data)`, is a
   * function of the values of the trainable, the non-trainable, the optimizer's and the metrics' variables, and returns the logs and
   * the next state; `testStep` and `predictStep` may be in that form as well.
   */
  trainStep(data: readonly unknown[], batch?: readonly unknown[]): Record<string, unknown> | StatelessResult;
  trainStep(data: readonly unknown[]): Record<string, unknown> {
    return inOneStep(trainPlan(this))(unpackXYSampleWeight<unknown>(data)) as Record<string, unknown>;
  }

  /** One evaluation step on `[x, y, sampleWeight]`; returns the logs. */
  testStep(data: readonly unknown[], batch?: readonly unknown[]): Record<string, unknown> | StatelessResult;
  testStep(data: readonly unknown[]): Record<string, unknown> {
    const [x, y, sampleWeight] = unpackXYSampleWeight(data);
    const yPred = this.#outputs(x, false);
    this.#trackLoss(this.computeLoss(x, y, yPred, sampleWeight, false), x);
    return this.computeMetrics(x, y, yPred, sampleWeight);
  }

  /** The outputs for a batch. */
  predictStep(data: readonly unknown[], batch?: readonly unknown[]): unknown;
  predictStep(data: readonly unknown[]): unknown {
    const [x] = unpackXYSampleWeight(data);
    return this.#outputs(x, false);
  }

  /** The outputs in a step; a model whose `call` takes no `training` is not told, nor are the layers in it. */
  #outputs(x: unknown, training: boolean): unknown {
    return this.invoke(x, takesTraining(this) ? { training } : {});
  }

  #trackLoss(loss: Tensor, x: unknown): void {
    const first = tree.flatten<unknown>(x).find(isTensor);
    trainingOf(this).lossTracker?.updateState(loss, first?.shape[0] ?? 1);
  }

  // ---- running

  static {
    showCallers(this, ['fit', 'evaluate', 'predict', 'trainOnBatch', 'testOnBatch', 'predictOnBatch']);
  }

  /**
   * Trains for a number of epochs, on arrays or on batches: those of a `PyDataset`, of anything that can be iterated, also
   * asynchronously, of a generator function, or of an iterator, which goes on from epoch to epoch. A warning says where data ends
   * too early. A model is told of training where its `call` takes `training`. Iterators are closed when training stops early or
   * fails. Unless a callback is told of each batch, some are asked for before those ahead of them were trained on; data sets that
   * use the model see no difference.
   *
   * One thing happens to a model at a time: other calls wait, shorter ones until the next pause; callbacks and data sets may use the
   * model while `fit` waits for them.
   *
   * @returns the History with the logs of every epoch
   * @example
   * const history = await model.fit(x, y, { batchSize: 128, epochs: 3, validationSplit: 0.1 });
   */
  async fit(...args: FitArguments): Promise<History> {
    assertCompiled(this, 'fit');
    const options = withOwnArrays(bindChecked(FIT_PARAMETERS, this.#withTargets(args)), partsOf(this));
    await this[findNamed]();
    return inTurn(this, () => runFit(this, options), { isLong: true });
  }

  /**
   * The loss and the metrics on test data: a number, a list, or with `returnDict` an object.
   *
   * @throws ValueError before `compile`
   * @example
   * const logs = await model.evaluate(x, y, { batchSize: 128, returnDict: true });
   */
  async evaluate<ReturnDict extends boolean = boolean>(
    ...args: EvaluateArguments<ReturnDict>
  ): Promise<Results<ReturnDict>> {
    assertCompiled(this, 'evaluate');
    const options = withOwnArrays(
      bindChecked<EvaluateOptions<ReturnDict>>(EVALUATE_PARAMETERS, this.#withTargets(args)),
      partsOf(this),
    );
    await this[findNamed]();
    const logs = await inTurn(this, () => runEvaluate(this, options));
    return this.#results(logs, options);
  }

  /**
   * The outputs for all samples, batch by batch, joined along the first axis.
   *
   * @returns a tensor, or a tree of tensors as the model returns it
   * @example
   * const probabilities = await model.predict(x, { batchSize: 128 }); // [samples, classes]
   */
  async predict<Output = Tensor>(...args: PredictArguments): Promise<NoInfer<Output>> {
    const options = withOwnArrays(bindChecked(PREDICT_PARAMETERS, args), partsOf(this));
    return (await inTurn(this, () => runPredict(this, options))) as Output;
  }

  /**
   * One training step on one batch. The metrics are those of this batch alone.
   *
   * @returns the loss and the metrics, as `evaluate` does
   * @example
   * const loss = await model.trainOnBatch(x, y);
   */
  async trainOnBatch<ReturnDict extends boolean = boolean>(
    ...args: TrainOnBatchArguments<ReturnDict>
  ): Promise<Results<ReturnDict>> {
    return this.#onBatch(
      'train',
      bindChecked<TrainOnBatchOptions<ReturnDict>>(TRAIN_ON_BATCH_PARAMETERS, this.#withTargets(args)),
    );
  }

  /**
   * The loss and the metrics on one batch, without training.
   *
   * @example
   * const logs = await model.testOnBatch(x, y, { returnDict: true });
   */
  async testOnBatch<ReturnDict extends boolean = boolean>(
    ...args: TestOnBatchArguments<ReturnDict>
  ): Promise<Results<ReturnDict>> {
    return this.#onBatch(
      'test',
      bindChecked<TestOnBatchOptions<ReturnDict>>(TEST_ON_BATCH_PARAMETERS, this.#withTargets(args)),
    );
  }

  /**
   * The outputs for one batch.
   *
   * @example
   * const outputs = await model.predictOnBatch(x);
   */
  async predictOnBatch<Output = Tensor>(x: Samples): Promise<NoInfer<Output>> {
    const data = await ArrayData.from(x, null, null, partsOf(this, 'predict'));
    return inTurn(this, async () => {
      await this.#prepareStep(data, 'predict');
      return (await this[runnerFor]('predict').runOne(data.columns)) as Output;
    });
  }

  /** In `evaluate(x, { out: y })` an object by output name holds the targets, and not keywords. */
  #withTargets(args: readonly unknown[]): readonly unknown[] {
    const [, second] = args;
    const names = outputNamesOf(this) ?? [];
    const areTargets = args.length === 2 && isPlainObject(second) && Object.keys(second).length > 0;
    return areTargets && Object.keys(second).every((key) => names.includes(key)) ? [...args, {}] : args;
  }

  async #onBatch<ReturnDict extends boolean>(
    kind: 'train' | 'test',
    options: TrainOnBatchOptions<ReturnDict>,
  ): Promise<Results<ReturnDict>> {
    assertCompiled(this, `${kind}OnBatch`);
    const { x, y = null, sampleWeight = null, classWeight } = withOwnArrays(options, partsOf(this));
    await this[findNamed]();
    const plain = await ArrayData.from(x, y, sampleWeight, partsOf(this, kind));
    const data = classWeight ? plain.withClassWeight(classWeight) : plain;
    const logs = await inTurn(this, async () => {
      await this.#prepareStep(data, kind);
      this.resetMetrics();
      return numericLogs(await this[runnerFor](kind).runOne(data.columns));
    });
    return this.#results(logs, options);
  }

  #results<ReturnDict extends boolean>(logs: Logs, { returnDict }: { returnDict?: ReturnDict }): Results<ReturnDict> {
    const names = () => eachMetric(this.metrics).map(({ name }) => name);
    return (returnDict ? inOrder(logs) : listOfLogs(logs, names)) as Results<ReturnDict>;
  }

  /** Makes all weights, so that steps find them, and reports misfits between data and model before anything runs. */
  async [prepare](data: ArrayData, kind: StepKind): Promise<void> {
    if (this[computesOutputs] && !this.built) {
      try {
        symbolicResult((x) => this.invoke(x, { training: false }), [symbolicColumn(data.columns[0])]);
      } catch (error) {
        // A step of the model's own may take other data than its call, as that of a GAN, whose call takes noise.
        const parts = flattenLayers(this, { includeSelf: false });
        if (!this[hasOwnStep](kind) || parts.length === 0 || parts.some(({ built }) => !built)) throw error;
      }
    }
    await evaluate(this.variables.map((variable) => variable[lent]));
    trainingOf(this).isPrepared = true;
  }

  /** The same for a step alone. */
  async #prepareStep(data: ArrayData, kind: StepKind): Promise<void> {
    if (!trainingOf(this).isPrepared || !this.built) await this[prepare](data, kind);
  }

  [hasOwnStep](kind: StepKind): boolean {
    return methodOf(this, kind) !== methodOf(Trainer.prototype, kind);
  }

  /** The compiled form of a step. */
  [runnerFor](kind: StepKind): Runner {
    const { runners } = trainingOf(this);
    let runner = runners.get(kind);
    if (!runner) {
      runner = makeRunner(this, kind, Trainer.prototype);
      runners.set(kind, runner);
    }
    return runner;
  }
}
