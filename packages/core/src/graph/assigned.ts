/**
 * Variables that were assigned values which are not computed yet. A run settles those that depend on what it computes; where it
 * fails, they have again the values that they had before.
 */
import type { Tensor } from '../tensor.js';
import { untraced } from '../trace.js';
import type { Variable } from '../variable.js';
import { isLeaf, type Node, topologicalOrder } from './node.js';

const references = new WeakMap<Variable, WeakRef<Variable>>();
const assigned = new Set<WeakRef<Variable>>();
/** The last values that were computed, of variables with pending ones. */
const computed = new WeakMap<Variable, Tensor>();

/** Notes an assignment outside of every trace. */
export function noteAssigned(variable: Variable, before: Tensor): void {
  let reference = references.get(variable);
  if (!reference) {
    reference = new WeakRef(variable);
    references.set(variable, reference);
  }
  assigned.add(reference);
  if (before.known || !computed.has(variable)) computed.set(variable, before);
}

const valueOf = (variable: Variable): Tensor => untraced(() => variable.uncast);

function pendingVariables(): Variable[] {
  const pending: Variable[] = [];
  for (const reference of assigned) {
    const variable = reference.deref();
    if (variable && !valueOf(variable).known) {
      pending.push(variable);
      continue;
    }
    assigned.delete(reference);
    if (variable) computed.delete(variable);
  }
  return pending;
}

/** Whether this is what a variable holds now: it will be asked for again. */
export const isPresentValue = (tensor: Tensor): boolean =>
  tensor.variable !== null && valueOf(tensor.variable) === tensor;

/** The variables whose pending values depend on any of `nodes`, with these values. */
export function dependentVariables(nodes: readonly Node[]): Map<Variable, Tensor> {
  const pending = pendingVariables().map((variable) => [variable, valueOf(variable)] as const);
  if (pending.length === 0) return new Map();
  const reached = new Set(nodes);
  const incomplete = new Set<Node>();
  for (const node of topologicalOrder(pending.map(([, value]) => value))) {
    const inner = node.inputs.filter((input) => !isLeaf(input)).map((input) => input.node!);
    if (inner.some((input) => reached.has(input))) reached.add(node);
    const lacks =
      node.inputs.some((input) => !input.node && !input.known) || inner.some((each) => incomplete.has(each));
    if (lacks) incomplete.add(node);
  }
  return new Map(pending.filter(([, { node }]) => reached.has(node!) && !incomplete.has(node!)));
}

/** Gives variables whose pending values cannot be computed the last ones that could. */
export function restore(variables: Iterable<Variable>): void {
  for (const variable of variables) {
    const before = computed.get(variable);
    if (before) variable.assign(before);
  }
}
