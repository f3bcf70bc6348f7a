/** `npm run bench:browser -- [network...] [--one-thread]`: steps of training in a page, beside TensorFlow.js and jax-js on WebAssembly. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { serve } from '../../examples/web/serve.js';

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
if (!existsSync(join(here, 'node_modules'))) {
  execFileSync('npm', ['ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here });
}
await build({
  entryPoints: [join(here, 'page.ts')],
  outdir: folder,
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  logLevel: 'error',
});
const runtime = 'ort-wasm-simd-threaded.wasm';
copyFileSync(join(here, '../../node_modules/onnxruntime-web/dist', runtime), join(folder, runtime));
const peer = join(here, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
for (const file of readdirSync(peer).filter((name) => name.endsWith('.wasm')))
  copyFileSync(join(peer, file), join(folder, file));
writeFileSync(join(folder, 'index.html'), '<script type="module" src="page.js"></script>');

/** Milliseconds that the processor has worked for the pages of this process, as Linux counts them; 0 elsewhere. */
function cpuTime(): number {
  if (process.platform !== 'linux') return 0;
  const renderers = new Set(
    descendants(process.pid).filter((pid) => textOf(`/proc/${pid}/cmdline`).includes('renderer')),
  );
  const threads = [...renderers].flatMap((pid) => listOf(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}`));
  return threads.reduce((sum, thread) => sum + Number(textOf(`${thread}/schedstat`).split(' ')[0] ?? 0) / 1e6, 0);
}

function descendants(pid: number): number[] {
  const own = listOf(`/proc/${pid}/task`).flatMap((id) => textOf(`/proc/${pid}/task/${id}/children`).split(' '));
  return own.filter(Boolean).flatMap((child) => [Number(child), ...descendants(Number(child))]);
}

/** Processes may end meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function listOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** Without isolation from other pages, WebAssembly has one thread. */
const isolated = !process.argv.includes('--one-thread');
const server = serve(folder, { isolated }).listen(0);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.exposeFunction('cpuTime', cpuTime);
  const query = process.argv
    .slice(2)
    .filter((name) => !name.startsWith('--'))
    .map((name) => `network=${name}`);
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/?${query.join('&')}`);
  const handle = await page.waitForFunction(() => (globalThis as { result?: string }).result, null, {
    timeout: 600_000,
  });
  console.log(JSON.stringify(JSON.parse((await handle.jsonValue())!), null, 2));
} finally {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
}
