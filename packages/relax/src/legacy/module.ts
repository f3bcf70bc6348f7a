/** relax.legacy.module: the networks of earlier versions, and what trains them. */
import { grad, ops, type Tensor, ValueError } from '@org/core';
import { z } from 'zod';
import { bindMethods } from '../base/bind-methods.js';
import { configClass } from '../base/index.js';
import type { TrainingSource } from '../ml-model/index.js';
import { gradUpdate, validateConfigs } from '../utils/index.js';
import { type HaikuFrame, type HaikuModule, makeHkModule } from './haiku.js';
import type { Logger, Logs, LogValue } from './logger.js';
import type { Network, Params } from './network.js';
import { type AdamState, optaxAdam } from './optimizers.js';
import type { Batch, TrainingModule } from './trainer.js';
import { accuracy, initNetOpt } from './utils.js';

/** What is called with whether it is trained. */
export interface BaseNetwork<Output = Tensor> extends HaikuModule<Output> {}

/** A linear layer, leaky_relu (slope .01) and dropout. */
export class DenseBlock implements BaseNetwork {
  static readonly moduleName = 'dense_block';

  constructor(
    readonly outputSize: number,
    readonly dropoutRate = 0.3,
  ) {}

  run(frame: HaikuFrame, path: string, x: Tensor, isTraining: boolean): Tensor {
    const y = frame.linear(`${path}/linear`, x, this.outputSize, 'he_uniform');
    return frame.dropout(ops.maximum(y, y.mul(0.01)), this.dropoutRate, isTraining);
  }
}

/** Blocks one after the other. */
export class MLP implements BaseNetwork {
  static readonly moduleName = 'mlp';

  constructor(
    readonly sizes: readonly number[],
    readonly dropoutRate = 0.3,
  ) {}

  run(frame: HaikuFrame, path: string, x: Tensor, isTraining: boolean): Tensor {
    return this.sizes.reduce((before, size, i) => {
      const own = `${path}/${DenseBlock.moduleName}${i === 0 ? '' : `_${i}`}`;
      return new DenseBlock(size, this.dropoutRate).run(frame, own, before, isTraining);
    }, x);
  }
}

/** A classifier of two classes: blocks, then the probability of the second one, `[n, 1]`. */
export class PredictiveModel implements BaseNetwork {
  static readonly moduleName = 'predictive_model';

  constructor(
    readonly sizes: readonly number[],
    readonly dropoutRate = 0.3,
  ) {}

  run(frame: HaikuFrame, path: string, x: Tensor, isTraining: boolean): Tensor {
    const y = new MLP(this.sizes, this.dropoutRate).run(frame, `${path}/${MLP.moduleName}`, x, isTraining);
    return ops.sigmoid(frame.linear(`${path}/linear`, y, 1));
  }
}

/** What all training modules have in common: settings, and a logger. */
export abstract class BaseTrainingModule<OptState = unknown> implements TrainingModule<OptState> {
  hparams: unknown = null;
  logger: Logger | null = null;

  saveHyperparameters(configs: unknown): unknown {
    this.hparams = structuredClone(configs);
    return this.hparams;
  }

  initLogger(logger: Logger): void {
    this.logger = logger;
  }

  log(name: string, value: LogValue): void {
    this.logDict({ [name]: value });
  }

  /** @throws ValueError before `initLogger` */
  logDict(dictionary: Logs): void {
    if (!this.logger)
      throw new ValueError('Logger has not been initialized.', { hint: 'call initLogger(logger) first.' });
    this.logger.logDict(dictionary);
  }

  abstract initNetOpt(dataModule: TrainingSource, key: Tensor): readonly [params: Params, optState: OptState];
  abstract trainingStep(
    params: Params,
    optState: OptState,
    rngKey: Tensor | null,
    batch: Batch,
  ): readonly [logs: Record<string, Tensor>, state: readonly [Params, OptState]];
  abstract validationStep(params: Params, rngKey: Tensor | null, batch: Batch): Record<string, Tensor>;
}

/** Settings of {@link PredictiveTrainingModule}. */
export class PredictiveTrainingModuleConfigs extends configClass('PredictiveTrainingModuleConfigs', {
  lr: z.number().positive().describe('Learning rate.'),
  sizes: z.array(z.int().positive()).describe('Sequence of layer sizes.'),
  dropoutRate: z.number().min(0).lt(1).default(0.3).describe('Dropout rate.'),
}) {}

/**
 * How a {@link PredictiveModel} is trained.
 *
 * @example
 * import { legacy } from '@org/relax';
 * const module = new PredictiveTrainingModule({ sizes: [8], lr: 0.003 });
 * const trained = () => legacy.trainModel(module, dataModule, { epochs: 2 });
 */
export class PredictiveTrainingModule extends BaseTrainingModule<AdamState> {
  readonly configs: PredictiveTrainingModuleConfigs;
  readonly net: Network<Tensor>;
  readonly opt;

  constructor(
    mConfigs: PredictiveTrainingModuleConfigs | ConstructorParameters<typeof PredictiveTrainingModuleConfigs>[0],
  ) {
    super();
    this.configs = validateConfigs<PredictiveTrainingModuleConfigs>(mConfigs, PredictiveTrainingModuleConfigs);
    this.saveHyperparameters({ ...this.configs });
    this.net = makeHkModule(PredictiveModel, this.configs.sizes, this.configs.dropoutRate);
    this.opt = optaxAdam(this.configs.lr);
    bindMethods(this);
  }

  forward(params: Params, rngKey: Tensor | null, x: Tensor, isTraining = true): Tensor {
    return this.net.apply(params, rngKey, x, isTraining);
  }

  predFn(x: Tensor, params: Params, rngKey: Tensor | null = null): Tensor {
    return this.forward(params, rngKey, x, false);
  }

  override initNetOpt(dataModule: TrainingSource, key: Tensor): readonly [Params, AdamState] {
    const [xs] = dataModule.getItem('train') as [Tensor];
    return initNetOpt(this.net, this.opt, xs, key);
  }

  lossFn(params: Params, rngKey: Tensor | null, [x, y]: Batch, isTraining = true): Tensor {
    const prediction = this.net.apply(params, rngKey, x, isTraining);
    return ops.mean(ops.square(prediction.sub(y)).mul(0.5));
  }

  override trainingStep(params: Params, optState: AdamState, rngKey: Tensor | null, batch: Batch) {
    const loss = this.lossFn(params, rngKey, batch);
    const grads = grad((given: Params) => this.lossFn(given, rngKey, batch))(params) as Params;
    const next = gradUpdate(grads, params, optState, this.opt as never) as [Params, AdamState];
    return [{ 'train/train_loss': loss }, next] as const;
  }

  override validationStep(params: Params, rngKey: Tensor | null, batch: Batch): Record<string, Tensor> {
    const [x, y] = batch;
    return {
      'val/val_loss': this.lossFn(params, rngKey, batch, false),
      'val/val_accuracy': accuracy(y, this.forward(params, rngKey, x, false)),
    };
  }
}
