/** The explainers on models of users, as it stands among the examples. */
import { join } from 'node:path';
import { runProgram } from '@org/testing/program';

const program = join(__dirname, '../examples/src/lfxai-any-model.ts');

it('every explainer takes the Keras and the ONNX file of a user', async () => {
  const [, ofKeras, ofOnnx] = (await runProgram(program)).split(/\n\.(?:keras|onnx)\n/);
  const found = (text: string) =>
    [...text.matchAll(/^ {2}(\S+) +\[([\d,]+)\]$/gm)].map(([, name, shape]) => [name, shape]);
  const byFeatures = found(ofKeras!).slice(0, 18);
  expect(byFeatures.map(([, shape]) => shape)).toEqual(new Array(18).fill('6,8,8,1'));
  const byExamples = ['NearestNeighbours', 'SimplEx', 'TracIn', 'InfluenceFunctions'];
  expect(found(ofKeras!).slice(18)).toEqual(byExamples.map((name) => [name, '2,4']));
  expect(found(ofOnnx!)).toEqual(found(ofKeras!));
});
