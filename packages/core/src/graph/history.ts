/**
 * Value and history are two things: execution stops at values, derivatives do not. A tensor that was read keeps its history (its
 * node) while that leads to something that derivatives are asked for by: a variable or a watched tensor. The history of any other
 * goes, since a loop would keep all of its past; what it was made from is noted, so that a derivative that is lost is no zero.
 */
import { isFloat } from '../dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Value } from '../tensor/value.js';
import type { KeptHistories } from './kept-histories.js';
import { ancestors, isLeaf, type Node, topologicalOrder } from './node.js';
import { Origin, originOf } from './origin.js';

/** Whether derivatives go no further back: at the value of a variable, and at what lets none through. */
export const endsDerivatives = ({ variable, node }: Tensor): boolean =>
  variable !== null || node?.primitive.stopsDerivatives === true;

/**
 * Nodes through which derivatives reach `outputs`, inputs first.
 *
 * @param since what is not younger does not count: it does not depend on what derivatives are asked for by
 */
export const historyOf = (outputs: readonly Tensor[], since = 0): Node[] =>
  ancestors(outputs, (tensor) => endsDerivatives(tensor) || tensor.age <= since);

/** Whether somebody may ask for derivatives with respect to this tensor, or something that it was made from. */
const leadsToSource = (tensor: Tensor, live: ReadonlySet<Node>): boolean =>
  isFloat(tensor.dtype) &&
  (tensor.variable !== null ||
    tensor.isWatched ||
    (tensor.node !== null && (tensor.known !== null || live.has(tensor.node))));

/** Comes with variables (tensor/variable.ts), which whoever watches tensors knows as well: elsewhere no history is kept. */
let kept: KeptHistories | null = null;

/** Notes what bounds histories. */
export function installKept(histories: KeptHistories): void {
  kept ??= histories;
}

/** Gives the tensors of a run their values. */
export function settle(tensors: readonly Tensor[], values: readonly Value[]): void {
  const open = tensors.filter(
    ({ known, node, variable, dtype }) => !known && node && variable === null && isFloat(dtype),
  );
  const live = liveNodes(open);
  let last: Node | null = null;
  let origins: readonly Origin[] = [];
  tensors.forEach((tensor, i) => {
    if (tensor.known) return;
    const { node, variable, dtype } = tensor;
    if (node && (variable !== null || !isFloat(dtype))) tensor.node = null;
    else if (node && !live.has(node)) {
      // All outputs of a node come from the same.
      if (node !== last) origins = originsOf(tensor);
      last = node;
      tensor.origin = new Origin(origins);
      tensor.node = null;
    }
    tensor.known = values[i]!;
  });
  const histories = open.filter(({ node }) => node !== null);
  if (histories.length > 0) kept?.add(histories, live);
}

/** What has just run for tensors, as far as derivatives lead through it. */
function liveNodes(tensors: readonly Tensor[]): Set<Node> {
  const live = new Set<Node>();
  for (const node of toRunFor(tensors)) {
    if (node.primitive.stopsDerivatives) continue;
    if (node.inputs.some((input) => leadsToSource(input, live))) live.add(node);
  }
  return live;
}

/** Mostly it is one node, such as the call of a compiled function. */
function toRunFor(tensors: readonly Tensor[]): readonly Node[] {
  const node = tensors[0]?.node;
  const isAlone = node && tensors.every((tensor) => tensor.node === node) && node.inputs.every(isLeaf);
  return isAlone ? [node] : topologicalOrder(tensors);
}

/** Lets a tensor go from what it was made from; derivatives that lead there are an error. */
export function forgetHistory(tensor: Tensor): void {
  tensor.origin = new Origin(originsOf(tensor));
  tensor.node = null;
}

const isOfFloats = ({ dtype }: Tensor): boolean => isFloat(dtype);

/** Whether no path leads on from a tensor. */
const isStart = (tensor: Tensor): boolean => tensor.node === null || endsDerivatives(tensor) || !isFloat(tensor.dtype);

/** Everything on the paths that derivatives would take from a tensor. */
function originsOf(tensor: Tensor): Origin[] {
  const { node } = tensor;
  // Most are made of values that have no history themselves.
  if (node && !isStart(tensor) && node.inputs.every(isStart)) {
    const own = node.inputs.filter(isOfFloats).map(originOf);
    return own.filter((origin, i) => own.indexOf(origin) === i);
  }
  const origins = new Set<Origin>();
  for (const { inputs } of ancestors([tensor], (each) => endsDerivatives(each) || !isFloat(each.dtype)))
    for (const input of inputs) if (isFloat(input.dtype)) origins.add(originOf(input));
  return [...origins];
}
