import { lent, update } from '../tensor/lent.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Variable } from '../tensor/variable.js';

/** The runs under way, by the variables that they will assign. */
const underWay = new WeakMap<Variable, Promise<unknown>>();

/** What a run does to variables. */
export interface VariableUse {
  readonly reads: readonly Variable[];
  readonly writes: readonly Variable[];
}

/**
 * Runs `body`, which computes new values for variables from present ones, when no other run is about to assign any of them: of two
 * that go on at the same time, the second starts from what the first has made. What is assigned from outside meanwhile came later,
 * and stays.
 *
 * @param body begins at once to read; gives the result and a value for each of `writes`
 */
export async function inTurn<Result>(
  use: VariableUse,
  body: () => Promise<{ result: Result; values: readonly Tensor[] }>,
): Promise<Result> {
  const { writes } = use;
  if (writes.length === 0) return (await body()).result;
  for (let others = runsOn(use); others.size > 0; others = runsOn(use)) await Promise.allSettled(others);
  const before = writes.map((variable) => variable[lent]);
  const running = body();
  for (const variable of writes) underWay.set(variable, running);
  try {
    const { result, values } = await running;
    writes.forEach((variable, i) => {
      if (variable[lent] === before[i]) replace(variable, values[i]!);
    });
    return result;
  } finally {
    for (const variable of writes) underWay.delete(variable);
  }
}

/** Gives a variable a value that nobody else has. What it had before is given up, unless somebody else has that. */
function replace(variable: Variable, value: Tensor): void {
  const { known, isShared } = variable[lent];
  const held = variable[update](value);
  held.isShared = held.isVisible = false;
  if (!isShared && held.known !== known) known?.abandon?.();
}

function runsOn({ reads, writes }: VariableUse): Set<Promise<unknown>> {
  const runs = new Set<Promise<unknown>>();
  for (const list of [reads, writes]) {
    for (const variable of list) {
      const run = underWay.get(variable);
      if (run) runs.add(run);
    }
  }
  return runs;
}
