import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Dense as KerasDense } from '@org/layers';
import { decodeArray, type EncodedArray, expectClose, goldenPath, loadGolden, loadModelGolden } from '@org/testing';
import { builtProgram, runProgram } from '@org/testing/program';
import { loadNamed } from './load-named.js';

const program = join(__dirname, '../fixtures/named-layers.mts');

it('loads a file of Python in a program that has the layers which it names, and no other', async () => {
  const golden = loadModelGolden('cnn_batchnorm') as { fit: { x: EncodedArray }; predict_trained: EncodedArray };
  const { values, shape } = decodeArray(golden.fit.x);
  const given = [goldenPath('models/cnn_batchnorm/trained.keras'), [...values], shape];
  const [answer, losses, compiled] = JSON.parse(await runProgram(program, [JSON.stringify(given)]));
  expectClose(answer, decodeArray(golden.predict_trained).values, { rtol: 1e-4, atol: 1e-6 });
  // Batches have other statistics than those that the model has learnt: it is trained.
  expect(losses).toEqual([expect.any(Number)]);
  // The file names an optimizer as well.
  expect(compiled).toMatch(/^Could not locate class 'CosineDecay'.*a bundler has left it out: then import it/s);
  const text = readFileSync(builtProgram(program), 'utf8');
  const files = [
    'convolutional/conv2d',
    'convolutional/conv3d',
    'recurrent/lstm',
    'attention/multi-head-attention',
    'image/resizing',
  ];
  expect(files.filter((file) => text.includes(`// packages/layers/src/${file}.ts`))).toEqual([files[0]]);
}, 60_000);

it("does not take Keras's class for one of the user's of the same name", async () => {
  const { cases } = loadGolden<{ id: string; file: string }>('predict_files');
  const { file } = cases.find(({ id }) => id === 'layer_named_as_keras_does')!;
  const blob = new File([Buffer.from(file, 'hex')], 'model.keras');
  await expect(loadNamed(blob, { customObjects: { Dense: KerasDense } })).rejects.toThrow(
    "Could not locate class 'Dense'",
  );
  class Dense extends KerasDense {}
  expect((await loadNamed(blob, { customObjects: { Dense } })).layers.at(-1)).toBeInstanceOf(Dense);
});
