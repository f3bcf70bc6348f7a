import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as keras from '../index.js';

const { loadModel, saveModel } = keras.saving;

test.each([
  ['another ending', 'model.pkl', 'read from *.keras'],
  ['no file', 'missing.keras', 'no such file'],
])('%s is a ValueError', async (_, path, message) => {
  const loading = loadModel(path);
  await expect(loading).rejects.toThrow(message);
  await expect(loading).rejects.toMatchObject({ name: 'ValueError' });
});

test('options that saving does not know are refused', async () => {
  const model = new keras.Sequential([keras.Input([1]), new keras.layers.Dense(1)]);
  const options = { saveFormat: 'tf' } as object;
  await expect(saveModel(model, 'model.keras', options)).rejects.toThrow(/no such options[\s\S]*saveFormat/);
  await expect(model.save('model.keras', options)).rejects.toMatchObject({ name: 'ValueError' });
});

test('a model may be a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'model-'));
  const path = join(folder, 'digits');
  const lookup = new keras.layers.StringLookup();
  await lookup.adapt(['a', 'b', 'b']);
  const model = new keras.Sequential([keras.Input([1], { dtype: 'string' }), lookup, new keras.layers.Dense(1)]);
  await expect(saveModel(model, `${path}.keras`, { zipped: false })).rejects.toThrow(/should not end in `.keras`/);
  await model.save(path, { zipped: false });
  expect((await readdir(path)).sort()).toEqual(['assets', 'config.json', 'metadata.json', 'model.weights.h5']);
  const same = await loadModel(path);
  expect(await ((await same.predict([['b']], { verbose: 0 })) as keras.Tensor).array()).toEqual(
    await ((await model.predict([['b']], { verbose: 0 })) as keras.Tensor).array(),
  );
  await expect(saveModel(model, path, { zipped: false, overwrite: false })).rejects.toThrow(/exists already/);
  await rm(join(path, 'model.weights.h5'));
  await expect(loadModel(path)).rejects.toThrow(/There is no model.weights.h5 in '.*digits'/);
  await rm(folder, { recursive: true });
});

test('what is no model is not saved', async () => {
  for (const model of [3, null, {}, () => 1] as never[]) {
    await expect(saveModel(model, 'model.keras')).rejects.toThrow(/no model that could be saved/);
    await expect(keras.saving.modelToBlob(model)).rejects.toMatchObject({ name: 'ValueError' });
  }
});
