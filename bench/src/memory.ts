import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('programs/fit-memory.ts', import.meta.url));

/** The most bytes that a process of its own holds while it trains a workload for two rounds. */
export function fitMemory(workload: string): number {
  const { stdout, status } = spawnSync(process.execPath, ['--import', 'tsx', program, workload], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The process that measures the memory of ${workload} failed.`);
  return Number(stdout);
}
