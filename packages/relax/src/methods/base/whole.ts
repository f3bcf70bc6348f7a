/** Columns of whole numbers, such as ages in years: counterfactuals are whole there. */
import { ops, type Tensor, tensor } from '@org/core';
import { stepsOf } from '../../data/features/scale.js';
import type { FeaturesList } from '../../data/index.js';

export interface WholeNumbers {
  /** How many whole numbers a column goes through from 0 to 1; 0 where fractions may be. */
  readonly steps: readonly number[];
  /** Points `[n, k]` that are whole where they differ from `xs`. */
  round(xs: Tensor, cfs: Tensor): Tensor;
}

/** @returns null where no feature is of whole numbers */
export function wholeNumbersOf(features: FeaturesList): WholeNumbers | null {
  const steps = features.featuresAndIndices.flatMap(([feature, [start, end]]) =>
    new Array<number>(end - start).fill(end - start === 1 ? stepsOf(feature) : 0),
  );
  if (steps.every((each) => each === 0)) return null;
  const runs = runsOf(steps);
  return {
    steps,
    round: (xs, cfs) =>
      ops.concatenate(
        runs.map(([start, end]) => {
          const [x, cf] = [xs, cfs].map((rows) => rows.at(':', `${start}:${end}`)) as [Tensor, Tensor];
          if (steps[start] === 0) return cf;
          const own = tensor(Float32Array.from(steps.slice(start, end)));
          return ops.where(ops.equal(x, cf), x, ops.round(cf.mul(own)).div(own));
        }),
        -1,
      ),
  };
}

/** Columns beside each other that are of whole numbers, or not. */
function runsOf(steps: readonly number[]): (readonly [start: number, end: number])[] {
  const starts = steps.flatMap((each, i) => (i === 0 || each > 0 !== steps[i - 1]! > 0 ? [i] : []));
  return starts.map((start, i) => [start, starts[i + 1] ?? steps.length]);
}
