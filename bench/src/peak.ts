/** What the processor could do at most by its registers and its clock, whatever runs on it. */
import { config } from '@org/models';

export interface Peak {
  readonly gigahertz: number;
  /** Additions and multiplications of float32 in a cycle, by one core. */
  readonly perCycle: number;
}

const [CHAIN, ITERATIONS, ROUNDS] = [16, 400_000, 30];

/** Each operation takes one cycle and waits for the one before it. */
function chain(): number {
  let x = 1;
  for (let i = 0; i < ITERATIONS; i++) {
    x = ((x ^ i) + 1) | 0;
    x = ((x ^ i) + 3) | 0;
    x = ((x ^ i) + 5) | 0;
    x = ((x ^ i) + 7) | 0;
    x = ((x ^ i) + 9) | 0;
    x = ((x ^ i) + 11) | 0;
    x = ((x ^ i) + 13) | 0;
    x = ((x ^ i) + 15) | 0;
  }
  return x;
}

/**
 * Two units that multiply and add take a register each in a cycle, as cores of x64 have them with registers of 8 numbers and most with 16.
 *
 * @returns null where it is not known how many numbers a register has
 */
export async function peak(): Promise<Peak | null> {
  const { is: channelBlock } = (await config.calibration()).channelBlock;
  if (channelBlock === 0) return null;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    chain();
    least = Math.min(least, performance.now() - begin);
  }
  return { gigahertz: (CHAIN * ITERATIONS) / least / 1e6, perCycle: 2 * 2 * channelBlock };
}

/** As a line to print. */
export function peakText(found: Peak | null, cores: number): string {
  if (!found) return 'The peak of the processor is not known.';
  const { gigahertz, perCycle } = found;
  const alone = gigahertz * perCycle;
  const clock = `${gigahertz.toFixed(2)} GHz with ${perCycle} operations a cycle`;
  return `At most, by ${clock}: ${alone.toFixed(0)} GFLOP/s of a core, ${(cores * alone).toFixed(0)} of all.`;
}
