import { is, makerOf } from '../../../graph/match.js';
import type { Graph, Node } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { attributesKey } from '../../../graph/structure.js';
import { type Users, usersOf } from '../../../graph/users.js';
import { emit } from '../../../op.js';
import { loop, loopPrimitive } from '../../../primitives/loop.js';
import { concatenate, reshape, slice } from '../../../primitives/movement.js';
import { range, sizeOf } from '../../../shape.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';
import { type Chain, elementwiseChains, isFull } from './elementwise-chains.js';

/** Operations from which on a chain may pay. */
const LONG = 4;
/** Elements up to which copying a tensor to its place in a vector is cheaper than the operations that this saves. */
const SMALL = 16_384;

/**
 * Carried values of a loop that are updated by the same elementwise operations become parts of one vector, so that an optimizer
 * does its work on all small weights at once: a step of a small network consists of little else.
 */
export function packLoops(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (!is(node, loopPrimitive) || node.attributes.condition) return keep();
    const { body, carried } = node.attributes;
    const packs = packsOf(body, carried);
    return packs.length > 0 ? packed(body, inputs, carried, packs) : keep();
  });
}

/** A chain that computes next values of carried ones and nothing else. */
interface Update {
  readonly chain: Chain;
  /** Tensors from outside of its own shape, in the order of their first use. */
  readonly operands: readonly Tensor[];
  /** Which of the chain's results are next values, and of which operands. */
  readonly results: readonly { readonly value: Tensor; readonly operand: number }[];
  /** Equal for updates that do the same. */
  readonly key: string;
}

/** Updates that do the same, and the operands that are carried by the loop. */
interface Pack {
  readonly updates: readonly Update[];
  readonly carried: readonly number[];
}

function packsOf(body: Graph, carried: number): Pack[] {
  const { chainOf } = elementwiseChains(body, (size) => size <= SMALL);
  const users = usersOf(body);
  const next = nextValues(body, carried);
  const groups = new Map<string, Update[]>();
  const idOf = numbering();
  for (const chain of new Set(chainOf.values())) {
    const update = chain.length >= LONG && updateOf(chain, next, users, idOf);
    if (!update) continue;
    const known = groups.get(update.key);
    if (known) known.push(update);
    else groups.set(update.key, [update]);
  }
  return [...groups.values()]
    .map((updates): Pack => ({ updates, carried: updates[0]!.results.map(({ operand }) => operand) }))
    .filter(pays);
}

/** The carried value that each output of a body is the next value of; of those that are put out once. */
function nextValues({ inputs, outputs }: Graph, carried: number): Map<Tensor, Tensor> {
  const times = new Map<Tensor, number>();
  for (const output of outputs) times.set(output, (times.get(output) ?? 0) + 1);
  const own = inputs.slice(1, 1 + carried).map((input, i) => [outputs[i]!, input] as const);
  return new Map(own.filter(([output]) => times.get(output) === 1));
}

/** A number for each tensor from which all elements take the same; equal constants have equal numbers. */
function numbering(): (x: Tensor) => string {
  const ids = new Map<Tensor, number>();
  return (x) => {
    if (x.host && x.rank === 0) return `${x.dtype}:${x.host.data[0]}`;
    if (!ids.has(x)) ids.set(x, ids.size);
    return String(ids.get(x));
  };
}

function updateOf(
  chain: Chain,
  next: ReadonlyMap<Tensor, Tensor>,
  users: Users,
  idOf: (x: Tensor) => string,
): Update | null {
  const [operands, own] = [new Map<Tensor, number>(), new Map<Tensor, number>()];
  const steps = chain.map((node) => {
    const names = node.inputs.map((x) => {
      if (own.has(x)) return `own ${own.get(x)}`;
      if (!isFull(x, node)) return `number ${idOf(x)}`;
      if (!operands.has(x)) operands.set(x, operands.size);
      return `operand ${operands.get(x)} ${x.dtype}`;
    });
    own.set(node.outputs[0]!, own.size);
    return `${node.primitive.name}(${names})${attributesKey(node.attributes)}`;
  });
  const members = new Set<Node | null>(chain);
  const results: Update['results'][number][] = [];
  const written: string[] = [];
  for (const [value, position] of own) {
    const outside = [...users.get(value)!].filter((user) => !members.has(user));
    if (outside.length === 0) continue;
    const operand = operands.get(next.get(value)!);
    if (operand === undefined || outside.some((user) => user !== null)) return null;
    results.push({ value, operand });
    written.push(`own ${position} for ${operand}`);
  }
  return { chain, operands: [...operands.keys()], results, key: [...steps, ...written].join(';') };
}

/** Whether more operations are saved than are needed to put the operands together. */
function pays({ updates, carried }: Pack): boolean {
  const { chain, operands } = updates[0]!;
  const saved = (updates.length - 1) * chain.length;
  const moved = operands.length - carried.length + 1;
  return saved > 2 * updates.length * moved;
}

/** Where a packed value lies: in which vector, from where on. */
interface Place {
  readonly vector: Tensor;
  readonly start: number;
}

const flat = (parts: readonly Tensor[]): Tensor =>
  concatenate(
    parts.map((part) => reshape(part, [part.size])),
    0,
  );

/** Parts that are put together, with the result. */
interface Joined {
  readonly parts: readonly Tensor[];
  readonly vector: Tensor;
}

/** Operations in a row that are looked through for where to put parts together. */
const DEPTH = 16;

/** The same; but what the same elementwise operations compute of tensors is computed of the vector. */
function flatBefore(parts: readonly Tensor[], depth = DEPTH, known: Joined[] = []): Tensor {
  const same = known.find((joined) => joined.parts.every((part, i) => part === parts[i]));
  if (same) return same.vector;
  const vector = (depth > 0 ? computedFlat(parts, depth, known) : null) ?? flat(parts);
  known.push({ parts, vector });
  return vector;
}

function computedFlat(parts: readonly Tensor[], depth: number, known: Joined[]): Tensor | null {
  const nodes = parts.map(makerOf);
  const [first] = nodes;
  const idOf = numbering();
  const kindOf = (x: Tensor, node: Node): string => (isFull(x, node) ? 'part' : idOf(x));
  const actionOf = (node: Node): string =>
    `${node.primitive.name}(${node.inputs.map((x) => kindOf(x, node))})${attributesKey(node.attributes)}`;
  if (!first?.primitive.elementwise || nodes.some((node) => !node || actionOf(node) !== actionOf(first))) return null;
  const operands = first.inputs.map((x, i) =>
    isFull(x, first)
      ? flatBefore(
          nodes.map((node) => node!.inputs[i]!),
          depth - 1,
          known,
        )
      : x,
  );
  return emit(first.primitive, operands, first.attributes)[0]!;
}

const partOf = (vector: Tensor, start: number, { shape }: Tensor): Tensor =>
  reshape(slice(vector, [start], [sizeOf(shape)]), shape);

function packed(body: Graph, [count, ...inputs]: readonly Tensor[], carried: number, packs: readonly Pack[]): Tensor[] {
  const [iteration, ...own] = body.inputs;
  const places = new Map<Tensor, Place>();
  const vectors = packs.map(({ updates, carried: positions }) =>
    positions.map((position) => {
      const parts = updates.map(({ operands }) => operands[position]!);
      const total = parts.reduce((size, part) => size + part.size, 0);
      const vector = placeholder({ shape: [total], dtype: parts[0]!.dtype });
      let start = 0;
      for (const part of parts) {
        places.set(part, { vector, start });
        start += part.size;
      }
      return { vector, parts };
    }),
  );
  const kept = range(carried).filter((i) => !places.has(own[i]!));
  const outside = [...new Set(packs.flatMap(({ updates }) => updates.flatMap(arrivals)))];
  const needed = [...kept.map((i) => body.outputs[i]!), ...outside];
  const read = [...places].map(([x, { vector, start }]) => [x, partOf(vector, start, x)] as const);
  const values = rewrite({ inputs: [], outputs: needed }, undefined, read).outputs;
  const current = new Map(outside.map((x, i) => [x, values[kept.length + i]!]));

  const next = packs.flatMap(({ updates, carried: positions }, k) => {
    const first = updates[0]!;
    const operands = first.operands.map((_, position) => {
      const at = positions.indexOf(position);
      return at >= 0
        ? vectors[k]![at]!.vector
        : flat(updates.map((update) => current.get(update.operands[position]!)!));
    });
    return together(first, operands, (x) => current.get(x)!);
  });
  const packedVectors = vectors.flat();
  const initialValues = new Map(own.map((x, i) => [x, inputs[i]!]));
  const initial = (x: Tensor): Tensor => initialValues.get(x)!;
  const results = loop(
    count!,
    {
      inputs: [
        iteration!,
        ...kept.map((i) => own[i]!),
        ...packedVectors.map(({ vector }) => vector),
        ...own.slice(carried),
      ],
      outputs: [...values.slice(0, kept.length), ...next],
    },
    null,
    [...kept.map((i) => inputs[i]!), ...packedVectors.map(({ parts }) => flatBefore(parts.map(initial)))],
    inputs.slice(carried),
  );
  return range(carried).map((i) => {
    const place = places.get(own[i]!);
    if (!place) return results[kept.indexOf(i)]!;
    const vector = results[kept.length + packedVectors.findIndex((each) => each.vector === place.vector)]!;
    return partOf(vector, place.start, own[i]!);
  });
}

/** What a chain takes from outside. */
const arrivals = ({ chain }: Update): Tensor[] => {
  const own = new Set(chain.flatMap((node) => node.outputs));
  return chain.flatMap((node) => node.inputs.filter((x) => !own.has(x)));
};

/** The results of a chain for other operands. */
function together(
  { chain, operands, results }: Update,
  given: readonly Tensor[],
  number: (x: Tensor) => Tensor,
): Tensor[] {
  const values = new Map(operands.map((x, i) => [x, given[i]!]));
  for (const node of chain) {
    // What is one number for all elements of a part is so for all parts.
    const inputs = node.inputs.map((x) => values.get(x) ?? reshape(number(x), []));
    values.set(node.outputs[0]!, emit(node.primitive, inputs, node.attributes)[0]!);
  }
  return results.map(({ value }) => values.get(value)!);
}
