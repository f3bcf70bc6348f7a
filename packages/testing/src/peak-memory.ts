import { readFileSync } from 'node:fs';

/**
 * The most bytes that this process held at a time. What `process.resourceUsage()` says counts the process that started it as well,
 * on Linux, where there is a file that tells it apart.
 */
export const peakMemory = (): number => peakMemoryOf('self') ?? process.resourceUsage().maxRSS * 1024;

/** The most bytes that a running process held at a time; undefined where no file of the system tells it. */
export function peakMemoryOf(pid: number | 'self'): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
    return Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
