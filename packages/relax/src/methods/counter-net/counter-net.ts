import { join } from 'node:path';
import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { isPlainObject } from '@org/core/python';
import { BaseDataModule } from '../../data/index.js';
import { type Params, type TrainModelOptions, trainModel } from '../../legacy/index.js';
import type { TrainingSource } from '../../ml-model/index.js';
import { classesOf } from '../../ml-model/labels.js';
import { isCompat, loadPytree, savePytree, validateConfigs } from '../../utils/index.js';
import { bindMethod } from '../base/arguments.js';
import { ParametricCFModule } from '../base/cf-module.js';
import { loadConfig, saveConfig } from '../base/files.js';
import type { Predictor } from '../base/predictor.js';
import type { Problem } from '../base/problem.js';
import type { Search } from '../base/search.js';
import { CounterNetConfig } from './model.js';
import { COUNTER_NET_PARAMETERS, type CounterNetArguments } from './signatures.js';
import { CounterNetTrainingModule } from './training-module.js';

export interface CounterNetOptions {
  /** The settings, or an object of them. */
  config?: CounterNetConfig | ConstructorParameters<typeof CounterNetConfig>[0] | null;
  /** How the network is trained. */
  cfnetModule?: CounterNetTrainingModule | null;
  /** The name in tables. */
  name?: string | null;
}

/** What `train` takes besides the data: the number of epochs and of rows in a batch, and {@link TrainingConfigs}. */
export interface CounterNetTrainOptions extends TrainModelOptions {
  batchSize?: number;
  epochs?: number;
  seed?: number;
  monitorMetrics?: string | null;
  /** Not used: nothing is printed. The other methods have it, so that one `trainConfig` does for all. */
  verbose?: number | string;
}

const TWO_CLASSES = {
  most: 2,
  hint: 'CounterNet tells two classes apart; other methods explain a predictor of several.',
};

/**
 * A network that predicts and explains at once (Guo et al., arXiv:2109.07557). It has its own `predFn`, which is what it explains.
 *
 * @example
 * const method = new CounterNet({ encSizes: [16, 8] });
 * // await method.train(dataModule, { epochs: 10 });
 */
export class CounterNet extends ParametricCFModule<CounterNetConfig> {
  readonly module: CounterNetTrainingModule;
  /** The weights; null before `train`. */
  params: Params | null = null;

  constructor(...args: CounterNetArguments) {
    const { config, cfnetModule, name } = bindMethod(COUNTER_NET_PARAMETERS, args);
    super(validateConfigs<CounterNetConfig>(config ?? {}, CounterNetConfig), { name: name ?? 'CounterNet' });
    this.module = cfnetModule ?? new CounterNetTrainingModule(this.config);
  }

  /**
   * Trains the network.
   *
   * @param data a data module
   * @param predFn not used: the network predicts itself
   */
  override async train(
    data: TrainingSource,
    predFn: Predictor | CounterNetTrainOptions | null = null,
    ...rest: readonly (number | CounterNetTrainOptions | undefined)[]
  ): Promise<this> {
    const last = rest.at(-1) ?? predFn;
    const options = (isPlainObject(last) ? last : {}) as CounterNetTrainOptions;
    const [batchSize, epochs] = rest.map((each) => (typeof each === 'number' ? each : undefined));
    const {
      verbose: _verbose,
      signal,
      onEpoch,
      batchSize: size = batchSize ?? 128,
      epochs: count = epochs ?? 100,
      ...settings
    } = options;
    if (!this.dataModule && data instanceof BaseDataModule) this.setDataModule(data as never);
    if (!isCompat()) await classesOf(data.getItem('train')[1] as TensorLike, TWO_CLASSES);
    this.#constrain();
    const [params] = await trainModel(this.module, data, size, count, { ...settings, signal, onEpoch } as never);
    this.setParams(params);
    return this;
  }

  /** Takes weights that were trained before. */
  setParams(params: Params): void {
    this.params = params;
    this.isTrained = true;
  }

  #constrain(): void {
    this.module.applyConstraintsFn = (xs, cfs, hard) => this.applyConstraints(xs, cfs, hard);
  }

  #trained(): Params {
    if (this.params) return this.params;
    throw new ValueError('CounterNet is not trained.', { hint: 'call await method.train(dataModule) first.' });
  }

  /** Probabilities of both classes, `[n, 2]`. @throws ValueError before it was trained */
  predFn(xs: TensorLike): Tensor {
    const y = this.module.predFn(this.#trained(), null, ops.convertToTensor(xs, { dtype: 'float32' }));
    return ops.concatenate([ops.subtract(1, y), y], -1);
  }

  override search(problem: Problem): Search {
    this.#constrain();
    const params = this.#trained();
    return {
      steps: 0,
      isRandom: false,
      isTargeted: false,
      isConstrained: true,
      start: ({ xs }) => this.module.model.apply(params, null, xs, false)[1],
      finish: (cfs, rows) => problem.constrain(rows, cfs as Tensor, true),
    };
  }

  /** Writes `config.json` and the weights to a folder. @throws ValueError before it was trained */
  override async save(path: string): Promise<void> {
    const params = this.#trained();
    await saveConfig(this.config, path);
    await savePytree({ params, slope: this.module.model.slope }, join(path, 'params'));
  }

  /** Reads what `save` wrote. */
  static override async loadFromPath(path: string): Promise<CounterNet> {
    const config = await loadConfig(CounterNetConfig, path);
    const { params, slope } = (await loadPytree(join(path, 'params'))) as { params: Params; slope: number };
    const method = new CounterNet(config, new CounterNetTrainingModule(config, Number(slope)));
    method.setParams(params);
    return method;
  }
}
