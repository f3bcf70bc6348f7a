import type { Node } from '../graph/node.js';
import type { Tensor } from '../tensor/tensor.js';
import type { KnownRuns } from './known-runs.js';
import { isFresh, type Stage } from './stages.js';

/** Sizes of runs that are remembered. */
const MOST_MET = 16;
/** Nodes of a run that is remembered; of longer ones most hold many steps. */
const MOST_NODES = 512;

/**
 * Runs that come again, as the steps of a loop do. What remembers them is loaded for the first run that is like one before: a page that
 * computes different things is without it.
 */
export class RepeatedRuns {
  /** The numbers of nodes and roots of others: a pattern is made of what may be one of them again. */
  readonly #met = new Set<string>();
  #known: KnownRuns | null = null;

  /** @param roots what is asked for, then all that variables are to have */
  find(roots: readonly Tensor[], place: string): Stage[] | null {
    return this.#known?.find(roots, place) ?? null;
  }

  /** Makes note of a run that is about to begin, if there was one like it; what is returned is called with its stages. */
  begin(nodes: readonly Node[], roots: readonly Tensor[], place: string): ((stages: readonly Stage[]) => void) | null {
    if (nodes.length > MOST_NODES || !nodes.every(isFresh)) return null;
    const size = `${nodes.length} ${roots.length}`;
    if (this.#met.has(size)) {
      if (this.#known) this.#met.delete(size);
      else void this.load();
      return this.#known?.begin(nodes, roots, place) ?? null;
    }
    if (this.#met.size >= MOST_MET) this.#met.clear();
    this.#met.add(size);
    return null;
  }

  /** Nothing waits for it: until it is there, runs are looked through. */
  async load(): Promise<void> {
    try {
      const { KnownRuns } = await import('./known-runs.js');
      this.#known ??= new KnownRuns();
    } catch {
      // A page that has lost its connection goes on without.
    }
  }
}
