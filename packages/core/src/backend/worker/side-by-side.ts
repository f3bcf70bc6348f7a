/** Runs of one model side by side, each on one thread: on that of the program, and on those of workers. */
import type { HostArray } from '../../tensor/host-array.js';
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
  const count = threadsBeside(own) - 1;
  const partIn = async (runtime: OnnxRuntime): Promise<Part> => {
    const part = await make(runtime);
    // Where a worker has ended, its runs are here.
    const here = (inputs: readonly HostArray[]) => (error: unknown) =>
      runtime.isGone ? first.run(inputs) : Promise.reject(error);
    return { run: (inputs) => part.run(inputs).catch(here(inputs)), release: () => part.release() };
  };
  const others = helpers(count).then((runtimes) => Promise.all(runtimes.map(partIn)));
  // Where there are no workers, or they have no runtime, all runs are here; and as long as they are not ready, which takes as long as many runs.
  let ready: readonly Part[] = [];
  const beside = others.then(
    (parts) => {
      ready = parts;
    },
    () => undefined,
  );
  const first = await make(own);
  /** How many runs each has under way, the one here first. */
  const underWay = new Array<number>(count + 1).fill(0);
  return {
    async run(inputs) {
      // A run that is alone is here. Of several the others have to have theirs before this thread begins its own, and waits.
      const isAlone = underWay.every((runs) => runs === 0);
      const place = isAlone ? 0 : leastBusy(underWay.slice(0, ready.length + 1));
      underWay[place]! += 1;
      try {
        return await (ready[place - 1] ?? first).run(inputs);
      } finally {
        underWay[place]! -= 1;
      }
    },
    async release() {
      await beside;
      await Promise.all([first, ...ready].map((part) => part.release()));
    },
  };
}

/** The last of those with the fewest runs: this thread has other things to do besides. */
const leastBusy = (runs: readonly number[]): number => runs.lastIndexOf(Math.min(...runs));
