/** Milliseconds for one training step: of the clock, and of all threads of the process. */
export interface Timing {
  readonly wall: number;
  readonly cpu: number;
}

/** The medians of all rounds, and what each came to at least. */
export interface Timings extends Timing {
  readonly least: Timing;
}

/** Something that can be timed again and again, after a first round that does not count. */
export interface Contestant {
  readonly name: string;
  round(): Promise<Timing>;
  /** The most bytes that it held, where it is a process of its own. */
  peakMemory?(): number | undefined;
  close(): Promise<void>;
}

/** Times `steps` steps in this process. */
export async function timed(steps: number, run: () => Promise<unknown>): Promise<Timing> {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  await run();
  const wall = (performance.now() - before) / steps;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall, cpu: (user + system) / 1000 / steps };
}

/**
 * Rounds of all in turn, so that what else the machine does meets each of them alike; the median and the least of each.
 *
 * @param before rounds that do not count
 */
export async function compete(
  contestants: readonly Contestant[],
  rounds: number,
  before = 1,
): Promise<Map<string, Timings>> {
  const timings = new Map(contestants.map(({ name }) => [name, [] as Timing[]]));
  for (let round = 0; round < before; round++) for (const contestant of contestants) await contestant.round();
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) timings.get(contestant.name)!.push(await contestant.round());
  }
  return new Map(
    [...timings].map(([name, all]) => {
      const [wall, cpu] = [all.map((timing) => timing.wall), all.map((timing) => timing.cpu)];
      const least = { wall: Math.min(...wall), cpu: Math.min(...cpu) };
      return [name, { wall: median(wall), cpu: median(cpu), least }];
    }),
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle - 1)]! + sorted[Math.floor(middle)]!) / 2;
}
