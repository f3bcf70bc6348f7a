/** `npm run bench:browser`: steps of training in a page, beside TensorFlow.js and jax-js on WebAssembly. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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
const server = serve(folder).listen(0);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  const handle = await page.waitForFunction(() => (globalThis as { result?: string }).result, null, {
    timeout: 600_000,
  });
  console.log(JSON.stringify(JSON.parse((await handle.jsonValue())!), null, 2));
} finally {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
}
