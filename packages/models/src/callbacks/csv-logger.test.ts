import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CSVLogger } from './index.js';

const file = async (): Promise<string> => join(await mkdtemp(join(tmpdir(), 'keras-')), 'log.csv');

describe('CSVLogger', () => {
  // The files are those of Python Keras.
  it('writes what Python writes, and continues a file', async () => {
    const path = await file();
    const first = new CSVLogger(path);
    await first.onTrainBegin();
    await first.onEpochEnd(0, { loss: 1, acc: 1e-5 });
    await first.onEpochEnd(1, { loss: 0.5, acc: 0.25, val_loss: 0.1 });
    const expected = 'epoch,acc,loss,val_acc,val_loss\r\n0,1e-05,1.0,NA,NA\r\n1,0.25,0.5,NA,0.1\r\n';
    expect(await readFile(path, 'utf8')).toBe(expected);
    expect(first.keys).toEqual(['acc', 'loss', 'val_acc', 'val_loss']);
    const second = new CSVLogger(path, ';', true);
    expect(second.sep).toBe(';');
    await second.onTrainBegin();
    await second.onEpochEnd(2, { loss: Number.NaN, val_loss: 2 });
    expect(await readFile(path, 'utf8')).toBe(`${expected}2;nan;2.0\r\n`);
  });

  it('replaces a file, and writes a header into an empty one', async () => {
    const path = await file();
    for (const append of [false, true, false]) {
      const callback = new CSVLogger(path, { append });
      await callback.onTrainBegin();
      if (append) await callback.onEpochEnd(0, { 'a,"b"': 1, val_: 1 });
    }
    expect(await readFile(path, 'utf8')).toBe('');
    const callback = new CSVLogger(path, { append: true });
    await callback.onTrainBegin();
    await callback.onEpochEnd(0, { 'a,"b"': 1, val_a: 2 });
    expect(await readFile(path, 'utf8')).toBe('epoch,"a,""b""",val_a\r\n0,1.0,2.0\r\n');
  });

  it('writes several values into one cell', async () => {
    const path = await file();
    const callback = new CSVLogger(path);
    await callback.onTrainBegin();
    await callback.onEpochEnd(0, { val_f1: [0.5, 1] as unknown as number });
    expect(await readFile(path, 'utf8')).toBe('epoch,val_f1\r\n0,"""[0.5, 1.0]"""\r\n');
  });

  it('says which file cannot be written', async () => {
    const path = join(await file(), 'deeper.csv');
    await expect(new CSVLogger(path).onTrainBegin()).rejects.toThrow(`Can't write '${path}'.`);
  });
});
