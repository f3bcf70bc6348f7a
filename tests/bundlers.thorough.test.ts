/**
 * A page built from the packages as they are published, in each of the ways that users build pages, and opened in a browser.
 * tests/bundlers is the project of such a user, with bundlers that the repository does not install.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as keras from '@org/models';
import { type Browser, chromium } from 'playwright-core';
import { type ServeOptions, serve } from '../examples/web/serve.js';
import { executablePath, hasBrowser } from './browser/chromium.js';

const root = resolve(__dirname, '..');
const project = join(__dirname, 'bundlers');
const inBrowser = hasBrowser ? describe : describe.skip;

const folder = mkdtempSync(join(tmpdir(), 'bundlers-'));
const builds = ['plain', 'esbuild', 'vite', 'webpack', 'next'];
const servers: Server[] = [];
let browser: Browser;

async function run(command: string, args: string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd }).catch((error: Error & { stdout: string }) => {
    throw new Error(`${error.message}\n${error.stdout}`);
  });
  return stdout;
}

beforeAll(async () => {
  await run('npm', ['run', 'build', '--silent'], root);
  cpSync(project, folder, { recursive: true });
  const docs = readFileSync(join(root, 'docs/browser.md'), 'utf8');
  writeFileSync(join(folder, 'import-map.json'), /```json\n([^`]*"imports"[^`]*)```/.exec(docs)![1]!);
  const workspaces = ['core', 'layers', 'models'].flatMap((name) => ['-w', `packages/${name}`]);
  await run('npm', ['pack', '--silent', '--pack-destination', folder, ...workspaces], root);
  const quietly = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['ci', ...quietly], folder);
  const packed = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  const versions = ['onnxruntime-web', 'esbuild'].map((name) => `${name}@${versionOf(name)}`);
  await run(
    'npm',
    ['install', '--no-save', '--no-package-lock', ...quietly, ...packed.map((file) => `./${file}`), ...versions],
    folder,
  );
  const model = new keras.Sequential([keras.Input([2]), new keras.layers.Dense(1)]);
  model.setWeights([keras.tensor([[2], [-1]]), keras.tensor([1])]);
  await model.save(join(folder, 'trained.keras'));
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}, 600_000);

afterAll(async () => {
  await browser?.close();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

interface Result {
  readonly losses: readonly (readonly number[])[];
  readonly evaluated: number;
  readonly trained: readonly number[];
  readonly loaded: readonly number[];
  readonly downloaded: readonly number[];
  readonly progress: readonly [number, number];
}

/** What the page computes, how many workers the runtime has, and what went wrong. */
async function open(name: string, options: ServeOptions): Promise<{ result: Result; workers: number }> {
  const built = join(folder, 'out', name);
  cpSync(join(folder, 'trained.keras'), join(built, 'trained.keras'));
  const server = serve(built, options).listen(0);
  servers.push(server);
  const page = await (await browser.newContext()).newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  const handle = await page.waitForFunction(() => (globalThis as { result?: string }).result, null, {
    timeout: 100_000,
  });
  const result = JSON.parse((await handle.jsonValue())!);
  expect(errors).toEqual([]);
  const workers = page.workers().length;
  await page.context().close();
  return { result, workers };
}

/** The page's own training, in plain arithmetic: five epochs of two batches of four, by steps against the gradient of the mean square. */
function expected(): { losses: number[]; evaluated: number; predicted: number[] } {
  const x = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 0],
    [0, 2],
    [2, 1],
    [1, 2],
  ] as const;
  const target = ([a, b]: readonly [number, number]) => 2 * a - b + 1;
  const weights = [0, 0, 0] as [number, number, number];
  const predict = ([a, b]: readonly [number, number]) => weights[0] * a + weights[1] * b + weights[2];
  const square = (rows: readonly (readonly [number, number])[]) =>
    rows.reduce((sum, row) => sum + (predict(row) - target(row)) ** 2, 0) / rows.length;
  const losses = Array.from({ length: 5 }, () => {
    const batches = [x.slice(0, 4), x.slice(4)].map((rows) => {
      const loss = square(rows);
      const gradient = [0, 0, 0];
      for (const row of rows) {
        const slope = (2 / rows.length) * (predict(row) - target(row));
        [row[0], row[1], 1].forEach((value, i) => {
          gradient[i]! += slope * value;
        });
      }
      gradient.forEach((value, i) => {
        weights[i]! -= 0.1 * value;
      });
      return loss;
    });
    return (batches[0]! + batches[1]!) / 2;
  });
  return { losses, evaluated: square(x), predicted: x.map(predict) };
}

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 4));

inBrowser.each(builds)('a page built with %s', (name) => {
  beforeAll(() => run(process.execPath, [`build/${name}.mjs`], folder), 200_000);

  it.each([
    ['with threads, isolated from others', true],
    ['without threads, as any page is', false],
  ])(
    'trains, evaluates, saves, loads and predicts %s',
    async (_, isolated) => {
      const { result, workers } = await open(name, { isolated });
      const { losses, evaluated, predicted } = expected();
      expect(result).toEqual({
        losses: [close(losses), close(losses)],
        evaluated: expect.closeTo(evaluated, 4),
        trained: close(predicted),
        loaded: close(predicted),
        downloaded: close([1, 0, 3, 2, 5, -1, 4, 1]),
        progress: [expect.any(Number), expect.any(Number)],
      });
      expect(result.progress[0]).toBe(result.progress[1]);
      expect(workers > 0).toBe(isolated);
    },
    120_000,
  );
});

const runtimes: readonly (readonly [string, string, string[]])[] = [
  ['Deno', '@deno/linux-x64-glibc/deno', ['run', '-A', '--node-modules-dir=manual']],
  ['Bun', '@oven/bun-linux-x64/bin/bun', ['run']],
];
const inRuntime = process.platform === 'linux' && process.arch === 'x64' ? test : test.skip;
// y = a - 2b + 3c + d / 2 + 1
inRuntime.each(runtimes)('%s runs the same packages', async (_, binary, args) => {
  expect(await run(join(folder, 'node_modules', binary), [...args, 'program.mjs'], folder)).toBe('3.500\n');
});
