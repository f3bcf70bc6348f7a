import { join } from 'node:path';
import { ops, PythonTypeError, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindOpenOptions } from '@org/core/python';
import { Model, optimizers, saving } from '@org/models';
import { z } from 'zod';
import { lossName, metricName, optimizerName } from '../base/fields.js';
import { BaseModule, configClass } from '../base/index.js';
import { bindMethod } from '../methods/base/arguments.js';
import { describe, isCompat, validateConfigs } from '../utils/index.js';
import { AutoEncoder } from './auto-encoder.js';
import { classesOf } from './labels.js';
import { MLP, MLPBlock } from './mlp.js';
import { ML_MODULE_PARAMETERS, type MLModuleArguments } from './signatures.js';

/** Settings of {@link MLModule}. */
export class MLModuleConfig extends configClass('MLModuleConfig', {
  sizes: z.array(z.int().positive()).default([64, 32, 16]).describe('A block of each of these sizes.'),
  outputSize: z.int().positive().default(2).describe('The number of classes.'),
  dropoutRate: z.number().min(0).lt(1).default(0.3).describe('The share of outputs that training sets to zero.'),
  lr: z.number().positive().default(1e-3).describe('The learning rate.'),
  optName: optimizerName().default('adam').describe('The optimizer.'),
  loss: lossName().default('sparse_categorical_crossentropy').describe('The loss that is trained on.'),
  metrics: z.array(metricName()).default(['accuracy']).describe('What training tells besides.'),
}) {}

/** Data with a part for training: a data module. */
export interface TrainingSource {
  getItem(stage: string): readonly unknown[];
}

export interface MLModuleOptions {
  /** The settings, or an object of them. */
  config?: MLModuleConfig | ConstructorParameters<typeof MLModuleConfig>[0] | null;
  /** A Keras model to use in place of an {@link MLP}. */
  model?: Model | null;
  /** The name. */
  name?: string | null;
}

/** What {@link MLModule.train} takes besides the data; others go to `fit`. */
export interface TrainOptions {
  batchSize?: number;
  epochs?: number;
  readonly [fitOption: string]: unknown;
}

const TRAIN = { callee: 'train', names: ['data', 'batchSize', 'epochs'], keywords: [], required: 1 };

const notTrained = (): Error =>
  new ValueError('Model is not trained.', { hint: 'call await module.train(data) first.' });

/**
 * A classifier and how it is trained, saved and asked.
 *
 * @example
 * const module = new MLModule({ sizes: [16], lr: 0.01 });
 * await module.train([[[0, 1], [1, 0]], [0, 1]], { epochs: 2, verbose: 0 });
 * await module.predFn([[0, 1]]).array(); // probabilities of both classes
 */
export class MLModule extends BaseModule<MLModuleConfig> {
  /** The Keras model. */
  readonly model: Model;
  /** Whether it was trained, or came trained. */
  isTrained: boolean;

  constructor(...args: MLModuleArguments) {
    const { config, model = null, name } = bindMethod(ML_MODULE_PARAMETERS, args);
    super(validateConfigs<MLModuleConfig>(config ?? {}, MLModuleConfig), { name: name ?? 'MLModule' });
    const { sizes, outputSize, dropoutRate } = this.config;
    if (model && !(model instanceof Model)) {
      throw new PythonTypeError('An MLModule trains a Keras model.', {
        expected: 'a model, such as new Sequential([...])',
        received: describe(model),
        hint: 'other predictors are given to methods as they are.',
      });
    }
    this.model = model ?? new MLP(sizes, { outputSize, dropoutRate });
    const { lr, optName, loss, metrics } = this.config;
    this.model.compile({ optimizer: optimizerOf(optName, lr), loss, metrics: [...metrics] } as never);
    this.isTrained = model?.built ?? false;
  }

  /**
   * Trains the model on the training part of a data module, or on rows and labels.
   *
   * @param data a data module or `[xs, ys]`
   * @example
   * const classifier = new MLModule({ sizes: [8] });
   * await classifier.train(dataModule, { batchSize: 64, epochs: 3 });
   */
  async train(data: TrainingSource | readonly [TensorLike, TensorLike], ...args: TrainArguments): Promise<this> {
    const bound = bindOpenOptions<Record<string, unknown>>(TRAIN, [data, ...args]);
    const { data: _data, batchSize = 128, epochs = 10, ...fit } = bound;
    const [xs, ys] = partsOf(data);
    if (this.#tellsClassesApart && !isCompat()) await classesOf(ys as TensorLike, this.#classes);
    await this.model.fit(xs as never, ys as never, { batchSize, epochs, ...fit } as never);
    this.isTrained = true;
    return this;
  }

  /** Whether it is a network of this package that is trained on numbers of classes. */
  get #tellsClassesApart(): boolean {
    const loss = this.config.loss.replaceAll('_', '').toLowerCase();
    return this.model instanceof MLP && loss === 'sparsecategoricalcrossentropy';
  }

  get #classes(): { readonly most: number; readonly hint: string } {
    return {
      most: this.config.outputSize,
      hint: 'new MLModule({ outputSize }) says how many classes there are; a Keras model predicts numbers.',
    };
  }

  /**
   * Probabilities of the classes, `[n, c]`.
   *
   * @throws ValueError before it was trained
   */
  predFn(x: TensorLike): Tensor {
    if (!this.isTrained) throw notTrained();
    return this.model(ops.convertToTensor(x, { dtype: 'float32' }), { training: false }) as Tensor;
  }

  /** Writes `model.keras` and `config.json` to a folder, which the original reads. @throws ValueError before it was trained */
  override async save(path: string): Promise<void> {
    if (!this.model.built) throw notTrained();
    await this.config.save(join(path, 'config.json'));
    await this.model.save(join(path, 'model.keras'));
  }

  /** Reads what `save` or the original wrote. */
  static override async loadFromPath(path: string): Promise<MLModule> {
    const config = await (
      MLModuleConfig as never as { loadFromJson(path: string): Promise<MLModuleConfig> }
    ).loadFromJson(join(path, 'config.json'));
    const customObjects = { MLP, MLPBlock, AutoEncoder };
    const model = (await saving.loadModel(join(path, 'model.keras'), { customObjects, compile: false })) as Model;
    const module = new MLModule(config, { model });
    module.isTrained = true;
    return module;
  }
}

function partsOf(data: TrainingSource | readonly [TensorLike, TensorLike]): readonly unknown[] {
  if (typeof data === 'object' && data !== null && 'getItem' in data) return data.getItem('train');
  if (Array.isArray(data) && data.length === 2) return data;
  throw new PythonTypeError('A module is trained on rows with their labels.', {
    expected: 'a data module, or [xs, ys]',
    received: describe(data),
    hint: 'DataModule.fromConfig(config, rows) makes a data module of rows.',
  });
}

/** `train` after its data. */
export type TrainArguments =
  | [options?: TrainOptions]
  | [batchSize?: number, epochs?: number, options?: Readonly<Record<string, unknown>>];

/** An optimizer by its name, in any of Keras's spellings. */
export const optimizerOf = (name: string, learningRate: number): unknown =>
  optimizers.deserialize({ class_name: name, config: { learning_rate: learningRate } } as never);
