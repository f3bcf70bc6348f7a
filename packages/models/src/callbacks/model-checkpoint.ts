import { OSError, ValueError } from '@org/core';
import { type FilePath, filePath, folderOf, isFolder, makeFolder } from '@org/core/files';
import { bindOptions } from '@org/core/internal';
import { printLine } from '../display/output.js';
import { formatFixed } from '../display/python-format.js';
import { fillTemplate } from '../display/python-template.js';
import { type Logs, watchesBatches } from './callback.js';
import { MonitorCallback, type MonitorOptions } from './monitor-callback.js';
import { type SaveFrequency, SaveSchedule } from './save-frequency.js';
import { MODEL_CHECKPOINT_PARAMETERS, type ModelCheckpointArguments } from './signatures.js';

export interface ModelCheckpointOptions extends MonitorOptions {
  /** `*.keras`, or `*.weights.h5` for weights alone. May hold fields, `{epoch:02d}-{val_loss:.2f}.keras`, as in Python. */
  filepath: FilePath;
  /** 1 prints what is saved, and why. */
  verbose?: number;
  /** Whether to save only when the monitored value improves. */
  saveBestOnly?: boolean;
  saveWeightsOnly?: boolean;
  saveFreq?: SaveFrequency;
  /** What a first value must be better than. */
  initialValueThreshold?: number | null;
}

/**
 * Saves the model, or its weights, after each epoch or every so many batches. A file is replaced when the new one is complete.
 *
 * @throws ValueError for a file name of another kind, KeyError for a field of it that the logs lack
 * @example
 * const best = new ModelCheckpoint('best.keras', { monitor: 'val_accuracy', saveBestOnly: true });
 */
export class ModelCheckpoint extends MonitorCallback {
  readonly filepath: string;
  readonly verbose: number;
  readonly saveBestOnly: boolean;
  readonly saveWeightsOnly: boolean;
  readonly #schedule: SaveSchedule;
  #epoch = 0;

  constructor(...args: ModelCheckpointArguments) {
    const options = bindOptions(MODEL_CHECKPOINT_PARAMETERS, args);
    super(options, options.initialValueThreshold ?? null, 0);
    this.filepath = filePath(options.filepath);
    this.verbose = options.verbose ?? 0;
    this.saveBestOnly = options.saveBestOnly ?? false;
    this.saveWeightsOnly = options.saveWeightsOnly ?? false;
    this.#schedule = new SaveSchedule(options.saveFreq ?? 'epoch');
    const ending = this.saveWeightsOnly ? '.weights.h5' : '.keras';
    if (!this.filepath.endsWith(ending)) {
      throw new ValueError(`The filepath of this ModelCheckpoint must end in ${ending}.`, {
        received: this.filepath,
        hint: 'saveWeightsOnly: true saves *.weights.h5 files, false saves *.keras files.',
      });
    }
  }

  get saveFreq(): SaveFrequency {
    return this.#schedule.frequency;
  }

  override [watchesBatches](kind: 'train' | 'test'): boolean {
    return kind === 'train' && !this.#schedule.isByEpoch;
  }

  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
  }

  override async onTrainBatchEnd(batch: number, logs: Logs = {}): Promise<void> {
    if (this.#schedule.isDue(batch)) await this.#save(this.#epoch, batch, logs);
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    if (this.#schedule.isByEpoch) await this.#save(epoch, null, logs);
  }

  async #save(epoch: number, batch: number | null, logs: Logs): Promise<void> {
    const integers = { epoch: epoch + 1, ...(batch === null ? {} : { batch: batch + 1 }) };
    const path = fillTemplate(this.filepath, { integers, floats: logs });
    if (!this.#isDue(epoch, logs, path)) return;
    await prepareFolder(path);
    await (this.saveWeightsOnly ? this.model.saveWeights(path) : this.model.save(path));
    this.#tell(epoch, `finished saving model to ${path}`);
  }

  #isDue(epoch: number, logs: Logs, path: string): boolean {
    if (!this.saveBestOnly) {
      this.#tell(epoch, `saving model to ${path}`);
      return true;
    }
    const value = logs[this.monitor];
    if (typeof value !== 'number') {
      const lack = value === undefined ? `${this.monitor} available` : `one number as ${this.monitor}`;
      console.warn(`Can save best model only with ${lack}.`);
      return true;
    }
    const best = this.best === null ? 'None' : formatFixed(this.best, 5);
    if (!this.isImprovement(value, this.best)) {
      this.#tell(epoch, `${this.monitor} did not improve from ${best}`);
      return false;
    }
    this.#tell(epoch, `${this.monitor} improved from ${best} to ${formatFixed(value, 5)}, saving model to ${path}`);
    this.best = value;
    return true;
  }

  #tell(epoch: number, what: string): void {
    if (this.verbose > 0) printLine(`\nEpoch ${epoch + 1}: ${what}`);
  }
}

async function prepareFolder(path: string): Promise<void> {
  if (await isFolder(path)) {
    throw new OSError('The filepath of this ModelCheckpoint is a folder.', {
      expected: 'the name of a file',
      received: path,
    });
  }
  await makeFolder(folderOf(path));
}
