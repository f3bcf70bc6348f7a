/**
 * Attributes that depend on unknown sizes. A function is traced with stand-in sizes, once more for each unknown with another size
 * for it, and once with all of them changed; where an attribute differs between the traces, it is a formula in the unknowns. The
 * last trace verifies the formulas.
 */
import { NotImplementedError } from '../errors.js';
import { type Graph, type Node, topologicalOrder } from '../graph/node.js';

/** coefficient · product of unknowns + constant. */
export interface SizeFormula {
  readonly coefficient: number;
  readonly unknowns: readonly number[];
  readonly constant: number;
}

export type SizeEntry = number | SizeFormula;

/** A traced graph with the sizes that stood in for the unknowns. */
export interface StandInTrace {
  readonly graph: Graph;
  readonly sizes: readonly number[];
}

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((v) => typeof v === 'number');

/**
 * For every attribute of `traces[0]` that differs between the traces, its entries as numbers and formulas.
 *
 * @param traces the base, one trace for each unknown, one with all changed
 */
export function findFormulas(traces: readonly StandInTrace[]): Map<Node, Map<string, readonly SizeEntry[]>> {
  const [base, ...others] = traces.map(({ graph }) => topologicalOrder(graph.outputs));
  const result = new Map<Node, Map<string, readonly SizeEntry[]>>();
  base!.forEach((node, i) => {
    const same = others.map((nodes) => nodes[i]);
    if (
      same.some((other) => other?.primitive !== node.primitive) ||
      others.some((nodes) => nodes.length !== base!.length)
    ) {
      throw new NotImplementedError(
        'The computation takes another form for another batch size, so it cannot be exported for all of them.',
        {
          received: `at ${node.primitive.name}`,
        },
      );
    }
    const formulas = new Map<string, readonly SizeEntry[]>();
    for (const [key, value] of Object.entries(node.attributes)) {
      if (!isNumbers(value)) continue;
      const versions = [value, ...same.map((other) => other!.attributes[key] as readonly number[])];
      if (versions.every((version) => String(version) === String(value))) continue;
      const entries = value.map((_, axis) =>
        fit(
          versions.map((version) => version[axis]!),
          traces.map(({ sizes }) => sizes),
        ),
      );
      const harmless = entries.every(
        (entry, axis) => typeof entry === 'number' || followsInput([node, ...(same as Node[])], key, axis),
      );
      formulas.set(key, entries);
      if (harmless && key !== 'shape') formulas.delete(key);
    }
    if (formulas.size > 0) result.set(node, formulas);
  });
  return result;
}

/** Whether an entry is just the size of that axis of the input in every trace: a slice that takes the whole axis. */
const followsInput = (nodes: readonly Node[], key: string, axis: number): boolean =>
  nodes.every((node) => (node.attributes[key] as readonly number[])[axis] === node.inputs[0]?.shape[axis]);

/** The formula behind an entry's values in all traces. */
function fit(values: readonly number[], sizes: readonly (readonly number[])[]): SizeEntry {
  const [base, ...single] = values;
  const last = single.pop()!;
  const unknowns = single.flatMap((value, k) => (value === base ? [] : [k]));
  if (unknowns.length === 0) return base!;
  const of = (trace: number) => unknowns.reduce((product, k) => product * sizes[trace]![k]!, 1);
  const [first] = unknowns;
  const coefficient = unknowns.length === 1 ? (single[first!]! - base!) / (of(first! + 1) - of(0)) : base! / of(0);
  const constant = base! - coefficient * of(0);
  const exact =
    Number.isInteger(coefficient) &&
    Number.isInteger(constant) &&
    coefficient * of(sizes.length - 1) + constant === last;
  if (!exact) {
    throw new NotImplementedError('A size depends on the unknown sizes in a way that cannot be exported.', {
      expected: 'a multiple of one unknown size plus a constant, or of a product of them',
      received: `the values ${values.join(', ')} for the sizes ${sizes.map((s) => s.join('x')).join(', ')}`,
    });
  }
  return { coefficient, unknowns, constant };
}
