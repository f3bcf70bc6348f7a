import { copyFile, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OSError } from '@org/core';
import { Adam } from '../optimizers/index.js';
import { readH5 } from '../saving/h5-store.js';
import { BackupAndRestore, LambdaCallback, ModelCheckpoint } from './index.js';
import { lineModel, samples, weightOf } from './testing/line-model.js';

const folder = async (): Promise<string> => join(await mkdtemp(join(tmpdir(), 'keras-')), 'backup');
const modelWithState = () => lineModel({ optimizer: new Adam(0.1) });
const interruptAt = (at: number) =>
  new LambdaCallback({
    onEpochEnd: (epoch) => {
      if (epoch === at) throw new Error('interrupted');
    },
  });

/** The epoch, and the batch, that a backup is of. */
async function progressIn(path: string): Promise<Record<string, number>> {
  const { datasets } = readH5(await readFile(join(path, 'latest.weights.h5'))).get('_training/vars')!;
  const numberOf = (name: string) => Number(datasets.get(name)!.data[0]);
  return { epoch: numberOf('epoch'), batch: numberOf('batch') };
}

describe('BackupAndRestore', () => {
  it('continues an interrupted run as if nothing had happened', async () => {
    const whole = modelWithState();
    await whole.fit({ ...samples, epochs: 5, verbose: 0 });
    const path = await folder();
    const callbacks = [interruptAt(3), new BackupAndRestore(path)];
    await expect(modelWithState().fit({ ...samples, epochs: 5, verbose: 0, callbacks })).rejects.toThrow('interrupted');
    expect(await readdir(path)).toEqual(['latest.weights.h5']);
    expect(await progressIn(path)).toEqual({ epoch: 3, batch: 0 });
    const model = modelWithState();
    const { epoch } = await model.fit({ ...samples, epochs: 5, verbose: 0, callbacks: new BackupAndRestore(path) });
    expect(epoch).toEqual([3, 4]);
    expect(await weightOf(model)).toBe(await weightOf(whole));
    await expect(readdir(path)).rejects.toThrow('ENOENT');
    // The next run is a new one.
    expect((await model.fit({ ...samples, verbose: 0 })).epoch).toEqual([0]);
  });

  it('falls back to the backup before the last one', async () => {
    const path = await folder();
    const backup = new BackupAndRestore(path, { doubleCheckpoint: true, deleteCheckpoint: false });
    await lineModel().fit({ ...samples, epochs: 3, verbose: 0, callbacks: backup });
    expect((await readdir(path)).sort()).toEqual(['latest.weights.h5', 'latest.weights.h5.bkp']);
    await writeFile(join(path, 'latest.weights.h5'), 'broken');
    const { epoch } = await lineModel().fit({ ...samples, epochs: 3, verbose: 0, callbacks: backup });
    expect(epoch).toEqual([2]);
  });

  it('backs up every so many batches', async () => {
    const path = await folder();
    const backup = new BackupAndRestore(path, 2, { deleteCheckpoint: false });
    const x = [[1], [2], [3]];
    await lineModel().fit({ x, y: x, batchSize: 1, verbose: 0, callbacks: backup });
    expect(await progressIn(path)).toEqual({ epoch: 0, batch: 1 });
  });

  it('takes a folder of Python', async () => {
    const path = await folder();
    const trained = lineModel();
    await trained.fit({ ...samples, epochs: 2, verbose: 0 });
    await mkdir(path);
    await trained.saveWeights(join(path, 'latest.weights.h5'));
    await writeFile(join(path, 'training_metadata.json'), '{"epoch": 2, "batch": 0}');
    const model = lineModel();
    const { epoch } = await model.fit({ ...samples, epochs: 3, verbose: 0, callbacks: new BackupAndRestore(path) });
    expect(epoch).toEqual([2]);
    await expect(readdir(path)).rejects.toThrow('ENOENT');
  });

  it('leaves files of others alone', async () => {
    const path = await folder();
    const keep = new LambdaCallback({
      onEpochEnd: () => copyFile(join(path, 'latest.weights.h5'), join(path, 'mine.weights.h5')),
    });
    await lineModel().fit({ ...samples, verbose: 0, callbacks: [new BackupAndRestore(path), keep] });
    expect(await readdir(path)).toEqual(['mine.weights.h5']);
  });

  it.each([
    ['BackupAndRestore', (path: string) => new BackupAndRestore(path)],
    [
      'ModelCheckpoint',
      (path: string) => new ModelCheckpoint(join(path, 'model.weights.h5'), { saveWeightsOnly: true }),
    ],
  ])('%s says that a file is no folder', async (_name, make) => {
    const path = await folder();
    await writeFile(path, 'a file');
    const training = lineModel().fit({ ...samples, verbose: 0, callbacks: make(path) });
    await expect(training).rejects.toThrow(OSError);
    await expect(training).rejects.toThrow(`Can't make the folder '${path}'.`);
    expect(await readFile(path, 'utf8')).toBe('a file');
  });

  it('refuses folders and frequencies that make no sense', () => {
    expect(() => new BackupAndRestore('')).toThrow('`backupDir` must be a path.');
    expect(new BackupAndRestore('b').saveFreq).toBe('epoch');
    expect(() => new BackupAndRestore('b', 'batch' as 'epoch')).toThrow(/Unrecognized saveFreq: batch/);
  });
});
