/** What runs need of calls: the primitive comes with the functions that are compiled. */
import type { NodeOf } from './match.js';
import type { Attributes, Graph, Node } from './node.js';

export interface CallAttributes extends Attributes {
  readonly body: Graph;
  /** Whether it is run by itself; else together with what is around it. */
  readonly isAlone: boolean;
  /** Whether a run is for one core, since several are waited for at once. */
  readonly perCore: boolean;
}

export const isCall = (node: Node): node is NodeOf<CallAttributes> => node.primitive.calls === true;
