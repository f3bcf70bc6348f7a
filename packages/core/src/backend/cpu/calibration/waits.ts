import { buildModel, GraphBuilder } from '../../../onnx/graph-builder.js';
import type { HostArray } from '../../../tensor/host-array.js';
import type { OnnxRuntime } from '../../onnx-runtime.js';
import type { Clock } from './clock.js';
import type { Waits } from './decide.js';

/** Products of a run: each is worth a second thread, which has the time of what lies between two of them to sleep. */
const PRODUCTS = 4;
const SIZES = { rows: 128, columns: 256 } as const;
/** Runs of each kind, of which the median counts: what others do in between is no matter of how threads wait. */
const RUNS = { least: 3, most: 6 } as const;

/**
 * How long products take whose threads spin until the next one, and those whose threads sleep, in turn, on this machine as busy as it is now.
 *
 * @param end of the wall's clock, when nothing is begun any more
 * @returns null where there was no time for enough of them
 */
export async function measureWaits(runtime: OnnxRuntime, clock: Clock, end: number): Promise<Waits | null> {
  const { model, ...names } = productsModel();
  const inputs = [SIZES.rows, SIZES.columns].map((n): HostArray => {
    const shape = [n, SIZES.columns];
    return { dtype: 'float32', shape, data: new Float32Array(n * SIZES.columns) };
  });
  const open = (spins: boolean) => runtime.createSession(model, { ...names, parallel: true, spins });
  const sessions = await Promise.all([open(true), open(false)]);
  const times: [number[], number[]] = [[], []];
  try {
    // The first run makes the runtime get its memory.
    for (let i = 0; i <= RUNS.most; i++) {
      for (const kind of i % 2 === 0 ? [0, 1] : [1, 0]) {
        const begin = clock.wall();
        if (begin > end) break;
        await sessions[kind]!.run(inputs);
        if (i > 0) times[kind]!.push(clock.wall() - begin);
      }
    }
  } finally {
    await Promise.all(sessions.map((session) => session.release()));
  }
  if (times.some(({ length }) => length < RUNS.least)) return null;
  const [spinning, asleep] = times.map((own) => (1000 * median(own)) / PRODUCTS) as [number, number];
  return { spinning, asleep };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Products in a row, with an operation between two of them that is not worth a second thread. */
function productsModel(): { model: Uint8Array; inputNames: string[]; outputNames: string[] } {
  const graph = new GraphBuilder('products');
  const { rows, columns } = SIZES;
  const inputNames = [graph.input('x', 'float32', [rows, columns]), graph.input('w', 'float32', [columns, columns])];
  let [current, factor] = inputNames as [string, string];
  for (let i = 0; i < PRODUCTS; i++) {
    current = graph.op('Mul', [graph.op('MatMul', [current, factor]), graph.scalar(1 + i, 'float32')]);
  }
  const one = graph.op('Slice', [current, graph.ints([0]), graph.ints([1])]);
  const outputNames = [graph.output(one, 'float32', [1, columns])];
  return { model: buildModel(graph), inputNames, outputNames };
}
