/** Milliseconds, from any beginning. */
export interface Clock {
  wall(): number;
  /** What the process has used of its processors: unlike the wall's, it does not go on while others have them. */
  cpu(): number;
}

/** The clock of this process; null where there is none for processors, as in a page. Windows counts in steps that are too long. */
export function processClock(): Clock | null {
  const { process } = globalThis;
  if (!process?.cpuUsage || process.platform === 'win32') return null;
  return {
    wall: () => performance.now(),
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
  };
}
