/** How many cores a process of Node may use. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Where Linux says how much processor time a container gets: microseconds of all cores, for each period of so many. */
const QUOTAS = [
  ['/sys/fs/cgroup/cpu.max'],
  ['/sys/fs/cgroup/cpu/cpu.cfs_quota_us', '/sys/fs/cgroup/cpu/cpu.cfs_period_us'],
];

/** The text of a file; null where there is none. */
type Read = (path: string) => string | null;

/**
 * Those that its mask allows, and no more than its container has time for. The runtime looks at the machine alone: with a thread for each
 * of its cores, a container that has two of sixty-four would spend its time on waking them.
 */
export function allowedCores(cores = availableParallelism(), read: Read = readText): number {
  return Math.max(1, Math.min(cores, Math.floor(quota(read))));
}

function quota(read: Read): number {
  for (const paths of QUOTAS) {
    const texts = paths.map(read);
    if (texts.includes(null)) continue;
    const [time, period] = texts.join(' ').trim().split(/\s+/).map(Number);
    // 'max', and -1 in the older form: no limit.
    if (time! > 0 && period! > 0) return time! / period!;
  }
  return Number.POSITIVE_INFINITY;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
