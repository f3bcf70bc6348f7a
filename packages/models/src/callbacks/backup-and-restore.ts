import { ValueError } from '@org/core';
import { exists, type FilePath, filePath, inFolder, makeFolder, readFile, remove, writeFile } from '@org/core/files';
import { bindOptions } from '@org/core/internal';
import { readH5 } from '../saving/h5-store.js';
import { TRAINING } from '../saving/own-groups.js';
import { parsePythonJson } from '../saving/python-json.js';
import { putWeights, weightsToBytes } from '../saving/weights-file.js';
import { trainingOf } from '../trainer/trainer-state.js';
import { Callback, watchesBatches } from './callback.js';
import { type SaveFrequency, SaveSchedule } from './save-frequency.js';
import { BACKUP_AND_RESTORE_PARAMETERS, type BackupAndRestoreArguments } from './signatures.js';
import { groupOfProgress, progressOf, resumeFrom } from './training-progress.js';

export interface BackupAndRestoreOptions {
  /** The folder of the backup, for nothing else. */
  backupDir: FilePath;
  saveFreq?: SaveFrequency;
  /** Whether the backup before the last one is kept, in case that the last one cannot be read. */
  doubleCheckpoint?: boolean;
  /** Whether the backup is deleted when training ends as planned. */
  deleteCheckpoint?: boolean;
}

/**
 * Backs up while training; `fit` with a callback of the same folder continues after an interruption, and ends with the same bits as
 * if there had been none. The backup is one file: a weight file that Python reads, with a group of its own for the rest
 * ({@link Progress}). Arrays in memory go on in the middle of an epoch; data sets begin it anew, as in Keras. What other callbacks
 * count begins anew too.
 *
 * @throws ValueError for an empty folder name
 * @example
 * await model.fit(x, y, { epochs: 100, callbacks: [new BackupAndRestore('backup')] });
 */
export class BackupAndRestore extends Callback {
  readonly backupDir: string;
  readonly doubleCheckpoint: boolean;
  readonly deleteCheckpoint: boolean;
  readonly #schedule: SaveSchedule;
  #epoch = 0;

  constructor(...args: BackupAndRestoreArguments) {
    super();
    const options = bindOptions(BACKUP_AND_RESTORE_PARAMETERS, args);
    this.backupDir = filePath(options.backupDir, 'backupDir');
    this.#schedule = new SaveSchedule(options.saveFreq ?? 'epoch');
    this.doubleCheckpoint = options.doubleCheckpoint ?? false;
    this.deleteCheckpoint = options.deleteCheckpoint ?? true;
  }

  get saveFreq(): SaveFrequency {
    return this.#schedule.frequency;
  }

  override [watchesBatches](kind: 'train' | 'test'): boolean {
    return kind === 'train' && !this.#schedule.isByEpoch;
  }

  /** The backup, and where the one before it is kept. */
  get #paths(): Readonly<Record<'latest' | 'previous', string>> {
    const latest = inFolder(this.backupDir, 'latest.weights.h5');
    return { latest, previous: `${latest}.bkp` };
  }

  /** Python's file beside the weights, which is read where they are Python's. */
  get #pythonProgress(): string {
    return inFolder(this.backupDir, 'training_metadata.json');
  }

  override async onTrainBegin(): Promise<void> {
    const { latest, previous } = this.#paths;
    try {
      if (await exists(latest)) await this.#restore(latest);
    } catch (error) {
      if (!(await exists(previous))) throw error;
      await this.#restore(previous);
    }
  }

  async #restore(path: string): Promise<void> {
    const { model } = this;
    const store = readH5(await readFile(path), { label: path });
    // The file holds the state of the optimizer as well.
    if (model.optimizer && !model.optimizer.built) model.optimizer.build(model.trainableVariables);
    const group = store.get(TRAINING);
    const progress = group ? progressOf(group, path) : { epoch: await this.#epochOfPython() };
    putWeights(model, store);
    resumeFrom(model, progress);
  }

  async #epochOfPython(): Promise<number> {
    const path = this.#pythonProgress;
    if (!(await exists(path))) return trainingOf(this.model).initialEpoch;
    const text = new TextDecoder().decode(await readFile(path, 2 ** 16));
    const { epoch } = parsePythonJson(text, path) as { epoch?: unknown };
    if (typeof epoch !== 'number') throw new ValueError(`${path} names no epoch.`, { received: text });
    return epoch;
  }

  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
  }

  override async onTrainBatchEnd(batch: number): Promise<void> {
    if (this.#schedule.isDue(batch)) await this.#save(batch);
  }

  override async onEpochEnd(epoch: number): Promise<void> {
    this.#epoch = epoch + 1;
    if (this.#schedule.isByEpoch) await this.#save(0);
  }

  async #save(batch: number): Promise<void> {
    const { model } = this;
    const { latest, previous } = this.#paths;
    await makeFolder(this.backupDir);
    if (this.doubleCheckpoint && (await exists(latest))) await writeFile(previous, await readFile(latest));
    const progress = await groupOfProgress(model, this.#epoch, batch);
    await writeFile(latest, await weightsToBytes(model, null, new Map([[TRAINING, progress]])));
    await remove(this.#pythonProgress);
  }

  override async onTrainEnd(): Promise<void> {
    if (!this.deleteCheckpoint) return;
    for (const path of [...Object.values(this.#paths), this.#pythonProgress]) await remove(path);
    await remove(this.backupDir);
  }
}
