/** Operations on groups of columns, all at once: every node of a graph costs time in every step of a loop. */
import { customGradient, ops, type Tensor, tensor } from '@org/core';

/** The columns [start, end) of a group; groups follow each other and leave out none. */
export type Segment = readonly [start: number, end: number];

/** Beyond this distance from the mean of its group a score is as good as infinite: e^80 is nearly the largest float32. */
const FAR = 80;

/** 1 where two columns are in one group, `[columns, columns]`. */
function together(segments: readonly Segment[], valueOf: (size: number, isOwn: boolean) => number): Tensor {
  const columns = segments.at(-1)?.[1] ?? 0;
  const matrix = new Float32Array(columns * columns);
  for (const [start, end] of segments)
    for (let i = start; i < end; i++)
      for (let j = start; j < end; j++) matrix[i * columns + j] = valueOf(end - start, i === j);
  return tensor(matrix, [columns, columns]);
}

/**
 * The softmax of each group of columns of `scores` `[..., columns]`, by products with constant matrices: a softmax over few columns takes
 * twenty times as long, by number, as what it is made of.
 *
 * Scores count relative to the mean of their group, and as 80 more where they are further above it.
 */
export function segmentSoftmax(scores: Tensor, segments: readonly Segment[]): Tensor {
  const sums = together(segments, () => 1);
  const softmax = customGradient((x: Tensor) => {
    const powers = ops.exp(ops.minimum(x.matmul(centring(segments)), FAR));
    const shares = powers.div(powers.matmul(sums)) as Tensor;
    return [shares, (slope: Tensor) => shares.mul(slope.sub(slope.mul(shares).matmul(sums)))];
  });
  return softmax(scores) as Tensor;
}

/** The logarithm of {@link segmentSoftmax}. */
export function segmentLogSoftmax(scores: Tensor, segments: readonly Segment[]): Tensor {
  const owners = ownersOf(segments);
  const centred = scores.matmul(centring(segments)) as Tensor;
  const powers = ops.exp(ops.where(centred.less(FAR), centred, FAR));
  return centred.sub(ops.log(powers.matmul(owners)).matmul(ops.transpose(owners)));
}

/** Takes the mean of their group from columns. */
const centring = (segments: readonly Segment[]): Tensor =>
  together(segments, (size, isOwn) => Number(isOwn) - 1 / size);

/** Which columns are those of each group, `[columns, groups]`. */
export function ownersOf(segments: readonly Segment[]): Tensor {
  const columns = Math.max(0, ...segments.map(([, end]) => end));
  const owners = new Float32Array(columns * segments.length);
  for (const [group, [start, end]] of segments.entries())
    for (let column = start; column < end; column++) owners[column * segments.length + group] = 1;
  return tensor(owners, [columns, segments.length]);
}
