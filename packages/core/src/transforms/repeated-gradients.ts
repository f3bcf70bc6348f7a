/** Derivatives of what a loop computes anew in each step: they are found once, and are one node of each step from then on. */
import { endsDerivatives, historyOf } from '../graph/history.js';
import { type Graph, leavesOf, type Node, newestId, topologicalOrder } from '../graph/node.js';
import { matchOf, type Pattern, type Place, patternOf, tensorAt } from '../graph/pattern.js';
import { rewrite } from '../graph/rewrite.js';
import { call } from '../primitives/call.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import type { Variable } from '../tensor/variable.js';
import { currentTrace } from '../tracing/trace.js';
import { hasGradientRules } from './gradient-rules.js';

interface Derivative {
  /** From tensors of the computation to the gradients that there are. */
  readonly body: Graph;
  readonly inputs: readonly Place[];
  /** Which of the sources have one. */
  readonly reached: readonly boolean[];
}

interface Known {
  readonly sources: readonly Variable[];
  readonly pattern: Pattern;
  /** Which source the leaves are values of; -1 for others. */
  readonly marks: readonly number[];
  /** Found when the computation comes again; null where it cannot be had so. */
  derivative: Derivative | null | undefined;
}

/** Computations that are remembered for the same variables. */
const MOST = 4;
const MOST_NODES = 512;

/** By the first source. */
const known = new WeakMap<Variable, Known[]>();

/** Where a computation ends that began after the node `since`. */
const endsAt =
  (since: number) =>
  (tensor: Tensor): boolean =>
    tensor.node === null || tensor.age <= since || endsDerivatives(tensor);

/**
 * The gradients of a computation like one that was met before.
 *
 * @param since the newest node before it
 * @param anew finds those of any other
 */
export function repeatedGradients(
  target: Tensor,
  sources: readonly Variable[],
  since: number,
  anew: () => readonly (Tensor | null)[],
): (Tensor | null)[] {
  if (sources.length === 0 || currentTrace() || hasGradientRules()) return [...anew()];
  const all = known.get(sources[0]!) ?? [];
  const isEnd = endsAt(since);
  for (const each of all) {
    if (!isSame(each.sources, sources)) continue;
    const match = matchOf(each.pattern, [target], isEnd);
    if (!match?.leaves.every((leaf, i) => sources.indexOf(leaf.variable!) === each.marks[i] && hasAll(leaf, since)))
      continue;
    if (each.derivative) {
      const { body, inputs, reached } = each.derivative;
      const found = call(
        body,
        inputs.map((place) => tensorAt(match, place)),
        false,
      ).values();
      return reached.map((is) => (is ? found.next().value! : null));
    }
    if (each.derivative === null) return [...anew()];
    const before = newestId();
    const found = anew();
    each.derivative = derivativeOf(match.nodes, [...match.leaves], found, before);
    return [...found];
  }
  const found = anew();
  const nodes = historyOf([target], since).sort((a, b) => a.id - b.id);
  const pattern = nodes.length > MOST_NODES ? null : patternOf(nodes, [target], isEnd);
  if (pattern) {
    const marks = pattern.leaves.map(({ variable }) => sources.indexOf(variable!));
    const own = { sources: [...sources], pattern: pattern.pattern, marks, derivative: undefined };
    known.set(sources[0]!, [own, ...all.slice(0, MOST - 1)]);
  }
  return [...found];
}

/** Whether the history of a tensor is whole that derivatives may ask for. */
const hasAll = ({ node, origin, variable, age }: Tensor, since: number): boolean =>
  node !== null || origin === null || variable !== null || age <= since;

/** Gradients as a function of the tensors of a computation; null where they need something else that is not the same in each step. */
function derivativeOf(
  nodes: readonly Node[],
  leaves: readonly Tensor[],
  found: readonly (Tensor | null)[],
  before: number,
): Derivative | null {
  const places = new Map<Tensor, Place>(leaves.map((leaf, index) => [leaf, { node: -1, index }]));
  nodes.forEach(({ outputs }, node) => {
    outputs.forEach((output, index) => {
      if (!places.has(output)) places.set(output, { node, index });
    });
  });
  const standIns = new Map(Array.from(places.keys(), (tensor) => [tensor, placeholder(tensor)]));
  const gradients = found.filter((each) => each !== null);
  if (topologicalOrder(gradients, (tensor) => places.has(tensor)).some(({ id }) => id <= before)) return null;
  const { outputs } = rewrite({ inputs: [], outputs: gradients }, undefined, standIns);
  const ends = new Set(leavesOf(outputs));
  const used = [...standIns].filter(([, standIn]) => ends.delete(standIn));
  if ([...ends].some(({ known, rank }) => !known || rank > 0)) return null;
  return {
    body: { inputs: used.map(([, standIn]) => standIn), outputs },
    inputs: used.map(([tensor]) => places.get(tensor)!),
    reached: found.map((each) => each !== null),
  };
}

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((each, i) => each === b[i]);
