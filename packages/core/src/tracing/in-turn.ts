import { lent, settled } from '../tensor/lent.js';
import type { Value } from '../tensor/value.js';
import type { Variable } from '../tensor/variable.js';

interface Run {
  readonly writes: readonly Variable[];
  readonly end: Promise<unknown>;
}

/** The runs under way that will assign variables. */
const underWay = new Set<Run>();

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
  body: () => Promise<{ result: Result; values: readonly Value[] }>,
): Promise<Result> {
  const { writes } = use;
  if (writes.length === 0) return (await body()).result;
  for (let others = runsOn(use); others.length > 0; others = runsOn(use)) await Promise.allSettled(others);
  const before = writes.map((variable) => variable[lent]);
  const run = { writes, end: body() };
  underWay.add(run);
  try {
    const { result, values } = await run.end;
    writes.forEach((variable, i) => {
      if (variable[lent] === before[i]) replace(variable, values[i]!);
    });
    return result;
  } finally {
    underWay.delete(run);
  }
}

/** Gives a variable a value that nobody else has. What it had before is given up, unless somebody else has that. */
function replace(variable: Variable, value: Value): void {
  const { known, isShared } = variable[lent];
  variable[settled](value);
  if (!isShared && value !== known) known?.abandon?.();
}

function runsOn({ reads, writes }: VariableUse): Promise<unknown>[] {
  if (underWay.size === 0) return [];
  const used = new Set([...reads, ...writes]);
  return [...underWay].filter((run) => run.writes.some((variable) => used.has(variable))).map(({ end }) => end);
}
