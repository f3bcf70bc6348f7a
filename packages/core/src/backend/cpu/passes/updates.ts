/** Chains that do the same for many values, as an optimizer does for its weights: for all of them at once. */
import type { Node } from '../../../graph/node.js';
import { attributesKey } from '../../../graph/structure.js';
import type { Users } from '../../../graph/users.js';
import { emit } from '../../../op.js';
import { reshape } from '../../../primitives/movement.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type Chain, isFull } from './elementwise-chains.js';

/** Operations from which on a chain may pay. */
export const LONG = 4;

/** A chain that computes outputs of the graph and nothing else. */
export interface Update {
  readonly chain: Chain;
  /** Tensors from outside of its own shape, in the order of their first use. */
  readonly operands: readonly Tensor[];
  /** Which of the chain's results are outputs, and which operand each belongs to. */
  readonly results: readonly { readonly value: Tensor; readonly operand: number }[];
  /** Equal for updates that do the same. */
  readonly key: string;
}

/** A number for each tensor from which all elements take the same; equal constants have equal numbers. */
export function numbering(): (x: Tensor) => string {
  const ids = new Map<Tensor, number>();
  return (x) => {
    if (x.host && x.rank === 0) return `${x.dtype}:${x.host.data[0]}`;
    if (!ids.has(x)) ids.set(x, ids.size);
    return String(ids.get(x));
  };
}

/**
 * What a chain does; null where other nodes use its results, or one belongs to no operand.
 *
 * @param operandOf the operand that a result belongs to
 */
export function updateOf(
  chain: Chain,
  users: Users,
  idOf: (x: Tensor) => string,
  operandOf: (value: Tensor, operands: ReadonlyMap<Tensor, number>) => number | undefined,
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
    const operand = operandOf(value, operands);
    if (operand === undefined || outside.some((user) => user !== null)) return null;
    results.push({ value, operand });
    written.push(`own ${position} for ${operand}`);
  }
  return { chain, operands: [...operands.keys()], results, key: [...steps, ...written].join(';') };
}

/** The results of a chain for other operands. */
export function together(
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
