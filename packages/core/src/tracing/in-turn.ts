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
  const before = writes.map((variable) => variable.uncast);
  const running = body();
  for (const variable of writes) underWay.set(variable, running);
  try {
    const { result, values } = await running;
    writes.forEach((variable, i) => {
      if (variable.uncast === before[i]) variable.assign(values[i]!);
    });
    return result;
  } finally {
    for (const variable of writes) underWay.delete(variable);
  }
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
