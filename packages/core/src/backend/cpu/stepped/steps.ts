/** Loops that a backend does step by step, with kernels of its own between the calls of the runtime. */
import type { Graph, Node } from '../../../graph/node.js';
import type { Session, Stages } from '../../backend.js';
import type { Part } from '../endings/ending.js';
import type { OwnKernels } from '../endings/lookups.js';

export interface Steps {
  /** Whether the iterations of a graph's only loop are done one by one. */
  isStepped(graph: Graph): boolean;
  /** Tells the nodes that kernels do. */
  isUpdate(graph: Graph): (node: Node) => boolean;
  /** A session for a graph with such a loop; null for any other. */
  session(graph: Graph, make: MakePart, draw: Draw): Promise<Session | null>;
}

/** Takes random words out of a graph, which are made before it runs. */
export type Draw = (graph: Graph) => Stages;

/**
 * Prepares a part of a graph; nodes are known by their positions in the whole.
 *
 * @param writes whether its results are to be written to arrays that are given
 * @param own kernels for some of its nodes
 */
export type MakePart = (
  part: Graph,
  positions: ReadonlyMap<Node, number>,
  writes: boolean,
  own?: OwnKernels,
) => Promise<Part>;
