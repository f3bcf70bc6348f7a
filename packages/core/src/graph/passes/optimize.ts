/** The portable passes, which every graph goes through before it is run or exported, in order. Dead code never gets here: graphs are walked backwards. */
import type { Graph } from '../node.js';
import { cancelTransposes } from './cancel-transposes.js';
import { dropBroadcasts } from './drop-broadcasts.js';
import { foldConstants } from './fold-constants.js';
import { fuseBias } from './fuse-bias.js';
import { hoistRows } from './hoist-rows.js';
import { inlineCalls } from './inline-calls.js';
import { joinPads } from './join-pads.js';
import { mergeReshapes } from './merge-reshapes.js';
import { mergeScans } from './merge-scans.js';
import { moveProducts } from './move-products.js';
import { moveTransposes } from './move-transposes.js';
import { optimizeBodies } from './optimize-bodies.js';
import { pruneScans } from './prune-scans.js';
import { shareSubexpressions } from './share-subexpressions.js';
import { sumParts } from './sum-parts.js';

/** From graph to graph, with the same values. */
export type Pass = (graph: Graph) => Graph;

export const through = (passes: readonly Pass[], graph: Graph): Graph =>
  passes.reduce((current, pass) => pass(current), graph);

const portable: readonly Pass[] = [
  inlineCalls,
  optimizeBodies((body) => optimize(body)),
  dropBroadcasts,
  foldConstants,
  shareSubexpressions,
  joinPads,
  mergeScans,
  moveProducts,
  hoistRows,
  pruneScans,
  sumParts,
  moveTransposes,
  cancelTransposes,
  fuseBias,
  mergeReshapes,
  shareSubexpressions,
];

export const optimize: Pass = (graph) => through(portable, graph);
