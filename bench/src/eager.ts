import { sessions } from '@org/core/internal';
import { tensor } from '@org/models';
import { median } from './timing.js';

/** Microseconds of one `await x.add(y).data()` on ten elements: the median over some thousand. */
export async function eagerLatency(): Promise<number> {
  const x = tensor(new Float32Array(10).fill(1));
  const y = tensor(new Float32Array(10).fill(2));
  const times: number[] = [];
  for (let i = 0; i < 6000; i++) {
    const before = performance.now();
    await x.add(y).data();
    if (i >= 1000) times.push(1000 * (performance.now() - before));
  }
  return median(times);
}

/** Inference sessions that the framework has made so far. */
export const sessionCount = (): number => sessions.created;
