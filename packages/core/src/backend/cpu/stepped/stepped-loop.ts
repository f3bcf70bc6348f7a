import { is, makerOf, type NodeOf } from '../../../graph/match.js';
import { bodiesOf, type Graph, leavesOf, topologicalOrder } from '../../../graph/node.js';
import { type LoopAttributes, loopPrimitive } from '../../../primitives/loop.js';
import { emptyArray, fromNumbers, type HostArray, toNumbers } from '../../../tensor/host-array.js';
import type { Tensor } from '../../../tensor/tensor.js';
import type { Part } from '../endings/ending.js';
import { kernelsFor } from '../endings/kernels.js';
import { type Update, updatesOf } from '../endings/updates.js';

/** Operations on elements in an iteration's updates from which on it pays to leave the runtime for them: with 3 million it is level. */
const WORTH = 4_000_000;

/** A loop, and the updates at the end of its body. */
export interface SteppedLoop {
  readonly node: NodeOf<LoopAttributes>;
  readonly updates: readonly Update[];
}

/** The only loop of a graph, if its body ends in large updates. */
export function steppedLoop({ outputs }: Graph): SteppedLoop | null {
  const [node, ...others] = topologicalOrder(outputs).filter(({ attributes }) => bodiesOf(attributes).length > 0);
  if (!node || others.length > 0 || !is(node, loopPrimitive) || node.attributes.condition) return null;
  const { body, carried } = node.attributes;
  if ([...body.inputs, ...body.outputs].some(({ dtype }) => isHalf(dtype))) return null;
  const updates = updatesOf(body).filter((update) => keepsPlace(update, body, carried));
  const work = updates.reduce((total, { size, nodes }) => total + size * nodes.length, 0);
  return work < WORTH ? null : { node, updates };
}

/** Half types do not pass the runtime's boundary. */
const isHalf = (dtype: string): boolean => dtype === 'float16' || dtype === 'bfloat16';

/** Whether each carried value that an update reads gives its place to what is carried on, and nothing else does. */
function keepsPlace({ arrays, results }: Update, { inputs, outputs }: Graph, carried: number): boolean {
  const state = inputs.slice(1, 1 + carried);
  const places = new Set(results.map(({ replaces }) => replaces));
  return (
    results.every(({ tensor, replaces }) => arrays.indexOf(state[outputs.indexOf(tensor)]!) === replaces) &&
    arrays.every((x, i) => !state.includes(x) || places.has(i))
  );
}

/** Does the iterations of a loop. */
export interface Iterations {
  /** From the inputs of the loop to its results. */
  run(inputs: readonly HostArray[]): Promise<HostArray[]>;
  release(): Promise<void>;
}

/**
 * Does the iterations of a loop one by one: the runtime finds gradients, and kernels of our own update what is carried, in place and in one
 * pass over memory, where the runtime takes one for each operation. Gradients are written to where the kernels read them, and weights are
 * read where the kernels write them.
 *
 * @returns null where there are no such kernels
 */
export async function iterationsOf(
  { node, updates }: SteppedLoop,
  make: (body: Graph) => Promise<Part>,
): Promise<Iterations | null> {
  const kernels = kernelsFor(updates);
  if (!kernels) return null;
  const { body, carried } = node.attributes;
  const state = body.inputs.slice(1, 1 + carried);
  const places = new Map(updates.flatMap((update) => inPlaces(update.arrays, kernels.places(update, 'arrays'))));
  const ends = new Map(
    updates.flatMap((update) =>
      inPlaces(
        update.results.map(({ tensor }) => tensor),
        kernels.places(update, 'results'),
      ),
    ),
  );
  /** Carried values that the runtime computes. */
  const others = body.outputs.flatMap((x, i) => (ends.has(x) || x === state[i] ? [] : [i]));
  const scalars = kernels.scalars.filter(isComputed);
  const computed = [...places.keys()].filter(isComputed);
  const outputs = [...others.map((i) => body.outputs[i]!), ...computed, ...scalars];
  const used = new Set(leavesOf(outputs));
  const inputs = body.inputs.filter((x) => used.has(x));
  const part = await make({ inputs, outputs });
  const carriedOn = new Set(others.map((i) => body.outputs[i]!));
  // What the runtime reads it does not write: each second iteration has the same arrays for what is carried on.
  const arrayFor = (x: Tensor): HostArray => (carriedOn.has(x) ? null : places.get(x)) ?? emptyArray(x);
  const written = [0, 1].map(() => new Map(outputs.map((x) => [x, arrayFor(x)])));
  const copied = computed.filter((x) => carriedOn.has(x));

  return {
    async run([count, ...given]) {
      const known = new Map(body.inputs.slice(1).map((x, i) => [x, given[i]!]));
      for (const [x, place] of places) {
        if (isComputed(x)) continue;
        (place.data as Float32Array).set((known.get(x) ?? x.host!).data as Float32Array);
        if (known.has(x)) known.set(x, place);
      }
      const steps = Number(count!.data[0]);
      for (let i = 0; i < steps; i++) {
        known.set(body.inputs[0]!, fromNumbers([i], 'int32', []));
        const results = written[i % 2]!;
        await part.run(
          inputs.map((x) => known.get(x)!),
          outputs.map((x) => results.get(x)!),
        );
        for (const x of copied) (places.get(x)!.data as Float32Array).set(results.get(x)!.data as Float32Array);
        kernels.run(kernels.scalars.map((x) => toNumbers(results.get(x) ?? known.get(x) ?? x.host!)[0]!));
        for (const k of others) known.set(state[k]!, results.get(body.outputs[k]!)!);
        body.outputs.forEach((x, k) => {
          if (ends.has(x)) known.set(state[k]!, ends.get(x)!);
        });
      }
      // The arrays are used again by the next run.
      return state.map((x) => copyOf(known.get(x)!));
    },
    release: () => part.release(),
  };
}

const inPlaces = (tensors: readonly Tensor[], places: readonly Float32Array[]): [Tensor, HostArray][] =>
  tensors.map(({ dtype, shape }, i) => [tensors[i]!, { dtype, shape, data: places[i]! }]);

/** Whether it is no input and no constant. */
const isComputed = (x: Tensor): boolean => makerOf(x) !== null;

const copyOf = (x: HostArray): HostArray => ({ ...x, data: x.data.slice() });
