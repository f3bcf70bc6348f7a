/**
 * Value and history are two things: execution stops at values, derivatives do not. A tensor that was read keeps its history (its
 * node) while that leads to something that derivatives are asked for by: a variable or a watched tensor. The history of any other
 * goes, since a loop would keep all of its past; what it was made from is noted, so that a derivative that is lost is no zero.
 */
import { isFloat } from '../dtype.js';
import type { Tensor } from '../tensor.js';
import type { Value } from '../value.js';
import { ancestors, type Node } from './node.js';
import { Origin } from './origin.js';

/**
 * Nodes through which derivatives reach `outputs`, inputs first. They start at the values of variables.
 *
 * @param since the age of the oldest tensor that derivatives are asked for by; what is older does not depend on it
 */
export const historyOf = (outputs: readonly Tensor[], since = 0): Node[] =>
  ancestors(outputs, ({ variable, age }) => variable !== null || age <= since);

/** Whether somebody may ask for derivatives with respect to this tensor, or something that it was made from. */
const leadsToSource = (tensor: Tensor, live: ReadonlySet<Node>): boolean =>
  isFloat(tensor.dtype) &&
  (tensor.variable !== null ||
    tensor.isWatched ||
    (tensor.node !== null && (tensor.known !== null || live.has(tensor.node))));

/** Gives tensors their values. */
export class Settlement {
  /** Nodes whose outputs keep their history. */
  private readonly live = new Set<Node>();

  /** @param nodes what is run for the tensors, inputs first */
  constructor(nodes: readonly Node[]) {
    for (const node of nodes) {
      if (node.primitive.stopsDerivatives) continue;
      if (node.inputs.some((input) => leadsToSource(input, this.live))) this.live.add(node);
    }
  }

  settle(tensor: Tensor, value: Value): void {
    const { node } = tensor;
    if (node && (tensor.variable !== null || !isFloat(tensor.dtype))) tensor.node = null;
    else if (node && !this.live.has(node)) {
      tensor.origin = new Origin(tensor, originsOf(tensor));
      tensor.node = null;
    }
    tensor.known = value;
  }
}

/** Where the paths end that derivatives would take from a tensor. */
function originsOf(tensor: Tensor): Origin[] {
  const origins = new Set<Origin>();
  const ends = (each: Tensor) => !isFloat(each.dtype) || (each !== tensor && each.known !== null);
  for (const { primitive, inputs } of ancestors([tensor], ends)) {
    if (primitive.stopsDerivatives) continue;
    for (const input of inputs) {
      if (!isFloat(input.dtype) || (input.node && !input.known)) continue;
      input.origin ??= new Origin(input, []);
      origins.add(input.origin);
    }
  }
  return [...origins];
}
