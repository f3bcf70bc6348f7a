import type { Graph } from '../graph/node.js';
import type { OpenPrograms } from './open-programs.js';

/**
 * The table of programs that graphs of different sizes share. It is loaded for the second graph, as the first has none to share with: a
 * page with one model that is asked with one size is without it.
 */
class SharedPrograms {
  private first: Graph | null = null;
  private table: Promise<OpenPrograms> | null = null;

  /** The table, for a graph to be looked up in; null for the first one. */
  async tableFor(graph: Graph): Promise<OpenPrograms | null> {
    if (!this.table) {
      const { first } = this;
      this.first = first ? null : graph;
      if (!first) return null;
      this.table = import('./open-programs.js').then(({ openPrograms }) => {
        openPrograms.choose(first, () => null);
        return openPrograms;
      });
    }
    return this.table;
  }
}

export const sharedPrograms = new SharedPrograms();
