import { is, makerOf, type NodeOf } from '../../../graph/match.js';
import { bodiesOf, type Graph, leavesOf, type Node, topologicalOrder } from '../../../graph/node.js';
import { makesWords } from '../../../graph/work.js';
import { type LoopAttributes, loopPrimitive } from '../../../primitives/loop.js';
import { emptyArray, fromNumbers, type HostArray } from '../../../tensor/host-array.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { HostValue, type Value } from '../../../tensor/value.js';
import { inOneStage } from '../../backend.js';
import { hasKernel } from '../drawing.js';
import type { Part } from '../endings/ending.js';
import { kernelsFor, othersOf, type Side } from '../endings/kernels.js';
import { lookupsIn, type OwnKernels } from '../endings/lookups.js';
import { ResidentValue, Slot } from '../endings/resident-value.js';
import { type Update, updatesOf, workOf } from '../endings/updates.js';
import { lastNumbers } from './last-numbers.js';
import type { Draw } from './steps.js';

/** Operations on elements in an iteration's updates from which on it pays to leave the runtime for them: with 3 million it is level. */
const WORTH = 4_000_000;

/** Random words of an iteration from which on a kernel pays that draws them before it: the runtime takes some 30 ns for one of threefry. */
const MANY_WORDS = 2 ** 14;

/** A loop, and the updates at the end of its body. */
export interface SteppedLoop {
  readonly node: NodeOf<LoopAttributes>;
  readonly updates: readonly Update[];
}

/** The only loop of a graph, if its body ends in large updates, or in small ones and draws many random numbers. */
export function steppedLoop({ outputs }: Graph): SteppedLoop | null {
  const [node, ...others] = topologicalOrder(outputs).filter(({ attributes }) => bodiesOf(attributes).length > 0);
  if (!node || others.length > 0 || !is(node, loopPrimitive) || node.attributes.condition) return null;
  const { body, carried } = node.attributes;
  if ([...body.inputs, ...body.outputs].some(({ dtype }) => isHalf(dtype))) return null;
  const updates = updatesOf(body).filter((update) => keepsPlace(update, body, carried));
  const work = updates.reduce((total, update) => total + workOf(update), 0);
  return work >= WORTH || (updates.length > 0 && drawsMany(body)) ? { node, updates } : null;
}

const drawsMany = ({ outputs }: Graph): boolean =>
  topologicalOrder(outputs).some((each) => makesWords(each) && hasKernel(each) && each.outputs[0]!.size >= MANY_WORDS);

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
  run(inputs: readonly Value[]): Promise<Value[]>;
  release(): Promise<void>;
}

/**
 * Does the iterations of a loop one by one: the runtime finds gradients, and kernels of our own update what is carried, in one pass over
 * memory, where the runtime takes one for each operation. Gradients are written to where the kernels read them, and weights are read where
 * the kernels write them. What is updated has two places: the first iteration of a run leaves what the run began with as it is, so that a
 * run that fails has changed nothing, and what the run ends with stays there for the next one.
 *
 * @returns null where there are no such kernels
 */
export async function iterationsOf(
  { node, updates }: SteppedLoop,
  make: (body: Graph, own: OwnKernels) => Promise<Part>,
  draw: Draw = inOneStage,
  positions?: ReadonlyMap<Node, number>,
): Promise<Iterations | null> {
  const { body, carried } = node.attributes;
  const state = body.inputs.slice(1, 1 + carried);
  const arrays = [...new Set(updates.flatMap((update) => update.arrays))];
  const replaced = new Set(state.filter((x) => arrays.includes(x)));
  const others = body.outputs.flatMap((x, i) => (replaced.has(state[i]!) || x === state[i] ? [] : [i]));
  const needed = othersOf(updates);
  const given = arrays.filter((x) => !replaced.has(x));
  const computed = given.filter(isComputed);
  const wanted = [...others.map((i) => body.outputs[i]!), ...computed, ...needed.filter(isComputed)];
  const last = lastNumbers({ inputs: body.inputs.filter((x) => !arrays.includes(x)), outputs: wanted });
  const outputs = [...new Set([...wanted.filter((x) => !last.numbers.has(x)), ...last.sources])];
  const used = new Set(leavesOf(outputs));
  const inputs = body.inputs.filter((x) => used.has(x));
  const drawn = draw({ inputs, outputs });
  const kernels = kernelsFor(updates, 2, positions, lookupsIn(drawn.graph, replaced, positions));
  if (!kernels) return null;
  const places = SIDES.map((side) => placesOf(updates, (update) => kernels.places(update, 'arrays', side)));
  const held = new Map([...replaced].map((x) => [x, places.map((own) => new Slot(own.get(x)!))] as const));
  const slotOf = (x: Tensor, side: Side): Slot | null => held.get(x)?.[side] ?? null;
  const part = await make(drawn.graph, kernels.lookups);
  const carriedOn = new Set(others.map((i) => body.outputs[i]!));
  // What the runtime reads it does not write: each second iteration has the same arrays for what is carried on.
  const arrayFor = (x: Tensor): HostArray => (carriedOn.has(x) ? null : places[0]!.get(x)) ?? emptyArray(x);
  const written = [0, 1].map(() => new Map(outputs.map((x) => [x, arrayFor(x)])));
  const copied = computed.filter((x) => carriedOn.has(x));

  /** Puts what a run begins with into places of one side, where it may be already. */
  async function begin(values: ReadonlyMap<Tensor, Value>): Promise<{ side: Side; known: Map<Tensor, HostArray> }> {
    const side = SIDES.find((each) => [...held].some(([x, slots]) => slots[each]!.holds(values.get(x)!))) ?? 0;
    for (const [x, slots] of held) await slots[side]!.put(values.get(x)!);
    const known = new Map<Tensor, HostArray>();
    for (const [x, value] of values) if (!held.has(x)) known.set(x, await value.read());
    for (const x of given) {
      const place = places[0]!.get(x)!;
      if (isComputed(x)) continue;
      (place.data as Float32Array).set((known.get(x) ?? x.host!).data as Float32Array);
      if (known.has(x)) known.set(x, place);
    }
    return { side, known };
  }

  async function run([count, ...arriving]: readonly Value[]): Promise<Value[]> {
    const steps = Number((await count!.read()).data[0]);
    const values = new Map(body.inputs.slice(1).map((x, i) => [x, arriving[i]!]));
    if (steps === 0) return Promise.all(state.map((x) => unchanged(values.get(x)!)));
    let { side, known } = await begin(values);
    for (let i = 0; i < steps; i++) {
      known.set(body.inputs[0]!, fromNumbers([i], 'int32', []));
      const results = written[i % 2]!;
      await part.run(
        [...inputs.map((x) => slotOf(x, side)?.place ?? known.get(x)!), ...drawn.evaluate(known)],
        outputs.map((x) => results.get(x)!),
      );
      for (const x of last.sources) known.set(x, results.get(x)!);
      last.compute(known);
      for (const x of copied) (places[0]!.get(x)!.data as Float32Array).set(results.get(x)!.data as Float32Array);
      const to: Side = i > 0 ? side : side === 0 ? 1 : 0;
      if (i === 0) for (const slots of held.values()) slots[to]!.free();
      kernels!.run(
        needed.map((x) => results.get(x) ?? known.get(x) ?? x.host!),
        side,
        to,
      );
      side = to;
      for (const k of others) known.set(state[k]!, results.get(body.outputs[k]!) ?? known.get(body.outputs[k]!)!);
    }
    // The arrays are used again by the next run.
    return state.map((x) => slotOf(x, side)?.filled() ?? new HostValue(copyOf(known.get(x)!)));
  }

  return {
    run,
    async release() {
      // Values may outlive the session.
      for (const slots of held.values()) for (const slot of slots) slot.free();
      await part.release();
    },
  };
}

const SIDES = [0, 1] as const;

/** What is not in a place of the kernels is the caller's. */
const unchanged = async (value: Value): Promise<Value> =>
  value instanceof ResidentValue ? value : new HostValue(copyOf(await value.read()));

const placesOf = (
  updates: readonly Update[],
  places: (update: Update) => readonly Float32Array[],
): ReadonlyMap<Tensor, HostArray> => new Map(updates.flatMap((update) => inPlaces(update.arrays, places(update))));

const inPlaces = (tensors: readonly Tensor[], places: readonly Float32Array[]): [Tensor, HostArray][] =>
  tensors.map(({ dtype, shape }, i) => [tensors[i]!, { dtype, shape, data: places[i]! }]);

/** Whether it is no input and no constant. */
const isComputed = (x: Tensor): boolean => makerOf(x) !== null;

const copyOf = (x: HostArray): HostArray => ({ ...x, data: x.data.slice() });
