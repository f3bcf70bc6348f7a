/** Milliseconds for one training step: of the clock, and of all threads of the process. */
export interface Timing {
  readonly wall: number;
  readonly cpu: number;
}

/** Something that can be timed again and again, after a first round that does not count. */
export interface Contestant {
  readonly name: string;
  round(): Promise<Timing>;
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
 * Rounds of all in turn, so that what else the machine does meets each of them alike; the median of each.
 *
 * @param before rounds that do not count
 */
export async function compete(
  contestants: readonly Contestant[],
  rounds: number,
  before = 1,
): Promise<Map<string, Timing>> {
  const timings = new Map(contestants.map(({ name }) => [name, [] as Timing[]]));
  for (let round = 0; round < before; round++) for (const contestant of contestants) await contestant.round();
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) timings.get(contestant.name)!.push(await contestant.round());
  }
  return new Map(
    [...timings].map(([name, all]) => [
      name,
      { wall: median(all.map(({ wall }) => wall)), cpu: median(all.map(({ cpu }) => cpu)) },
    ]),
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle - 1)]! + sorted[Math.floor(middle)]!) / 2;
}
