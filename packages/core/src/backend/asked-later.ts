import type { Node, Ran } from '../graph/node.js';
import type { Tensor } from '../tensor/tensor.js';

/** After so many runs one goes without what is expected, and shows whether it is still asked for. */
const PROBE = 256;
/** Structures that are remembered. */
const MOST = 256;

/** What is known of the runs of one structure. */
interface Known {
  /** Since something was asked for. */
  runs: number;
  /** The last run of which a place was asked for. */
  readonly asked: Map<string, number>;
  /** What is expected of the next run: an output of a node, by positions. */
  readonly expected: Map<string, readonly [node: number, output: number]>;
}

/**
 * What programs ask for after a run that has computed it on the way, and not given it, so that it is computed again: a second loss, or what
 * that is made of, of weights that have been replaced since. Where they ask for it after each run, runs of the same structure give it at once.
 */
export class AskedLater {
  readonly #known = new Map<string, Known>();

  /** Notes that an output of a node that was run is asked for. */
  note({ structure, position }: Ran, output: number): void {
    const known = this.#known.get(structure) ?? { runs: 0, asked: new Map(), expected: new Map() };
    if (!this.#known.has(structure)) this.#remember(structure, known);
    const place = `${position} ${output}`;
    if (known.asked.get(place) === known.runs - 1) known.expected.set(place, [position, output]);
    known.asked.set(place, known.runs);
  }

  #remember(structure: string, known: Known): void {
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(structure, known);
  }

  /** What is expected of a run that begins, besides `outputs`, and a text for it. */
  expectedOf(structure: string, nodes: readonly Node[], outputs: readonly Tensor[]): { text: string; more: Tensor[] } {
    const [more, known]: [Tensor[], Known | undefined] = [[], this.#known.get(structure)];
    if (!known) return { text: '', more };
    known.runs += 1;
    if (known.runs % PROBE === 0) {
      for (const place of known.expected.keys()) known.asked.set(place, known.runs - 1);
      known.expected.clear();
    }
    let text = '';
    for (const [place, [node, output]] of known.expected) {
      const expected = nodes[node]!.outputs[output]!;
      if (expected.known || outputs.includes(expected)) continue;
      more.push(expected);
      text += `+${place}`;
    }
    return { text, more };
  }
}
