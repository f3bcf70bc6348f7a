import { buildModel, GraphBuilder } from '../../../onnx/graph-builder.js';
import type { OnnxRuntime } from '../../onnx-runtime.js';
import type { Clock } from './clock.js';
import type { Measurements, PassTime } from './decide.js';

/** Wall milliseconds after which nothing is begun, nor before, if it would end later. */
export const BUDGET = 40;

/** Operations of a run, of which two only write. */
const PASSES = 8;
/** Bytes of the two arrays that they go through, for each of their elements. */
const BYTES = 8;

interface Step {
  readonly elements: number;
  /** Of which the fastest counts. */
  readonly runs: number;
}

/** So few that a run of them is as good as one of none. */
const NONE: Step = { elements: 16, runs: 20 };
/**
 * From what the nearest cache of a core holds to what many cores have no room for. After two that tell how fast the machine is, the largest comes
 * first: to get memory takes longer than to go through it, and the others find it there.
 */
const STEPS: readonly Step[] = [
  { elements: 2 ** 15, runs: 3 },
  { elements: 2 ** 17, runs: 2 },
  { elements: 2 ** 20, runs: 2 },
  { elements: 2 ** 19, runs: 2 },
];

/**
 * How long nodes and elements take on this machine, on one thread of the runtime. It takes some {@link BUDGET} milliseconds at most.
 *
 * @returns null where that is not enough, as on a machine that is busy with something else
 */
export async function measure(runtime: OnnxRuntime, clock: Clock): Promise<Measurements | null> {
  const end = clock.wall() + BUDGET;
  const { model, ...names } = passesModel();
  const session = await runtime.createSession(model, { ...names, parallel: false, open: true });
  const run = (elements: number): Promise<unknown> =>
    session.run([{ dtype: 'int64', shape: [1], data: BigInt64Array.of(BigInt(elements)) }]);
  /** Wall milliseconds of the slowest run for each of its elements. */
  let pace = 0;

  /** Processor milliseconds of a run; null where there is no time for it. */
  async function time({ elements, runs }: Step): Promise<number | null> {
    let fastest = Number.POSITIVE_INFINITY;
    // The first run makes the runtime get its memory.
    for (let i = 0; i <= runs; i++) {
      const [wall, cpu] = [clock.wall(), clock.cpu()];
      if (wall + pace * elements > end) return null;
      await run(elements);
      const elapsed = clock.wall() - wall;
      if (i > 0) fastest = Math.min(fastest, elapsed, clock.cpu() - cpu);
      if (elements > NONE.elements) pace = Math.max(pace, elapsed / elements);
    }
    return fastest;
  }

  try {
    const none = await time(NONE);
    const passes: PassTime[] = [];
    for (const step of STEPS) {
      const milliseconds = none === null ? null : await time(step);
      if (milliseconds === null) return null;
      const nanoseconds = (1e6 * Math.max(milliseconds - none!, 0)) / (PASSES * step.elements);
      passes.push({ bytes: BYTES * step.elements, nanoseconds });
    }
    passes.sort((a, b) => a.bytes - b.bytes);
    return { nodeNanoseconds: (1e6 * none!) / PASSES, passes };
  } finally {
    await session.release();
  }
}

/** Operations on two arrays of so many elements, which the model makes itself and keeps to itself. */
function passesModel(): { model: Uint8Array; inputNames: string[]; outputNames: string[] } {
  const graph = new GraphBuilder('passes');
  const inputNames = [graph.input('elements', 'int64', [1])];
  const arrays = [1, 0.5].map((value) => graph.op('Expand', [graph.scalar(value, 'float32'), 'elements']));
  let [current, other] = arrays as [string, string];
  for (let i = arrays.length; i < PASSES; i++) current = graph.op(i % 2 === 0 ? 'Mul' : 'Sub', [current, other]);
  const one = graph.op('Slice', [current, graph.ints([0]), graph.ints([1])]);
  const outputNames = [graph.output(one, 'float32', [1])];
  return { model: buildModel(graph), inputNames, outputNames };
}
