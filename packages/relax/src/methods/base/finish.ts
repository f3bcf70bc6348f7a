/** What is done with counterfactuals in the end, whatever the method: they respect all constraints, and need all of their changes. */
import { ops, type Tensor } from '@org/core';
import { tensorOfOwn } from '@org/core/python';
import type { FeaturesList } from '../../data/index.js';
import { orderByChanges } from './by-changes.js';
import { unreached, withFallback } from './fallback.js';
import type { Problem } from './problem.js';
import { type FeatureRanges, type Refined, refine } from './refine.js';
import { searchOf, searchRows, tableOf, valuesOf, withoutKeys } from './run-batches.js';
import type { Rows, Search } from './search.js';

export interface Ending {
  readonly problem: Problem;
  /** The data, if they are known. */
  readonly features: FeaturesList | undefined;
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
}

/** Whether the ends of searches are counterfactuals as they are. */
const isDone = ({ problem, refines, isConstrained }: Ending): boolean =>
  problem.isCompatible && !isConstrained && !refines;

/** Whether rows whose search found nothing get a row of the data. */
export const asksData = ({ features, refines }: Ending): boolean => features !== undefined && refines;

/** The ends of searches, `rows.points`, as counterfactuals; a function of tensors. */
export function finish(ending: Ending, rows: Rows): Tensor {
  const { problem, refines, maxChanges } = ending;
  if (isDone(ending)) return rows.points!;
  return refines || maxChanges !== null ? refineRows(ending, rows).cfs : problem.constrain(rows, rows.points!, true);
}

const refineRows = ({ problem, ranges, maxChanges, isVaried }: Ending, rows: Rows): Refined =>
  refine(problem, ranges, rows, rows.points!, { maxChanges, isVaried });

/**
 * The same for many rows. Those that are not predicted as wanted get the nearest example of the data that is, where the data are known and
 * changes are taken back; where there is none, what the last search finds.
 */
export async function finishRows(
  ending: Ending,
  rows: Rows,
  options: { readonly batchSize?: number; readonly signal?: AbortSignal },
): Promise<Tensor> {
  if (isDone(ending)) return rows.points!;
  const { problem, features, isVaried, last } = ending;
  // Chance decides alone which features are looked at, where counterfactuals are to be unlike each other.
  const once = { steps: 0, isRandom: isVaried };
  const width = rows.xs.shape[1]!;
  if (!asksData(ending)) {
    const search: Search<Tensor> = { ...once, start: (own) => finish(ending, own), finish: (cfs) => cfs };
    return searchRows(search as Search, rows, options);
  }
  // Beside each point whether it is predicted as wanted.
  const judged: Search<Tensor> = {
    ...once,
    start: (own) => {
      const { cfs, reached } = refineRows(ending, own);
      return ops.concatenate([cfs, ops.expandDims(reached.cast('float32'), -1)], -1);
    },
    finish: (found) => found,
  };
  const judgeRows = searchOf(judged as Search);
  const refined = async (own: Rows) => {
    const table = await tableOf(isVaried ? own : withoutKeys(own));
    const count = table.length;
    const order = orderByChanges(ending.ranges, table.values('xs'), table.values('points'), width);
    const found = await valuesOf(await judgeRows(table.rows(order), options));
    const [cfs, reached] = [new Float32Array(count * width), new Uint8Array(count)];
    for (let row = 0; row < count; row++) {
      const start = row * (width + 1);
      cfs.set(found.subarray(start, start + width), order[row]! * width);
      reached[order[row]!] = found[start + width]!;
    }
    return { cfs, reached };
  };
  const found = await withFallback(problem, features!, rows, await refined(rows), refined, { ...options, isVaried });
  const open = last ? unreached(found) : [];
  if (open.length > 0) {
    const own = (await tableOf(rows)).rows(open);
    const { cfs } = await refined({ ...own, points: await searchRows(last!, own, options) });
    for (const [i, row] of open.entries()) found.cfs.set(cfs.subarray(i * width, (i + 1) * width), row * width);
  }
  return tensorOfOwn(found.cfs, [rows.xs.shape[0]!, width]);
}
