/** SavedModels in the packages as they are built: the tests of the layer run on the sources. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface Values {
  readonly shape: number[];
  readonly data: number[];
}

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly Values[];
  readonly outputs: Values | Readonly<Record<string, Values>>;
}

const root = resolve(__dirname, '..');
const fixtures = join(root, 'packages/core/src/saved-model/fixtures/saved-models.json.gz');
const cases = JSON.parse(gunzipSync(readFileSync(fixtures)).toString()) as Case[];

/** Prints the outputs of the SavedModel in the folder that it is given. */
const program = `
  import { layers, tensor } from '@org/models';
  const [folder, endpoint, inputs] = process.argv.slice(1);
  const layer = new layers.TFSMLayer(folder, endpoint);
  const outputs = layer(...JSON.parse(inputs).map(({ data, shape }) => tensor(data, shape, 'float32')));
  const y = endpoint === 'serve' ? outputs : outputs.output_0;
  console.log(JSON.stringify([...await y.data()].map(Number)));
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'saved-models-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(['dense', 'dense, as TensorFlow saves it', 'images'])('%s', (name) => {
  const { files, inputs, outputs } = cases.find((each) => each.name === name)!;
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.from(text, 'base64'));
  }
  const isSigned = 'output_0' in outputs;
  const endpoint = isSigned ? 'serving_default' : 'serve';
  const { data } = (isSigned ? outputs.output_0 : outputs) as Values;
  const args = ['--input-type=module', '--eval', program, join(folder, name), endpoint, JSON.stringify(inputs)];
  const printed = JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })) as number[];
  expect(printed).toHaveLength(data.length);
  printed.forEach((value, i) => {
    expect(value).toBeCloseTo(data[i]!, 5);
  });
});
