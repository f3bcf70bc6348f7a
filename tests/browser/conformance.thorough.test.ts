/** The conformance suite by WebGPU in a browser, whose build of the runtime is another one than that of Node. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sourcePaths } from '@org/testing/program';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { copyRuntimes } from '../../examples/web/build.js';
import { serve } from '../../examples/web/serve.js';
import { executablePath, hasBrowser } from './chromium.js';

const inBrowser = hasBrowser ? test : test.skip;

const core = resolve(__dirname, '../../packages/core/src');
const primitives = readdirSync(join(core, 'primitives'), { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));

/** Leaves the names of the cases that went wrong, and why, in the page. */
const program = `
  ${primitives.map((file) => `import ${JSON.stringify(join(core, 'primitives', file))};`).join('\n')}
  import { primitives } from ${JSON.stringify(join(core, 'op.ts'))};
  import { casesOf, checkBackend } from ${JSON.stringify(join(core, 'testing/conformance.ts'))};
  const kinds = new Set();
  // One of each primitive and type: each makes a session, and all of them take minutes.
  const cases = [...primitives().values()].flatMap((primitive) => casesOf(primitive, true)).filter(({ name, inputs }) => {
    const kind = name.split('(')[0] + (inputs[0]?.dtype ?? '');
    return !kinds.has(kind) && kinds.add(kind);
  });
  const failures = [];
  for (const each of cases)
    await checkBackend(each, 'webgpu').catch((error) => failures.push(each.name + ': ' + String(error).slice(0, 300)));
  globalThis.result = { count: cases.length, failures };
`;

inBrowser(
  'every primitive computes what its evaluation gives',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
    writeFileSync(join(folder, 'program.ts'), program);
    await build({
      entryPoints: [join(folder, 'program.ts')],
      outdir: folder,
      bundle: true,
      splitting: true,
      format: 'esm',
      // Nothing names the primitives: they are wanted for being registered.
      ignoreAnnotations: true,
      tsconfigRaw: { compilerOptions: { paths: sourcePaths('browser') } },
    });
    copyRuntimes(folder);
    writeFileSync(join(folder, 'index.html'), '<script type="module" src="program.js"></script>');
    const server = serve(folder).listen(0);
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--disable-quic'],
    });
    try {
      const page = await browser.newPage();
      await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
      const handle = await page.waitForFunction(() => (globalThis as { result?: unknown }).result, null, {
        timeout: 1_000_000,
      });
      const { count, failures } = (await handle.jsonValue()) as { count: number; failures: string[] };
      expect(failures).toEqual([]);
      expect(count).toBeGreaterThan(800);
    } finally {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true });
    }
  },
  1_100_000,
);
