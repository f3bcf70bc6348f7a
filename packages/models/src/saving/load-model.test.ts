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

test('a model is one file', async () => {
  const model = new keras.Sequential([keras.Input([1]), new keras.layers.Dense(1)]);
  await expect(saveModel(model, 'model.keras', { zipped: false } as object)).rejects.toMatchObject({
    name: 'NotImplementedError',
  });
});

test('what is no model is not saved', async () => {
  for (const model of [3, null, {}, () => 1] as never[]) {
    await expect(saveModel(model, 'model.keras')).rejects.toThrow(/no model that could be saved/);
    await expect(keras.saving.modelToBlob(model)).rejects.toMatchObject({ name: 'ValueError' });
  }
});
