import { emit } from '../../op.js';
import { loop } from '../../primitives/loop.js';
import { concatenate, reshape, slice } from '../../primitives/movement.js';
import { range, sizeOf } from '../../shape.js';
import { placeholder, type Tensor } from '../../tensor.js';
import type { Graph, Node } from '../node.js';
import { rewrite } from '../rewrite.js';
import { attributesKey } from '../structure.js';
import { usersOf } from '../users.js';
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
    if (node.primitive.name !== 'loop' || node.attributes.condition) return keep();
    const body = node.attributes.body as Graph;
    const packs = packsOf(body, node.attributes.carried as number);
    return packs.length > 0 ? packed(body, inputs, node.attributes.carried as number, packs) : keep();
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
  const groups = new Map<string, Update[]>();
  const idOf = numbering();
  for (const chain of new Set(chainOf.values())) {
    const update = chain.length >= LONG && updateOf(chain, body, carried, users, idOf);
    if (update) groups.set(update.key, [...(groups.get(update.key) ?? []), update]);
  }
  return [...groups.values()]
    .map((updates): Pack => ({ updates, carried: updates[0]!.results.map(({ operand }) => operand) }))
    .filter(pays);
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
  { inputs, outputs }: Graph,
  carried: number,
  users: ReturnType<typeof usersOf>,
  idOf: (x: Tensor) => string,
): Update | null {
  const [operands, own]: [Tensor[], Tensor[]] = [[], []];
  const steps = chain.map((node) => {
    const names = node.inputs.map((x) => {
      if (own.includes(x)) return `own ${own.indexOf(x)}`;
      if (!isFull(x, node)) return `number ${idOf(x)}`;
      if (!operands.includes(x)) operands.push(x);
      return `operand ${operands.indexOf(x)} ${x.dtype}`;
    });
    own.push(node.outputs[0]!);
    return `${node.primitive.name}(${names})${attributesKey(node.attributes)}`;
  });
  const results = own.flatMap((value) => {
    const outside = [...users.get(value)!].filter((user) => !user || !chain.includes(user));
    if (outside.length === 0) return [];
    const position = outputs.indexOf(value);
    const isNext = outside.every((user) => user === null) && position < carried;
    return [{ value, operand: isNext ? operands.indexOf(inputs[1 + position]!) : -1 }];
  });
  if (results.some(({ operand, value }) => operand < 0 || outputs.filter((output) => output === value).length > 1))
    return null;
  const written = results.map(({ value, operand }) => `own ${own.indexOf(value)} for ${operand}`);
  return { chain, operands, results, key: [...steps, ...written].join(';') };
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

/** The same; but what the same elementwise operations compute of tensors is computed of the vector. */
function flatBefore(parts: readonly Tensor[], known: Joined[] = []): Tensor {
  const same = known.find((joined) => joined.parts.every((part, i) => part === parts[i]));
  if (same) return same.vector;
  const vector = computedFlat(parts, known) ?? flat(parts);
  known.push({ parts, vector });
  return vector;
}

function computedFlat(parts: readonly Tensor[], known: Joined[]): Tensor | null {
  const nodes = parts.map(({ node }) => node);
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
  const initial = (x: Tensor): Tensor => inputs[own.indexOf(x)]!;
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
