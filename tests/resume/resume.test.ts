/**
 * Trainings that are killed at any moment, started again, and end with the bits of one that was not: weights, optimizer, states of random
 * numbers, order of the samples, logs. `KILLS=100 npx jest tests/resume` takes some minutes; here are a handful.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sampled, thorough } from '@org/testing';
import { builtProgram } from '@org/testing/program';

const KILLS = Number(process.env.KILLS ?? thorough(8, 5));
const folder = mkdtempSync(join(tmpdir(), 'resume-'));
let program: string;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  program = builtProgram(join(__dirname, 'program.ts'));
});

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

const forms = [
  ['epoch', 'arrays'],
  ['epoch', 'stream'],
  ['epoch', 'parts'],
  ['3', 'arrays'],
  ['4', 'parts'],
] as const;

test.each(sampled(forms, 4))(
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
