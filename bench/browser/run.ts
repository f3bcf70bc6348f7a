/**
 * `npm run bench:browser -- [network...] [--one-thread] [--webgpu]`: steps of training in a page, beside TensorFlow.js and jax-js on
 * WebAssembly, or on WebGPU, for which a program takes the place of the card.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { copyRuntimes } from '../../examples/web/build.js';
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
copyRuntimes(folder);
const peer = join(here, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
for (const file of readdirSync(peer).filter((name) => name.endsWith('.wasm')))
  copyFileSync(join(peer, file), join(folder, file));
writeFileSync(join(folder, 'index.html'), '<script type="module" src="page.js"></script>');

/** Milliseconds that the processor has worked for the pages of this process and in place of their GPU, as Linux counts them; 0 elsewhere. */
function cpuTime(): number {
  if (process.platform !== 'linux') return 0;
  const workers = new Set(
    descendants(process.pid).filter((pid) => /type=(renderer|gpu-process)/.test(textOf(`/proc/${pid}/cmdline`))),
  );
  const threads = [...workers].flatMap((pid) => listOf(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}`));
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

/** What the page answers for a query. */
async function ask(query: Readonly<Record<string, string | readonly string[]>>): Promise<unknown> {
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.exposeFunction('cpuTime', cpuTime);
  const words = new URLSearchParams(
    Object.entries(query).flatMap(([key, values]) => [values].flat().map((value) => [key, value])),
  );
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/?${words}`);
  const handle = await page.waitForFunction(() => (globalThis as { result?: string }).result, null, {
    timeout: 3_600_000,
  });
  const answer = JSON.parse((await handle.jsonValue())!);
  await page.close();
  return answer;
}

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const network = named.length > 0 ? named : ['mlp', 'cnn', 'vae', 'transformer'];
const device = flags.includes('--webgpu') ? 'webgpu' : 'wasm';
/** Without isolation from other pages, WebAssembly has one thread. */
const server = serve(folder, { isolated: !flags.includes('--one-thread'), cached: true }).listen(0);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    ...(device === 'webgpu' ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] : ['--disable-gpu']),
  ],
});
/** Pages of one context share its cache. */
const context = await browser.newContext();
try {
  console.log(JSON.stringify(await ask({ device, network }), null, 2));
  // From an empty page, the programs in the browser's cache, to the end of the first epoch.
  for (const library of ['ours', 'TensorFlow.js', 'jax-js']) {
    const times = [];
    for (let i = 0; i < 3; i++) times.push(await ask({ device, network: network[0]!, library }));
    console.log(
      `${network[0]} with ${library}, ms from the page's address to the end of an epoch: ${times.map((each) => JSON.stringify(each)).join(', ')}`,
    );
  }
} finally {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
}
