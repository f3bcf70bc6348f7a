/** Sums of derivatives along the straight path from baselines to inputs. */
import { ops, type Tensor } from '@org/core';
import { expandSide, gradientsOf, type RowFunction, type Side } from './problem.js';
import { asColumn, samplesAtOnce, sumOverSamples } from './samples.js';

/** Points of the path: for each of some alphas all examples, one after the other. */
export const pointsAt = (alphas: Tensor, inputs: readonly Tensor[], baselines: readonly Tensor[]): Tensor[] =>
  inputs.map((x, i) => {
    const factor = asColumn(alphas, x.rank + 1);
    const points = ops.add(baselines[i]!, ops.multiply(factor, x.sub(baselines[i]!)));
    return ops.reshape(points, [-1, ...x.shape.slice(1)]);
  });

/** Σ over samples of a weight times the sample's rows. */
export function weightedSum(weights: Tensor, rows: Tensor): Tensor {
  const samples = weights.shape[0]!;
  const sum = ops.matmul(ops.reshape(weights, [1, samples]), ops.reshape(rows, [samples, -1]));
  return ops.reshape(sum, [rows.shape[0]! / samples, ...rows.shape.slice(1)]);
}

/** Σ over a path of weights times derivatives by the inputs, at most `rows` points at once. */
export function pathGradients(
  score: RowFunction,
  {
    inputs,
    baselines,
    side,
    sides,
  }: { inputs: readonly Tensor[]; baselines: readonly Tensor[]; side: readonly Tensor[]; sides: readonly Side[] },
  { alphas, weights, rows }: { alphas: Tensor; weights: Tensor; rows: number },
): Tensor[] {
  const steps = alphas.shape[0]!;
  const atOnce = samplesAtOnce(steps, inputs[0]!.shape[0]!, rows);
  return sumOverSamples(
    steps,
    atOnce,
    () => inputs.map(({ shape }) => shape),
    (indices, live) => {
      const points = pointsAt(ops.take(alphas, indices), inputs, baselines);
      const gradients = gradientsOf(score, points, expandSide(sides, side, atOnce));
      const scaled = ops.multiply(ops.take(weights, indices), live);
      return { sums: gradients.map((gradient) => weightedSum(scaled, gradient)) };
    },
  ).sums as Tensor[];
}
