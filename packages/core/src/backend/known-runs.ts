import { isLeaf, type Node } from '../graph/node.js';
import { type Match, matchOf, type Pattern, type Place, patternOf, tensorAt } from '../graph/pattern.js';
import type { Tensor } from '../tensor/tensor.js';
import { isFresh, type Stage } from './stages.js';

interface KnownStage {
  readonly end: number;
  readonly outputs: readonly Place[];
  readonly leaves: readonly Place[];
  readonly key: string;
}

interface KnownRun {
  readonly place: string;
  readonly pattern: Pattern;
  readonly marks: readonly Mark[];
  readonly stages: readonly KnownStage[];
}

/** Runs that are remembered: a step of a loop has few. */
const MOST = 4;

/** How a run was cut into stages, and what each was: the next one of the same graph is cut in the same way without being looked through. */
export class KnownRuns {
  /** The last one that came again is the first. */
  #known: KnownRun[] = [];

  /** @param roots what is asked for, then all that variables are to have */
  find(roots: readonly Tensor[], place: string): Stage[] | null {
    for (const run of this.#known) {
      const match = run.place === place ? matchOf(run.pattern, roots, isLeaf) : null;
      if (!match?.nodes.every(isFresh) || !match.leaves.every(isKnown) || !areMarked(match.nodes, run.marks)) continue;
      if (run !== this.#known[0]) this.#known = [run, ...this.#known.filter((other) => other !== run)];
      return stagesIn(match, run);
    }
    return null;
  }

  /** Makes note of a run that is about to begin; what is returned is called with its stages. */
  begin(nodes: readonly Node[], roots: readonly Tensor[], place: string): ((stages: readonly Stage[]) => void) | null {
    const found = patternOf(nodes, roots, isLeaf);
    if (!found) return null;
    const marks = marksOf(nodes);
    const placesOf = (tensors: readonly Tensor[]) => tensors.map((tensor) => found.places.get(tensor)!);
    return (stages) => {
      let end = 0;
      const known: KnownStage[] = [];
      for (const { nodes: own, outputs, structure } of stages) {
        if (!structure) return;
        end += own.length;
        known.push({ end, outputs: placesOf(outputs), leaves: placesOf(structure.leaves), key: structure.key });
      }
      this.#known = [{ place, pattern: found.pattern, marks, stages: known }, ...this.#known.slice(0, MOST - 1)];
    };
  }
}

function stagesIn(match: Match, { place, stages }: KnownRun): Stage[] {
  let start = 0;
  return stages.map(({ end, outputs, leaves, key }) => {
    const nodes = match.nodes.slice(start, end);
    start = end;
    const structure = { key, place, leaves: leaves.map((leaf) => tensorAt(match, leaf)) };
    return { nodes, outputs: outputs.map((output) => tensorAt(match, output)), structure };
  });
}

const isKnown = ({ known }: Tensor): boolean => known !== null;

/** How many of its outputs a node gives to variables, and the first node that gives the same variable a value: stages end there. */
interface Mark {
  readonly count: number;
  readonly first: number;
}

const marksOf = (nodes: readonly Node[]): Mark[] =>
  nodes.map((node) => ({ count: assignedBy(node), first: firstLike(node, nodes) }));

const areMarked = (nodes: readonly Node[], marks: readonly Mark[]): boolean =>
  nodes.every((node, i) => {
    const { count, first } = marks[i]!;
    return assignedBy(node) === count && (count === 0 || firstLike(node, nodes) === first);
  });

function assignedBy({ outputs }: Node): number {
  let count = 0;
  for (let i = 0; i < outputs.length; i++) if (outputs[i]!.variable) count += 1;
  return count;
}

const firstLike = ({ outputs: [own] }: Node, nodes: readonly Node[]): number =>
  nodes.findIndex(({ outputs: [other] }) => other?.variable === own?.variable);
