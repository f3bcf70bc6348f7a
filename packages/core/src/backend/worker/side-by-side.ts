/** Runs of one model side by side, each on one thread: on that of the program, and on those of workers. */
import type { Part } from '../cpu/endings/ending.js';
import { type OnnxRuntime, threadsBeside } from '../onnx-runtime.js';
import { inWorkers } from './runtimes.js';

/**
 * @param own the runtime on the thread of the program, which waits while it runs
 * @param make the model in a runtime, for one thread
 * @param helpers the runtimes of as many workers
 */
export async function sideBySide(
  own: OnnxRuntime,
  make: (runtime: OnnxRuntime) => Promise<Part>,
  helpers: (count: number) => Promise<readonly OnnxRuntime[]> = inWorkers,
): Promise<Part> {
  const partIn = async (runtime: OnnxRuntime): Promise<Part> => {
    const part = await make(runtime);
    // Where a worker has ended, its runs are here.
    const run: Part['run'] = (inputs, into) =>
      part.run(inputs, into).catch((error) => (runtime.isGone ? first.run(inputs, into) : Promise.reject(error)));
    return { run, release: () => part.release() };
  };
  // Where there are no workers, or they have no runtime, all runs are here; and until they are ready, which takes as long as many runs.
  const others = helpers(threadsBeside(own) - 1)
    .then((runtimes) => Promise.all(runtimes.map(partIn)))
    .catch((): readonly Part[] => []);
  const first = await make(own);
  const parts = [first];
  /** How many runs each part has under way. */
  const underWay = [0];
  const waiting: (() => void)[] = [];
  const wake = (count: number) => {
    for (const begin of waiting.splice(0, count)) begin();
  };
  const beside = others.then((ready) => {
    parts.push(...ready);
    underWay.push(...ready.map(() => 0));
    wake(ready.length * IN_WORKER);
  });
  return {
    async run(inputs, into) {
      let place = placeFor(underWay);
      while (place < 0) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        place = placeFor(underWay);
      }
      underWay[place]! += 1;
      try {
        return await parts[place]!.run(inputs, into);
      } finally {
        underWay[place]! -= 1;
        wake(1);
      }
    },
    async release() {
      await beside;
      await Promise.all(parts.map((part) => part.release()));
    },
  };
}

/** Runs that a worker has at once: its next one is there when it has done one. */
const IN_WORKER = 2;

/**
 * Who has the next run: here if nothing else is under way, else the last of those with the fewest, since this thread waits while it runs, and
 * has other things to do besides; -1 where nobody has room.
 */
function placeFor(underWay: readonly number[]): number {
  if (underWay.every((runs) => runs === 0)) return 0;
  const fewest = Math.min(...underWay.map((runs, place) => (place === 0 && runs > 0 ? IN_WORKER : runs)));
  if (fewest >= IN_WORKER) return -1;
  return underWay.lastIndexOf(fewest);
}
