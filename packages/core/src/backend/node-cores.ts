/** How many cores a process of Node may use. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

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

/**
 * How many threads share an operation; undefined where the runtime is to decide. Two threads of one core gain nothing at products, so on
 * Linux they are as many as there are cores that may be used. The runtime, left alone, takes that number too, but ties each of its threads to
 * a processor of its own and not the caller's, which then may sit on one of those: the two take turns, and nothing runs in parallel.
 */
export function sharingThreads(
  cores = allowedCores(),
  processors = cpus().length,
  read: Read = readText,
): number | undefined {
  const siblings = Array.from({ length: processors }, (_, i) =>
    read(`/sys/devices/system/cpu/cpu${i}/topology/thread_siblings_list`),
  );
  if (!siblings.includes(null)) return Math.min(cores, new Set(siblings).size);
  return cores < processors ? cores : undefined;
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
