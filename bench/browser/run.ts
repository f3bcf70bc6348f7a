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
import { type BrowserContext, chromium } from 'playwright-core';
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

/** Milliseconds that the processor has worked for the pages of this process and in place of their GPU, by thread, as Linux counts them. */
function cpuTimes(): ReadonlyMap<string, number> {
  if (process.platform !== 'linux') return new Map();
  const workers = new Set(
    descendants(process.pid).filter((pid) => /type=(renderer|gpu-process)/.test(textOf(`/proc/${pid}/cmdline`))),
  );
  const threads = [...workers].flatMap((pid) => listOf(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}`));
  return new Map(threads.map((thread) => [thread, Number(textOf(`${thread}/schedstat`).split(' ')[0] ?? 0) / 1e6]));
}

/** What was worked since then by threads that there are now: those of a page that was closed end at any time. */
const cpuTime = (since: ReadonlyMap<string, number> = new Map()): number =>
  [...cpuTimes()].reduce((sum, [thread, time]) => sum + time - (since.get(thread) ?? 0), 0);

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

/** Milliseconds that a page stays open after its answer, in which the browser stores what it has compiled. */
const STAY = 4000;

type Query = Readonly<Record<string, string | readonly string[]>>;

/** What the page answers for a query, and what the processor has worked for it. */
async function ask(context: BrowserContext, query: Query, stay = 0): Promise<{ answer: unknown; cpu: number }> {
  const before = cpuTimes();
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.exposeFunction('cpuTime', () => cpuTime());
  const words = new URLSearchParams(
    Object.entries(query).flatMap(([key, values]) => [values].flat().map((value) => [key, value])),
  );
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/?${words}`);
  const handle = await page.waitForFunction(() => (globalThis as { result?: string }).result, null, {
    timeout: 3_600_000,
  });
  const [answer, cpu] = [JSON.parse((await handle.jsonValue())!), Math.round(cpuTime(before))];
  await new Promise((resolve) => setTimeout(resolve, stay));
  await page.close();
  return { answer, cpu };
}

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const network = named.length > 0 ? named : ['mlp', 'cnn', 'vae', 'transformer'];
const device = flags.includes('--webgpu') ? 'webgpu' : 'wasm';
/** Without isolation from other pages, WebAssembly has one thread. */
const server = serve(folder, { isolated: !flags.includes('--one-thread'), cached: true }).listen(0);
const options = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    ...(device === 'webgpu' ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] : ['--disable-gpu']),
  ],
};
const browser = await chromium.launch(options);
/** Pages of one context share its files. Such a context keeps nothing that was compiled, as an ordinary profile does. */
const passing = await browser.newContext();
const profile = await chromium.launchPersistentContext(join(folder, 'profile'), options);
try {
  console.log(JSON.stringify((await ask(passing, { device, network })).answer, null, 2));
  for (const library of ['ours', 'TensorFlow.js', 'jax-js']) {
    const query = { device, network: network[0]!, library };
    await ask(profile, query, STAY);
    for (const [visit, context] of [
      ['whose program was never compiled', passing],
      ['that was visited before', profile],
    ] as const) {
      const times = [];
      for (let i = 0; i < 3; i++) times.push(await ask(context, query));
      console.log(
        `${network[0]} with ${library}, ms from the address of a page ${visit} to the end of an epoch (CPU): ` +
          times.map(({ answer, cpu }) => `${JSON.stringify(answer)} (${cpu})`).join(', '),
      );
    }
  }
} finally {
  await profile.close();
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
}
