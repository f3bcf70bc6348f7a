/**
 * `npm run fuzz -- [seconds] [seed]`: loads damaged and hostile files in child processes, and fails when one of them crashes, hangs,
 * takes more memory than it may, half assigns weights, or says something else than an error of the framework. The files are kept.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Report } from './worker.js';

const SECONDS_A_FILE = 10;
const MAX_RSS = 2e9;
const CHILDREN = 2;

const [seconds = 60, seed = 1] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
const end = Date.now() + 1000 * seconds;
const counts = { files: 0, loaded: 0, refused: 0, violations: 0 };
const seen = new Set<string>();

/** The memory of a process; 0 where the system does not tell. */
async function rssOf({ pid }: ChildProcess): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(statm.split(' ')[1] ?? 0) * 4096;
}

/** Seconds that a process has computed, which a busy machine does not stretch; null where the system does not tell. */
async function secondsOf({ pid }: ChildProcess): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14);
  return user === undefined ? null : (Number(user) + Number(system)) / 100;
}

/** Keeps the file, and prints what happened unless the same has been seen. */
async function note({ path, seedName }: Report, violation: string): Promise<void> {
  counts.violations++;
  const kind = violation.replace(/\d+/g, 'N').slice(0, 400);
  if (seen.has(kind)) return rm(path, { force: true });
  seen.add(kind);
  const kept = join(folder, `found-${basename(path)}`);
  await rename(path, kept).catch(() => undefined);
  console.log(`${kept} (from ${seedName})\n  ${violation.slice(0, 1500)}\n`);
}

/** Runs children one after the other, each from where the last one ended. */
async function run(first: number): Promise<void> {
  for (let next = first; Date.now() < end; ) {
    const child = fork(join(import.meta.dirname, 'worker.ts'), [String(next), await mkdtemp(join(folder, 'child-'))], {
      execArgv: [...process.execArgv, '--expose-gc', '--max-old-space-size=1024'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let current: Report | null = null;
    let begun = 0;
    let computed: number | null = null;
    let stopped: string | null = null;
    let words = '';
    const work: Promise<void>[] = [];
    child.stderr!.on('data', (data: Buffer) => {
      words = (words + String(data)).slice(-2000);
    });
    child.on('message', (report: Report) => {
      if (report.type === 'begun') {
        [current, begun, computed] = [report, Date.now(), null];
        next = 1 + Number(/case-(\d+)/.exec(report.path)![1]);
        return;
      }
      current = null;
      counts.files++;
      counts[report.loaded ? 'loaded' : 'refused']++;
      work.push(report.violation ? note(report, report.violation) : rm(report.path, { force: true }));
    });
    const hangs = async (): Promise<boolean> => {
      const now = await secondsOf(child);
      computed ??= now;
      const waited = (Date.now() - begun) / 1000;
      return now === null || waited > 10 * SECONDS_A_FILE ? waited > SECONDS_A_FILE : now - computed! > SECONDS_A_FILE;
    };
    const watch = setInterval(async () => {
      if (Date.now() > end && !current) stopped = '';
      else if (current && (await hangs())) stopped = `no end within ${SECONDS_A_FILE} s`;
      else if ((await rssOf(child)) > MAX_RSS) stopped = `more than ${MAX_RSS / 1e6} MB`;
      if (stopped !== null) child.kill('SIGKILL');
    }, 200);
    const [code, signal] = await new Promise<[number | null, string | null]>((done) => {
      child.once('exit', (...how) => done(how));
    });
    clearInterval(watch);
    if (stopped === null && !current && code !== 0) throw new Error(`A child ended between files: ${words}`);
    if (current && stopped !== '') await note(current, stopped ?? `the process ended by ${signal ?? code}: ${words}`);
    await Promise.all(work);
  }
}

await Promise.all(Array.from({ length: CHILDREN }, (_, i) => run(seed * 1_000_000 + i * 500_000)));
if (counts.violations === 0) await rm(folder, { recursive: true });
console.log(
  `${counts.files} files: ${counts.loaded} loaded, ${counts.refused} refused, ${counts.violations} wrong (seed ${seed})`,
);
process.exitCode = counts.violations > 0 ? 1 : 0;
