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
  // Where there are no workers, or they have no runtime, all runs are here.
  const beside = others.catch((): readonly Part[] => []);
  const first = await make(own);
  let [underWay, last] = [0, 0];
  return {
    async run(inputs) {
      // A run that is alone is here. Of several the others have to have theirs before this thread begins its own, and waits.
      const turn = underWay === 0 ? 0 : (last + 1) % (count + 1);
      last = turn;
      underWay += 1;
      try {
        const part = turn === 0 ? first : ((await beside)[turn - 1] ?? first);
        return await part.run(inputs);
      } finally {
        underWay -= 1;
      }
    },
    async release() {
      await Promise.all([first, ...(await beside)].map((part) => part.release()));
    },
  };
}
