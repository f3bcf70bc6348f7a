/** Files with recurrent layers: made by Python (fixtures/make_recurrent.py), which reads ours as well (`check`). */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import * as keras from '../index.js';

const fixture = (name: string) => readFile(join(__dirname, 'fixtures', name));
const x = tensor(
  Float32Array.from({ length: 48 }, (_, i) => (i < 36 ? Math.sin(i) : 0)),
  [2, 6, 4],
);

it('a model of recurrent layers is read as Python wrote it, and as it is written here', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'recurrent-'));
  try {
    const [theirs, ours] = [join(folder, 'theirs.keras'), join(folder, 'ours.keras')];
    await writeFile(theirs, gunzipSync(await fixture('recurrent.keras.gz')));
    const expected = JSON.parse((await fixture('recurrent.json')).toString('utf8')) as number[][];
    const model = (await keras.models.loadModel(theirs)) as keras.Model;
    await model.save(ours);
    for (const each of [model, (await keras.models.loadModel(ours)) as keras.Model]) {
      for (const [i, output] of each<Tensor[]>(x).entries()) {
        expectClose(await output.data(), expected[i]!, { rtol: 1e-5, atol: 1e-6, label: `output ${i}` });
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
