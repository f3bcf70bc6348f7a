import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeArray, type EncodedArray, expectClose, goldenPath, loadModelGolden } from '@org/testing';
import { builtProgram, runProgram } from '@org/testing/program';

const program = join(__dirname, '../fixtures/named-layers.ts');

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
