import { ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { fileExists, readFileBounded, writeFileAtomically } from '../saving/atomic-file.js';
import { builtin } from '../saving/builtin.js';
import { type FilePath, filePath } from '../saving/file-path.js';
import { formatPythonJson, parsePythonJson } from '../saving/python-json.js';
import { trainingOf } from '../trainer/trainer-state.js';
import { Callback, watchesBatches } from './callback.js';
import { type SaveFrequency, SaveSchedule } from './save-frequency.js';
import { BACKUP_AND_RESTORE_PARAMETERS, type BackupAndRestoreArguments } from './signatures.js';

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
 * Saves weights, optimizer and epoch while training; `fit` with a callback of the same folder continues after an interruption.
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

  /** Weights and progress, and where the backup before them is kept. */
  get #paths(): Readonly<Record<'weights' | 'progress' | 'oldWeights' | 'oldProgress', string>> {
    const { join } = builtin('node:path', this.backupDir);
    const weights = join(this.backupDir, 'latest.weights.h5');
    const progress = join(this.backupDir, 'training_metadata.json');
    return { weights, progress, oldWeights: `${weights}.bkp`, oldProgress: `${progress}.bkp` };
  }

  override async onTrainBegin(): Promise<void> {
    try {
      await this.#restore();
    } catch (error) {
      const { weights, progress, oldWeights, oldProgress } = this.#paths;
      if (!(await fileExists(oldWeights))) throw error;
      const { copyFile, rm } = builtin('node:fs/promises', this.backupDir);
      await copyFile(oldWeights, weights);
      if (await fileExists(oldProgress)) await copyFile(oldProgress, progress);
      else await rm(progress, { force: true });
      await this.#restore();
    }
  }

  async #restore(): Promise<void> {
    const { model } = this;
    const { weights, progress } = this.#paths;
    if (await fileExists(weights)) {
      // The file holds the state of the optimizer as well.
      if (model.optimizer && !model.optimizer.built) model.optimizer.build(model.trainableVariables);
      await model.loadWeights(weights);
    }
    if (!(await fileExists(progress))) return;
    const text = new TextDecoder().decode(await readFileBounded(progress, 2 ** 16));
    const { epoch } = parsePythonJson(text, progress) as { epoch?: unknown };
    if (typeof epoch !== 'number') throw new ValueError(`${progress} names no epoch.`, { received: text });
    trainingOf(model).initialEpoch = epoch;
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
    const { copyFile, mkdir } = builtin('node:fs/promises', this.backupDir);
    const { weights, progress, oldWeights, oldProgress } = this.#paths;
    await mkdir(this.backupDir, { recursive: true });
    if (this.doubleCheckpoint) {
      if (await fileExists(weights)) await copyFile(weights, oldWeights);
      if (await fileExists(progress)) await copyFile(progress, oldProgress);
    }
    await this.model.saveWeights(weights);
    const text = formatPythonJson({ epoch: this.#epoch, batch });
    await writeFileAtomically(progress, new TextEncoder().encode(text));
  }

  override async onTrainEnd(): Promise<void> {
    if (!this.deleteCheckpoint) return;
    const { rm, rmdir } = builtin('node:fs/promises', this.backupDir);
    for (const path of Object.values(this.#paths)) await rm(path, { force: true });
    // Unless there are files of others.
    await rmdir(this.backupDir).catch(() => undefined);
  }
}
