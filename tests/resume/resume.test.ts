/**
 * Trainings that are killed at any moment, started again, and end with the bits of one that was not: weights, optimizer, states of random
 * numbers, order of the samples, logs. `KILLS=100 npx jest tests/resume` takes some minutes; here are a handful.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { thorough } from '@org/testing';
import { build } from 'esbuild';

const root = join(__dirname, '../..');
const KILLS = Number(process.env.KILLS ?? thorough(8, 5));
const cache = join(root, 'node_modules/.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'resume-'));
const program = join(folder, 'program.mjs');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  await build({
    entryPoints: [join(__dirname, 'program.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    external: ['onnxruntime-node'],
    alias: Object.fromEntries([
      ...['core', 'layers', 'models'].flatMap((name) => [
        [`@org/${name}/internal`, join(root, `packages/${name}/src/internal.ts`)],
        [`@org/${name}`, join(root, `packages/${name}/src/index.ts`)],
      ]),
      ['#ort', join(root, 'packages/core/src/backend/ort-node.ts')],
    ]),
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}, 60_000);

interface Result {
  readonly state: string;
  readonly next: number;
  readonly logs: Readonly<Record<string, unknown>>;
}

/** Runs the program, and kills it `delay` milliseconds after training began. null: it was killed. */
async function run(args: readonly string[], delay: number | null): Promise<{ result: Result | null; time: number }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  let began = 0;
  let result: Result | null = null;
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => {
    if (line !== 'begins') result = JSON.parse(line) as Result;
    else {
      began = performance.now();
      if (delay !== null) setTimeout(() => child.kill('SIGKILL'), delay);
    }
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`The program ended with ${code}: ${said}`);
  return { result, time: performance.now() - began };
}

test.each([
  ['epoch', 'arrays'],
  ['epoch', 'stream'],
  ['epoch', 'parts'],
  ['3', 'arrays'],
  ['4', 'parts'],
])(
  'a backup every %s, data in %s',
  async (saveFreq, form) => {
    const backup = join(folder, `backup-${saveFreq}-${form}`);
    const { result: whole, time } = await run([join(folder, 'none'), saveFreq, form], null);
    expect(Object.keys(whole!.logs)).toHaveLength(6);
    let kills = Math.ceil(KILLS / 5);
    let seen: Record<string, unknown> = {};
    for (;;) {
      const { result } = await run([backup, saveFreq, form], kills-- > 0 ? Math.random() * time : null);
      if (!result) continue;
      seen = result.logs as Record<string, unknown>;
      expect({ ...result, logs: null }).toEqual({ ...whole, logs: null });
      // An epoch has the same logs wherever it was begun.
      for (const [epoch, logs] of Object.entries(seen)) expect([epoch, logs]).toEqual([epoch, whole!.logs[epoch]]);
      if (kills <= 0) break;
    }
    expect(readdirSync(folder).filter((name) => name.startsWith('backup'))).toEqual([]);
  },
  KILLS * 60_000,
);
