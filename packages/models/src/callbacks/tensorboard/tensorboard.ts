import { type Tensor, ValueError } from '@org/core';
import { type FilePath, filePath, inFolder, makeFolder, writeFile } from '@org/core/files';
import { bindOptions, show } from '@org/core/internal';
import { Embedding } from '@org/layers';
import type { Model } from '../../model.js';
import { graphOf } from '../../model-graph.js';
import { Callback, type Logs, watchesBatches } from '../callback.js';
import { logLearningRates } from '../learning-rate.js';
import { EventFile } from './event-file.js';
import { TENSOR_BOARD_PARAMETERS, type TensorBoardArguments } from './signatures.js';
import { histogramSummary, imageSummary, modelSummary, scalarSummary } from './summaries.js';

export interface TensorBoardOptions {
  /** The folder that `tensorboard --logdir` is given. */
  logDir?: FilePath;
  /** After how many epochs histograms of the weights are written; 0 for none. */
  histogramFreq?: number;
  /** Whether the graph of layers is written. */
  writeGraph?: boolean;
  /** Whether weights are written as images beside their histograms. */
  writeImages?: boolean;
  /** Whether the speed is logged. */
  writeStepsPerSecond?: boolean;
  /** Whether logs of batches are written, `'batch'`, or those of every so many, beside those of epochs. */
  updateFreq?: 'batch' | 'epoch' | number;
  /** Profiles are not made: 0. */
  profileBatch?: number;
  /** After how many epochs weights are saved for the projector of embeddings; 0 for never. */
  embeddingsFreq?: number;
  /** A file with what the rows of embeddings stand for, or one for each layer by its name. */
  embeddingsMetadata?: string | Readonly<Record<string, string>> | null;
}

/**
 * Writes logs, histograms of weights and the graph of layers for TensorBoard, into the folders `train` and `validation` of `logDir`.
 *
 * @throws ValueError for an update frequency that is none, or a layer of `embeddingsMetadata` that the model lacks
 * @example
 * const callback = new TensorBoard({ logDir: 'logs', histogramFreq: 1 });
 */
export class TensorBoard extends Callback {
  readonly logDir: string;
  readonly histogramFreq: number;
  readonly writeGraph: boolean;
  readonly writeImages: boolean;
  readonly writeStepsPerSecond: boolean;
  readonly updateFreq: 'epoch' | number;
  readonly embeddingsFreq: number;
  readonly embeddingsMetadata: string | Readonly<Record<string, string>> | null;
  #train: EventFile;
  #validation: EventFile;
  #trainBatch = 0;
  #epochStart = 0;
  #batchStart = 0;
  #stepsBefore = 0;

  constructor(...args: TensorBoardArguments) {
    super();
    const options = bindOptions(TENSOR_BOARD_PARAMETERS, args);
    const { updateFreq = 'epoch', profileBatch = 0 } = options;
    this.logDir = filePath(options.logDir ?? 'logs', 'logDir');
    this.histogramFreq = options.histogramFreq ?? 0;
    this.writeGraph = options.writeGraph ?? true;
    this.writeImages = options.writeImages ?? false;
    this.writeStepsPerSecond = options.writeStepsPerSecond ?? false;
    this.updateFreq = updateFreq === 'batch' ? 1 : updateFreq;
    this.embeddingsFreq = options.embeddingsFreq ?? 0;
    this.embeddingsMetadata = options.embeddingsMetadata ?? null;
    if (this.updateFreq !== 'epoch' && !(Number.isInteger(this.updateFreq) && this.updateFreq > 0)) {
      throw new ValueError('`updateFreq` is not a frequency.', {
        expected: "'batch', 'epoch' or a number of batches",
        received: String(updateFreq),
      });
    }
    if (profileBatch !== 0) {
      throw new ValueError('Profiling is not available.', {
        expected: 'profileBatch: 0',
        received: String(profileBatch),
      });
    }
    this.#train = new EventFile(inFolder(this.logDir, 'train'));
    this.#validation = new EventFile(inFolder(this.logDir, 'validation'));
  }

  override setModel(model: Model): void {
    super.setModel(model);
    this.#train = new EventFile(inFolder(this.logDir, 'train'));
    this.#validation = new EventFile(inFolder(this.logDir, 'validation'));
    if (this.writeGraph && graphOf(model)) this.#train.add(modelSummary('keras', model.toJson()), 0);
  }

  /** Logs of batches make `fit` run one step at a time. */
  override [watchesBatches](kind: 'train' | 'test'): boolean {
    return kind === 'train' && this.updateFreq !== 'epoch';
  }

  override async onTrainBegin(): Promise<void> {
    this.#trainBatch = 0;
    if (this.embeddingsFreq > 0) await this.#describeEmbeddings();
  }

  override onTrainBatchBegin(): void {
    this.#trainBatch += 1;
    this.#batchStart = performance.now();
  }

  override onTrainBatchEnd(_batch: number, logs: Logs = {}): void {
    if (this.updateFreq === 'epoch' || this.#trainBatch % this.updateFreq !== 0) return;
    const speed = { steps_per_second: 1000 / (performance.now() - this.#batchStart) };
    for (const [name, value] of Object.entries({ ...(this.writeStepsPerSecond && speed), ...logs }))
      addScalars(this.#train, `batch_${name}`, value, this.#trainBatch);
  }

  override async onEpochBegin(): Promise<void> {
    if (!this.writeStepsPerSecond) return;
    this.#stepsBefore = await this.#steps();
    this.#epochStart = performance.now();
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    const isValidation = ([name]: readonly [string, unknown]): boolean => name.startsWith('val_');
    const entries = Object.entries(logs);
    if (entries.length > 0) {
      const train = Object.fromEntries(entries.filter((entry) => !isValidation(entry)));
      if (this.model.optimizer) await logLearningRates(this.model, train);
      if (this.writeStepsPerSecond) {
        train.steps_per_second =
          (1000 * ((await this.#steps()) - this.#stepsBefore)) / (performance.now() - this.#epochStart);
      }
      for (const [name, value] of Object.entries(train)) addScalars(this.#train, `epoch_${name}`, value, epoch);
      for (const [name, value] of entries.filter(isValidation))
        addScalars(this.#validation, `epoch_${name.slice('val_'.length)}`, value, epoch);
    }
    if (this.histogramFreq > 0 && epoch % this.histogramFreq === 0) await this.#addWeights(epoch);
    if (this.embeddingsFreq > 0 && epoch % this.embeddingsFreq === 0) {
      const folder = inFolder(this.logDir, 'train');
      await makeFolder(folder);
      await this.model.saveWeights(inFolder(folder, `keras_embedding.ckpt-${epoch}.weights.h5`));
    }
    await this.#flush();
  }

  override async onTestEnd(logs: Logs = {}): Promise<void> {
    if (this.model.optimizer) {
      const steps = await this.#steps();
      for (const [name, value] of Object.entries(logs))
        addScalars(this.#validation, `evaluation_${name}_vs_iterations`, value, steps);
    }
    await this.#validation.flush();
  }

  override onTrainEnd(): Promise<void> {
    return this.#flush();
  }

  async #flush(): Promise<void> {
    await this.#train.flush();
    await this.#validation.flush();
  }

  #steps(): Promise<number> {
    return this.model.optimizer!.iterations.value.item();
  }

  async #addWeights(epoch: number): Promise<void> {
    for (const layer of this.model.layers) {
      for (const weight of layer.weights) {
        const name = weight.path.replaceAll(':', '_');
        const values = Array.from((await weight.uncast.data()) as ArrayLike<number | bigint>, Number);
        this.#train.add(histogramSummary(`${name}/histogram`, values), epoch);
        const image = this.writeImages ? imageOf(weight.uncast) : null;
        if (!image) continue;
        const pixels = (await image.data()) as ArrayLike<number>;
        this.#train.add(imageSummary(`${name}/image`, pixels, image.shape), epoch);
      }
    }
  }

  /** Says for the projector which weights are embeddings, and what their rows stand for. */
  async #describeEmbeddings(): Promise<void> {
    const { embeddingsMetadata: metadata } = this;
    const layers = this.model.layers.filter((layer) => layer instanceof Embedding);
    const unknown =
      metadata === null || typeof metadata === 'string'
        ? []
        : Object.keys(metadata).filter((name) => !layers.some((layer) => layer.name === name));
    if (unknown.length > 0) {
      throw new ValueError('`embeddingsMetadata` names layers that are no Embedding of the model.', {
        received: unknown.join(', '),
      });
    }
    const parts = layers.map((layer) => {
      const path = typeof metadata === 'string' ? metadata : metadata?.[layer.name];
      const line = path === undefined ? '' : `  metadata_path: ${JSON.stringify(path)}\n`;
      return `embeddings {\n  tensor_name: "${EMBEDDINGS}"\n${line}}\n`;
    });
    await makeFolder(this.logDir);
    await writeFile(inFolder(this.logDir, 'projector_config.pbtxt'), parts.join(''));
  }
}

/** What Keras calls the weights of every Embedding. */
const EMBEDDINGS = 'layer_with_weights-0/embeddings/.ATTRIBUTES/VARIABLE_VALUE';

/** The few metrics with several values have one curve for each. */
function addScalars(file: EventFile, tag: string, value: unknown, step: number): void {
  if (Array.isArray(value)) {
    for (const [i, each] of value.entries()) addScalars(file, `${tag}_${i}`, each, step);
  } else if (typeof value === 'number') file.add(scalarSummary(tag, value), step);
  else {
    throw new ValueError(`A log that is no number cannot be drawn: ${tag}.`, {
      received: show(value),
      hint: 'read a tensor by `await x.item()`, or let a CallbackList do it.',
    });
  }
}

/** A weight as images [count, height, width, channels]; null where it has too many axes. */
function imageOf(weight: Tensor): Tensor | null {
  const flat = weight.reshape(weight.shape.filter((size) => size !== 1));
  const { shape } = flat;
  if (shape.length === 1) return flat.reshape([1, shape[0]!, 1, 1]);
  if (shape.length === 2) {
    const [rows, columns] = shape as readonly [number, number];
    const wide = rows > columns ? flat.transpose() : flat;
    return wide.reshape([1, Math.min(rows, columns), Math.max(rows, columns), 1]);
  }
  // One image for each of the last axis.
  if (shape.length === 3) return flat.transpose([2, 0, 1]).reshape([shape[2]!, shape[0]!, shape[1]!, 1]);
  return shape.length === 4 && [1, 3, 4].includes(shape[3]!) ? flat : null;
}
