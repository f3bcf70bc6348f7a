/**
 * Variables that were assigned values which are not computed yet. A run settles those that depend on what it computes. Where a
 * value cannot be computed, its variable has again what it had before, and so have those that were assigned after it: they belong
 * to the same step.
 */

import { lent } from '../tensor/lent.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Variable } from '../tensor/variable.js';
import { type Node, newestId, nodesInAge } from './node.js';
import { settleSmall } from './settle-small.js';

const references = new WeakMap<Variable, WeakRef<Variable>>();
const assigned = new Set<WeakRef<Variable>>();

/** Notes an assignment outside of every trace. */
export function noteAssigned(variable: Variable, value: Tensor, before: Tensor): void {
  let reference = references.get(variable);
  if (!reference) {
    reference = new WeakRef(variable);
    references.set(variable, reference);
  }
  assigned.add(reference);
  value.replaced = before;
}

/** Whether something was assigned that is not known to be good. */
export const hasAssigned = (): boolean => assigned.size > 0;

const valueOf = (variable: Variable): Tensor => variable[lent];

function assignedVariables(): Variable[] {
  const variables: Variable[] = [];
  for (const reference of assigned) {
    const variable = reference.deref();
    if (variable) variables.push(variable);
    else assigned.delete(reference);
  }
  return variables;
}

/** Whether this is what a variable holds now: it will be asked for again. */
export const isPresentValue = (tensor: Tensor): boolean =>
  tensor.variable !== null && valueOf(tensor.variable) === tensor;

/** Whether a variable has had this, and a run has given it another value. Counters count without one. */
export function isReplacedValue(tensor: Tensor): boolean {
  if (!tensor.variable || tensor.size < 2) return false;
  const present = valueOf(tensor.variable);
  return present !== tensor && present.known !== null;
}

/** What variables are to have. */
export const pendingValues = (): Tensor[] =>
  assignedVariables()
    .map(valueOf)
    .filter(({ known }) => !known);

/** Those of pending values of variables that depend on any of `nodes`. */
export function dependentValues(nodes: readonly Node[], pending: readonly Tensor[]): Tensor[] {
  if (pending.length === 0) return [];
  const reached = new Set(nodes);
  const incomplete = new Set<Node>();
  for (const node of nodesInAge(pending)) {
    for (const { known, node: maker } of node.inputs) {
      if (known) continue;
      if (!maker || incomplete.has(maker)) incomplete.add(node);
      else if (reached.has(maker)) reached.add(node);
    }
  }
  return pending.filter(({ node }) => reached.has(node!) && !incomplete.has(node!));
}

/**
 * After a run: small values become known, and what variables hold that is known is good, unless something else was assigned meanwhile, in
 * the same step that is, which is not known yet.
 */
export function confirmAssigned(): void {
  const variables = assignedVariables();
  const pending: number[] = [];
  for (const variable of variables) {
    const value = valueOf(variable);
    settleSmall(value);
    if (!value.known) pending.push(value.age);
  }
  for (const variable of variables) {
    const value = valueOf(variable);
    const since = value.replaced?.age ?? value.age;
    if (!value.known || pending.some((age) => age > since && age <= value.age)) continue;
    value.replaced = null;
    assigned.delete(references.get(variable)!);
  }
}

/**
 * After a run that failed: undoes assignments, from the first one that cannot be computed on.
 *
 * @param canCompute tries to give a tensor its value
 */
export async function undoFailed(canCompute: (values: readonly Tensor[]) => Promise<boolean>): Promise<void> {
  const newest = newestId();
  const values = new Map(assignedVariables().map((variable) => [variable, valueOf(variable)] as const));
  const pending = [...values.values()].filter(({ known }) => !known);
  if (pending.length === 0 || (await canCompute(pending))) return;
  let firstBad = newest + 1;
  for (const value of pending) {
    let bad: Tensor | null = value;
    while (bad && !bad.known && !(await canCompute([bad]))) {
      firstBad = Math.min(firstBad, bad.age);
      bad = bad.replaced;
    }
  }
  for (const [variable, value] of values) {
    let good = value;
    while (good.age >= firstBad && good.replaced) good = good.replaced;
    // What was assigned since the failure stays.
    if (good !== value && valueOf(variable) === value) variable.assign(good);
  }
}
