import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel } from '../saving/index.js';
import type { Sequential } from '../sequential.js';
import { watchesBatches } from './callback.js';
import { ModelCheckpoint } from './index.js';
import { captureOutput, lineModel, samples, weightOf } from './testing/line-model.js';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'keras-'));

afterEach(() => jest.restoreAllMocks());

describe('ModelCheckpoint', () => {
  it('saves after each epoch, to names made from the logs', async () => {
    const path = await folder();
    const callback = new ModelCheckpoint(join(path, 'deep', '{epoch:02d}-{loss:.2f}.keras'));
    const model = lineModel();
    await model.fit({ ...samples, epochs: 2, verbose: 0, callbacks: callback });
    expect(await readdir(join(path, 'deep'))).toEqual(['01-16.00.keras', '02-10.24.keras']);
    const saved = (await loadModel(join(path, 'deep', '01-16.00.keras'))) as Sequential;
    expect(await weightOf(saved)).toBeCloseTo(0.8);
    expect(callback[watchesBatches]('train')).toBe(false);
  });

  it('saves the best only, and says why', async () => {
    const output = captureOutput();
    const path = join(await folder(), 'best.weights.h5');
    const callback = new ModelCheckpoint(path, { verbose: 1, saveBestOnly: true, saveWeightsOnly: true });
    const model = lineModel();
    callback.setModel(model);
    for (const [epoch, loss] of [0.5, 0.7, 0.25].entries()) {
      model.setWeights([[[epoch]]]);
      await callback.onEpochEnd(epoch, { val_loss: loss });
    }
    expect(output).toEqual([
      `\nEpoch 1: val_loss improved from None to 0.50000, saving model to ${path}\n`,
      `\nEpoch 1: finished saving model to ${path}\n`,
      '\nEpoch 2: val_loss did not improve from 0.50000\n',
      `\nEpoch 3: val_loss improved from 0.50000 to 0.25000, saving model to ${path}\n`,
      `\nEpoch 3: finished saving model to ${path}\n`,
    ]);
    const again = lineModel();
    await again.loadWeights(path);
    expect(await weightOf(again)).toBe(2);
  });

  it('compares with a given value, and saves where the monitored one is missing', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    const path = await folder();
    const callback = new ModelCheckpoint(join(path, '{epoch}.keras'), {
      saveBestOnly: true,
      initialValueThreshold: 0.3,
    });
    callback.setModel(lineModel());
    await callback.onEpochEnd(0, { val_loss: 0.5 });
    await callback.onEpochEnd(1, { val_loss: 0.2 });
    await callback.onEpochEnd(2, { loss: 1 });
    expect(await readdir(path)).toEqual(['2.keras', '3.keras']);
    expect(warn).toHaveBeenCalledWith('Can save best model only with val_loss available.');
  });

  it('saves every so many batches', async () => {
    const path = await folder();
    const callback = new ModelCheckpoint(join(path, '{epoch}-{batch}.keras'), { saveFreq: 2 });
    expect(callback.saveFreq).toBe(2);
    const x = [[1], [2], [3]];
    await lineModel().fit({ x, y: x, batchSize: 1, epochs: 2, verbose: 0, callbacks: callback });
    expect(await readdir(path)).toEqual(['1-2.keras', '2-1.keras', '2-3.keras']);
  });

  it('refuses names that cannot be', async () => {
    expect(() => new ModelCheckpoint('model.h5')).toThrow(/must end in .keras[\s\S]*model.h5/);
    expect(() => new ModelCheckpoint('w.keras', { saveWeightsOnly: true })).toThrow(/must end in .weights.h5/);
    expect(() => new ModelCheckpoint('m.keras', { saveFreq: 0.5 })).toThrow(/Unrecognized saveFreq: 0.5/);
    const path = join(await folder(), 'folder.keras');
    await mkdir(path);
    const callback = new ModelCheckpoint(path);
    callback.setModel(lineModel());
    await expect(callback.onEpochEnd(0, { loss: 1 })).rejects.toThrow(/is a folder/);
    const unknown = new ModelCheckpoint(join(path, '{accuracy}.keras'));
    await expect(unknown.onEpochEnd(0, { loss: 1 })).rejects.toThrow(/not known[\s\S]*Received: accuracy/);
  });
});
