/** Milliseconds that this process has computed, on all threads: the clock also counts what others do on a busy machine. */
export function computed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds that this process computes while it does something. */
export function cpuTime(run: () => void): number {
  const before = computed();
  run();
  return computed() - before;
}
