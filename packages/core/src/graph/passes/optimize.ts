/** The portable passes, which every graph goes through before it is run or exported, in order. Dead code never gets here: graphs are walked backwards. */
import { withOpenSizes } from '../../symbolic/open-sizes.js';
import { type Graph, topologicalOrder } from '../node.js';
import { cancelTransposes } from './cancel-transposes.js';
import { dropBroadcasts } from './drop-broadcasts.js';
import { foldConstants } from './fold-constants.js';
import { fuseBias } from './fuse-bias.js';
import { inlineCalls } from './inline-calls.js';
import { joinPads } from './join-pads.js';
import { mergeReshapes } from './merge-reshapes.js';
import { moveTransposes } from './move-transposes.js';
import { optimizeBodies } from './optimize-bodies.js';
import { shareSubexpressions } from './share-subexpressions.js';
import { sumParts } from './sum-parts.js';

/** From graph to graph, with the same values. */
export type Pass = (graph: Graph) => Graph;

export const through = (passes: readonly Pass[], graph: Graph): Graph =>
  passes.reduce((current, pass) => pass(current), graph);

/** Those that the operations of a graph bring along. */
const ownPasses: Pass = (graph) => {
  const own = topologicalOrder(graph.outputs).flatMap(({ primitive }) => primitive.passes ?? []);
  return through([...new Set(own)], graph);
};

const portable = (isOpen: boolean): readonly Pass[] => [
  inlineCalls,
  optimizeBodies((body) => through(portable(isOpen), body)),
  dropBroadcasts,
  (graph) => foldConstants(graph, isOpen),
  shareSubexpressions,
  joinPads,
  ownPasses,
  sumParts,
  moveTransposes,
  cancelTransposes,
  fuseBias,
  mergeReshapes,
  shareSubexpressions,
];

export const optimize: Pass = (graph) => through(portable(false), graph);
/** For graphs that are to share a session with others of their outline. */
export const optimizeOpen: Pass = (graph) =>
  withOpenSizes(
    () => true,
    () => through(portable(true), graph),
  );
