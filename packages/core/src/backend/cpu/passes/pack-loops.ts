import { is, makerOf } from '../../../graph/match.js';
import type { Graph, Node } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { attributesKey } from '../../../graph/structure.js';
import { usersOf } from '../../../graph/users.js';
import { emit } from '../../../op.js';
import { loop, loopPrimitive } from '../../../primitives/loop.js';
import { concatenate, reshape } from '../../../primitives/movement.js';
import { split } from '../../../primitives/split.js';
import { range, sameShape } from '../../../shape.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';
import { elementwiseChains, isFull } from './elementwise-chains.js';
import { LONG, numbering, together, type Update, updateOf } from './updates.js';

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

/** Whether the updates of some carried values would be put together in a loop with such a body. */
export const canPack = (body: Graph, carried: number): boolean => packsOf(body, carried).length > 0;

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
  const operandOf = (value: Tensor, operands: ReadonlyMap<Tensor, number>) => operands.get(next.get(value)!);
  for (const chain of new Set(chainOf.values())) {
    const update = chain.length >= LONG && updateOf(chain, users, idOf, operandOf);
    if (!update) continue;
    const known = groups.get(update.key);
    if (known) known.push(update);
    else groups.set(update.key, [update]);
  }
  return [...groups.values()]
    .flatMap(withManyApart)
    .map((updates): Pack => ({ updates, carried: updates[0]!.results.map(({ operand }) => operand) }))
    .filter(pays);
}

/** Values of one kind of rows from which on they are worth a vector of their own. */
const MANY = 32;

/** The updates of many values that fit behind each other as they are, and all others. */
function withManyApart(updates: readonly Update[]): Update[][] {
  const byRows = new Map<string, Update[]>();
  for (const update of updates) {
    const rows = `${update.operands[0]!.shape.slice(1)}`;
    const known = byRows.get(rows);
    if (known) known.push(update);
    else byRows.set(rows, [update]);
  }
  const many = [...byRows.values()].filter(({ length }) => length >= MANY);
  const others = [...byRows.values()].filter(({ length }) => length < MANY).flat();
  return others.length > 0 ? [...many, others] : many;
}

/** The carried value that each output of a body is the next value of; of those that are put out once. */
function nextValues({ inputs, outputs }: Graph, carried: number): Map<Tensor, Tensor> {
  const times = new Map<Tensor, number>();
  for (const output of outputs) times.set(output, (times.get(output) ?? 0) + 1);
  const own = inputs.slice(1, 1 + carried).map((input, i) => [outputs[i]!, input] as const);
  return new Map(own.filter(([output]) => times.get(output) === 1));
}

/** Whether more operations are saved than are needed to put the operands together. */
function pays({ updates, carried }: Pack): boolean {
  const { chain, operands } = updates[0]!;
  const saved = (updates.length - 1) * chain.length;
  const moved = operands.length - carried.length + 1;
  return saved > 2 * updates.length * moved;
}

/** A placeholder for what `flat` makes of such parts. */
function vectorFor(parts: readonly Tensor[]): Tensor {
  const { shape, dtype } = parts[0]!;
  const total = (sizes: readonly number[]) => sizes.reduce((a, b) => a + b, 0);
  return placeholder({
    shape: haveEqualRows(parts)
      ? [total(parts.map((part) => part.shape[0]!)), ...shape.slice(1)]
      : [total(parts.map(({ size }) => size))],
    dtype,
  });
}

/** The parts that a vector was put together of. */
function partsOf(vector: Tensor, parts: readonly Tensor[]): Tensor[] {
  const rows = haveEqualRows(parts);
  const sizes = parts.map(({ shape, size }) => (rows ? shape[0]! : size));
  const found = split(vector, 0, sizes);
  return rows ? found : found.map((part, i) => reshape(part, parts[i]!.shape));
}

/** Whether parts fit behind each other as they are, which spares a reshape of each. */
const haveEqualRows = (parts: readonly Tensor[]): boolean =>
  parts.every(({ shape }) => shape.length > 0 && sameShape(shape.slice(1), parts[0]!.shape.slice(1)));

const flat = (parts: readonly Tensor[]): Tensor =>
  concatenate(haveEqualRows(parts) ? parts : parts.map((part) => reshape(part, [part.size])), 0);

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

function packed(body: Graph, [count, ...inputs]: readonly Tensor[], carried: number, packs: readonly Pack[]): Tensor[] {
  const [iteration, ...own] = body.inputs;
  /** Packed values, as parts of their vectors. */
  const read = new Map<Tensor, Tensor>();
  const vectors = packs.map(({ updates, carried: positions }) =>
    positions.map((position) => {
      const parts = updates.map(({ operands }) => operands[position]!);
      const vector = vectorFor(parts);
      partsOf(vector, parts).forEach((part, i) => {
        read.set(parts[i]!, part);
      });
      return { vector, parts };
    }),
  );
  const kept = range(carried).filter((i) => !read.has(own[i]!));
  const outside = [...new Set(packs.flatMap(({ updates }) => updates.flatMap(arrivals)))];
  const needed = [...kept.map((i) => body.outputs[i]!), ...outside];
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
  const final = new Map(kept.map((i, k) => [own[i]!, results[k]!]));
  packedVectors.forEach(({ parts }, k) => {
    partsOf(results[kept.length + k]!, parts).forEach((part, i) => {
      final.set(parts[i]!, part);
    });
  });
  return range(carried).map((i) => final.get(own[i]!)!);
}

/** What a chain takes from outside. */
const arrivals = ({ chain }: Update): Tensor[] => {
  const own = new Set(chain.flatMap((node) => node.outputs));
  return chain.flatMap((node) => node.inputs.filter((x) => !own.has(x)));
};
