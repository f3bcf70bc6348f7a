import { readFileSync } from 'node:fs';

/**
 * The most bytes that this process held at a time. What `process.resourceUsage()` says counts the process that started it as well,
 * on Linux, where there is a file that tells it apart.
 */
export function peakMemory(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
