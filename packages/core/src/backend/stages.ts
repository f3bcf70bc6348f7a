/**
 * Long pending graphs run in stages: what many steps of a program left behind is many small graphs of one structure, which share a
 * session, and no session holds more than a few thousand nodes.
 */
import { isCall } from '../graph/call-nodes.js';
import type { Node } from '../graph/node.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Variable } from '../tensor/variable.js';
import type { Structure } from './plans.js';

/** Part of a run, which has a session of its own. */
export interface Stage {
  readonly nodes: readonly Node[];
  /** What is asked for, what later stages need, and what is run a second time: nothing is computed a third time. */
  readonly outputs: readonly Tensor[];
  /** That of the nodes, for a stage that has run or is to run as one before. */
  structure: Structure | null;
}

/** Nodes in one stage; a runtime takes more than linear time to prepare longer graphs. */
const MOST_NODES = 2000;

/** The shortest period of a sequence that holds it at least twice; the sequence's own length if there is none. */
export function periodOf<T>(sequence: readonly T[]): number {
  // Knuth, Morris and Pratt's table: the longest proper prefix that is a suffix as well.
  const border = new Array<number>(sequence.length).fill(0);
  for (let i = 1, length = 0; i < sequence.length; i++) {
    while (length > 0 && sequence[i] !== sequence[length]) length = border[length - 1]!;
    if (sequence[i] === sequence[length]) length += 1;
    border[i] = length;
  }
  const period = sequence.length - (border.at(-1) ?? 0);
  return 2 * period <= sequence.length ? period : sequence.length;
}

const assignedBy = ({ outputs }: Node): Variable | null => outputs[0]?.variable ?? null;

/** Positions behind the last assignment of each step but the last, seen from the order in which variables are assigned. */
function endsOfSteps(nodes: readonly Node[]): number[] {
  const positions = [...nodes.keys()].filter((i) => assignedBy(nodes[i]!));
  // From the end: what came before the first whole step may be the rest of another one.
  const period = periodOf(positions.map((i) => assignedBy(nodes[i]!)).reverse());
  const ends: number[] = [];
  for (let last = positions.length - 1 - period; last >= 0; last -= period) ends.unshift(positions[last]! + 1);
  return ends;
}

/** Elements of variables from which on an update is worth a run that ends with it. */
const LARGE = 2 ** 14;

/** Whether a node does nothing but give large variables other values, as that of an optimizer's update. */
const isLargeUpdate = (node: Node): boolean =>
  isCall(node) &&
  node.outputs.every(({ variable }) => variable !== null) &&
  node.outputs.reduce((total, { size }) => total + size, 0) >= LARGE;

/**
 * Positions behind updates of which what follows needs what they make, as where a program reads the loss before it updates, or trains one
 * model by another: what a backend does for updates at the end of a run is of use to those alone.
 */
function endsOfUpdates(nodes: readonly Node[]): number[] {
  const updates = new Map<Node, number>();
  const ends = new Set<number>();
  nodes.forEach((node, i) => {
    if (updates.size > 0)
      for (const { node: maker } of node.inputs) if (updates.has(maker!)) ends.add(updates.get(maker!)!);
    if (isLargeUpdate(node)) updates.set(node, i + 1);
  });
  return [...ends];
}

/**
 * Cuts nodes, in the order in which they were made, into runs.
 *
 * @param isAlone nodes that have a session of their own
 */
export function stagesOf(nodes: readonly Node[], isAlone: (node: Node) => boolean): Node[][] {
  const ends = new Set([...endsOfSteps(nodes), ...endsOfUpdates(nodes)]);
  const stages: Node[][] = [[]];
  nodes.forEach((node, i) => {
    const current = stages.at(-1)!;
    const alone = isAlone(node);
    if (current.length > 0 && (alone || isAlone(current.at(-1)!) || ends.has(i) || current.length === MOST_NODES)) {
      stages.push([node]);
    } else {
      current.push(node);
    }
  });
  return stages;
}

/** Whether nothing of a node has been computed. */
export const isFresh = ({ ran, outputs }: Node): boolean => !ran && outputs.every(({ known }) => !known);
