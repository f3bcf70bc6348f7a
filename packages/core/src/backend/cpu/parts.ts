import { bodiesOf, type Graph, type Node, topologicalOrder } from '../../graph/node.js';
import type { Pass } from '../../graph/passes/optimize.js';
import { LARGE_TENSOR, makesWords } from '../../graph/work.js';
import type { LargeForms } from '../../primitives/large-forms.js';
import { inOneStage, type Stages } from '../backend.js';
import type { Pieces } from './calibration/decide.js';
import type { Beside } from './drawn-beside.js';

/** Words of threefry that a session makes in about a millisecond. */
const FEW_WORDS = 2 ** 14;

/** Outputs from which on they may be updates of an optimizer. */
const SEVERAL = 2;

/**
 * Passes and lowerings that only some graphs need, with the operations that they make: loaded with the first graph that has loops, random numbers, an
 * optimizer's updates, or tensors so large that loops compute them, so that a page without such graphs is without the passes.
 */
class Parts {
  private loaded: typeof import('./loaded-parts.js') | null = null;

  /** Loads what a graph needs. */
  async load(graph: Graph): Promise<void> {
    if (!this.loaded && needsParts(graph)) await this.loadAll();
  }

  /** Loads what the lowering of a graph needs that has been through all passes. */
  async loadForms(graph: Graph): Promise<void> {
    if (!this.loaded && mayBeLarge(graph)) await this.loadAll();
  }

  get forms(): LargeForms | null {
    return this.loaded?.largeForms ?? null;
  }

  async loadAll(): Promise<void> {
    this.loaded ??= await import('./loaded-parts.js');
  }

  /** @param beside another thread that draws */
  readonly drawnWords = (graph: Graph, beside?: Beside): Stages =>
    this.loaded?.drawnFirst(graph, beside) ?? inOneStage(graph);
  /** But for words of which a session makes as many as a run has sizes for: cheap ones, and few, as for each image of a batch. */
  readonly openWords = (graph: Graph): Stages =>
    this.loaded?.drawnWords(graph, (node) => makesWords(node) && !isFew(node)) ?? inOneStage(graph);
  /** In a step that runs again and again. */
  readonly steppedWords = (graph: Graph): Stages => this.loaded?.steppedWords(graph) ?? inOneStage(graph);
  readonly joinUpdates: Pass = (graph) => this.loaded?.joinUpdates(graph) ?? graph;
  readonly mergeWords: Pass = (graph) => this.loaded?.mergeWords(graph) ?? graph;
  /** @param isStepped whether iterations of the only loop of a graph are done one by one */
  readonly loopScans =
    (isStepped?: (graph: Graph) => boolean): Pass =>
    (graph) =>
      this.loaded?.loopScans(graph, isStepped) ?? graph;
  readonly joinFixedProducts: Pass = (graph) => this.loaded?.joinFixedProducts(graph) ?? graph;
  readonly countAhead: Pass = (graph) => this.loaded?.countAhead(graph) ?? graph;
  readonly packLoops: Pass = (graph) => this.loaded?.packLoops(graph) ?? graph;
  /** @param pieces how the machine wants large arrays */
  readonly tileChains =
    (pieces?: () => Pieces) =>
    (graph: Graph, isLeft?: (node: Node) => boolean): Graph =>
      this.loaded?.tileChains(graph, pieces, isLeft) ?? graph;
}

export const parts = new Parts();

const isFew = ({ primitive, outputs }: Node): boolean =>
  primitive.words === 'hashed' || outputs.every(({ size }) => size <= FEW_WORDS);

const needsParts = ({ outputs }: Graph): boolean =>
  outputs.length >= SEVERAL ||
  topologicalOrder(outputs).some(
    (node) =>
      makesWords(node) ||
      node.primitive.iterations !== undefined ||
      node.outputs.some(({ size }) => size >= LARGE_TENSOR) ||
      bodiesOf(node.attributes).some(needsParts),
  );

const mayBeLarge = ({ outputs }: Graph): boolean =>
  topologicalOrder(outputs).some(
    (node) => node.primitive.mayBeLarge?.(node) || bodiesOf(node.attributes).some(mayBeLarge),
  );
