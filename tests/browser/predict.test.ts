/** A page that loads one `.keras` file of Python Keras and asks its model, in a real browser: what it answers, and what is in it. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeArray, type EncodedArray, expectClose, goldenPath, loadModelGolden } from '@org/testing';
import { sourcePaths } from '@org/testing/program';
import { build, type Metafile } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { serve } from '../../examples/web/serve.js';
import { executablePath, hasBrowser } from './chromium.js';

const inBrowser = hasBrowser ? it : it.skip;

const folder = mkdtempSync(join(tmpdir(), 'predict-page-'));
const golden = loadModelGolden('cnn_batchnorm') as { fit: { x: EncodedArray }; predict_trained: EncodedArray };
const images = decodeArray(golden.fit.x);

const layers = 'Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D, ReLU, Rescaling';
const program = `import { ${layers}, loadPredictor } from '@org/models/predict';
  const model = await loadPredictor(new URL('trained.keras', location.href), { layers: [${layers}] });
  const { data } = await model.predict({ data: ${JSON.stringify([...images.values])}, shape: ${JSON.stringify(images.shape)} });
  document.title = JSON.stringify([...data]);`;

let metafile: Metafile;
let server: Server;
let browser: Browser | undefined;

beforeAll(async () => {
  const runtime = 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm';
  copyFileSync(join(__dirname, '../..', runtime), join(folder, 'ort-wasm-simd-threaded.wasm'));
  copyFileSync(goldenPath('models/cnn_batchnorm/trained.keras'), join(folder, 'trained.keras'));
  writeFileSync(join(folder, 'page.ts'), program);
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="page.js"></script>');
  ({ metafile } = await build({
    entryPoints: [join(folder, 'page.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    metafile: true,
    nodePaths: [join(__dirname, '../../node_modules')],
    tsconfigRaw: { compilerOptions: { paths: sourcePaths('browser') } },
  }));
  server = serve(folder).listen(0);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  server.close();
  rmSync(folder, { recursive: true });
});

inBrowser(
  'answers as Python does, with a runtime that it asks for before it has the file',
  async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error));
    const runtime = page.waitForRequest(/\.wasm$/);
    await page.route('**/trained.keras', (route) => runtime.then(() => route.continue()));
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => document.title !== '');
    const answer = JSON.parse(await page.title()) as number[];
    expectClose(answer, decodeArray(golden.predict_trained).values, { rtol: 1e-4, atol: 1e-6 });
  },
  60_000,
);

inBrowser(
  'says what is missing where the runtime is not beside it',
  async () => {
    const page = await browser!.newPage();
    await page.route('**/*.wasm', (route) => route.fulfill({ status: 404 }));
    const failed = page.waitForEvent('pageerror');
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    const { name, message } = await failed;
    expect(name).toBe('RuntimeError');
    expect(message).toMatch(/ONNX Runtime cannot be loaded[\s\S]*ort-wasm-simd-threaded.wasm, beside the program/);
  },
  60_000,
);

it('has nothing of tensors, layers and training', () => {
  const kept = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const parts = kept.flatMap((file) => /packages\/([a-z]+\/src\/[a-z0-9-]+)/.exec(file)?.[1] ?? []);
  const others = ['backend', 'files', 'onnx', 'protobuf', 'python', 'tensor'].map((name) => `core/src/${name}`);
  expect([...new Set(parts)].sort()).toEqual(
    [
      ...others,
      ...['boundaries', 'context', 'dtype', 'errors', 'frames', 'predict', 'realm', 'shape'].map(
        (name) => `core/src/${name}`,
      ),
      'models/src/predict',
      'models/src/saving',
    ].sort(),
  );
});
