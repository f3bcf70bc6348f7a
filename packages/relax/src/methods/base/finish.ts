/** What is done with counterfactuals in the end, whatever the method: they respect all constraints, and need all of their changes. */
import { ops, type Tensor } from '@org/core';
import { tensorOfOwn } from '@org/core/python';
import type { FeaturesList } from '../../data/index.js';
import { orderByChanges, rowsOfNumbers } from './by-changes.js';
import { type Found, unreached, withFallback } from './fallback.js';
import type { Problem } from './problem.js';
import { type FeatureRanges, halve, refine, revert } from './refine.js';
import { inBatches, searchOf, searchRows, withoutKeys } from './run-batches.js';
import { type Rows, runSearch, type Search, type SearchOptions } from './search.js';
import { tableOf, valuesOf } from './table.js';

export interface Ending {
  readonly problem: Problem;
  /** The data, if they are known. */
  readonly features: FeaturesList | undefined;
  /** What finds points and is part of the program that takes changes back; null where rows have their points. */
  readonly first: Search | null;
  /** A search for rows of which the data knows no counterfactual either; null where none is left. */
  readonly last: Search | null;
  /** Which columns make up each feature. */
  readonly ranges: FeatureRanges;
  /** Whether changes that are not needed are taken back. */
  readonly refines: boolean;
  /** Whether the user has constraints of their own, and how many features may change by them. */
  readonly isConstrained: boolean;
  readonly maxChanges: number | null;
  /** Whether a row has several counterfactuals, which are to be unlike each other. */
  readonly isVaried: boolean;
  /** Whether points respect the constraints already. */
  readonly areConstrained: boolean;
  /** Whether rows are those of the data, which respect its constraints. */
  readonly areOfData: boolean;
}

/** Whether the ends of searches are counterfactuals as they are. */
const isDone = ({ problem, refines, isConstrained }: Ending): boolean =>
  problem.isCompatible && !isConstrained && !refines;

/** Whether rows whose search found nothing get a row of the data. */
export const asksData = ({ features, refines }: Ending): boolean => features !== undefined && refines;

/** Whether points are found and judged in one program: where a search is one go, rows need not be kept apart by their changes. */
export const isOneProgram = (ending: Ending, { steps, width, run, rest, isConstrained }: Search): boolean =>
  asksData(ending) && ending.problem.keepsMixes && isConstrained === true && steps === 0 && !width && !run && !rest;

/** The ends of searches, `rows.points`, as counterfactuals; a function of tensors. */
export function finish(ending: Ending, rows: Rows): Tensor {
  const { problem, ranges, refines, maxChanges } = ending;
  if (isDone(ending)) return rows.points!;
  return refines || maxChanges !== null
    ? refine(problem, ranges, rows, rows.points!, ending).cfs
    : problem.constrain(rows, rows.points!, true);
}

/**
 * The same for many rows. Those that are not predicted as wanted get the nearest example of the data that is, where the data are known and
 * changes are taken back; where there is none, what the last search finds.
 */
export async function finishRows(
  ending: Ending,
  rows: Rows,
  { onProgress, ...options }: SearchOptions,
): Promise<Tensor> {
  if (isDone(ending)) return rows.points!;
  const { problem, features, ranges, isVaried, maxChanges, first, last } = ending;
  // Chance decides alone which features are looked at, where counterfactuals are to be unlike each other.
  const once = { steps: 0, isRandom: isVaried };
  const width = rows.xs.shape[1]!;
  if (!asksData(ending)) {
    const search: Search<Tensor> = { ...once, start: (own) => finish(ending, own), finish: (cfs) => cfs };
    return searchRows(search as Search, rows, options);
  }
  const judgeRows = inBatches((own) => ({
    ...revert(problem, ranges, own, own.points ?? runSearch(first!, own), ending),
  }));
  // Few rows still differ in numbers once features are as they were.
  const nearer: Search<Tensor> = {
    ...once,
    isRandom: false,
    start: (own) =>
      halve(problem, ranges, own, { cfs: own.points!, reached: ops.ones([own.xs.shape[0]!], 'bool') }).cfs,
    finish: (cfs) => cfs,
  };
  const halveRows = searchOf(nearer as Search);
  const refined = async (own: Rows, onProgress?: SearchOptions['onProgress']) => {
    const xs = await valuesOf(own.xs);
    const count = xs.length / width;
    const order = own.points && orderByChanges(ranges, xs, await valuesOf(own.points), width);
    const isRandom = isVaried || (!own.points && first!.isRandom !== false);
    const known = isRandom ? own : withoutKeys(own);
    const { cfs, reached } = (await judgeRows(known, { ...options, order, onProgress })) as Found;
    const left = rowsOfNumbers(ranges, xs, cfs, width).filter((row) => reached[row] === 1);
    if (left.length > 0) {
      const points = tensorOfOwn(cfs, [count, width]);
      const table = await tableOf(withoutKeys({ ...own, points }));
      const halved = await valuesOf(await halveRows(table.rows(filled(left)), options));
      for (const [i, row] of left.entries()) cfs.set(halved.subarray(i * width, (i + 1) * width), row * width);
    }
    return { cfs, reached };
  };
  const asking = { ...options, isVaried, ranges, maxChanges };
  const found = await withFallback(problem, features!, rows, await refined(rows, onProgress), refined, asking);
  const open = last ? unreached(found) : [];
  if (open.length > 0) {
    const own = (await tableOf(rows)).rows(open);
    const { cfs } = await refined({ ...own, points: await searchRows(last!, own, options) });
    for (const [i, row] of open.entries()) found.cfs.set(cfs.subarray(i * width, (i + 1) * width), row * width);
  }
  return tensorOfOwn(found.cfs, [rows.xs.shape[0]!, width]);
}

/** Rows, with the last one over and over up to one of four numbers for each power of two: each number of rows is compiled. */
function filled(rows: readonly number[]): number[] {
  const unit = Math.max(32, 2 ** Math.floor(Math.log2(rows.length)) / 4);
  return Array.from({ length: Math.ceil(rows.length / unit) * unit }, (_, i) => rows[Math.min(i, rows.length - 1)]!);
}
