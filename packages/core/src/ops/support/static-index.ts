/** Elements at positions that are known while the graph is built, taken in pieces instead of one by one. */
import { broadcastTo, concatenate, reverse, slice } from '../../primitives/movement.js';
import type { Tensor } from '../../tensor/tensor.js';

interface Run {
  readonly start: number;
  /** 1, -1, or 0 for a repeated element. */
  readonly step: number;
  length: number;
}

/** The longest stretches of neighbouring indices that rise, fall or stay. */
function runsOf(indices: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const index of indices) {
    const run = runs[runs.length - 1];
    const step = run && index - (run.start + run.step * (run.length - 1));
    if (run && step !== undefined && Math.abs(step) <= 1) {
      if (run.length === 1) runs[runs.length - 1] = { start: run.start, step, length: 2 };
      else if (step === run.step) run.length += 1;
      else runs.push({ start: index, step: 1, length: 1 });
    } else {
      runs.push({ start: index, step: 1, length: 1 });
    }
  }
  return runs;
}

/** Slices of `x` along `axis` at the given non-negative positions: contiguous pieces, joined. */
export function takeKnown(x: Tensor, indices: readonly number[], axis: number): Tensor {
  const pieces = runsOf(indices).map(({ start, step, length }) => {
    const sizes = x.shape.map((dim, i) => (i === axis ? (step === 0 ? 1 : length) : dim));
    const from = step < 0 ? start - length + 1 : start;
    const piece = slice(
      x,
      x.shape.map((_, i) => (i === axis ? from : 0)),
      sizes,
    );
    if (step < 0) return reverse(piece, [axis]);
    return step === 0
      ? broadcastTo(
          piece,
          sizes.map((dim, i) => (i === axis ? length : dim)),
        )
      : piece;
  });
  if (pieces.length > 0) return concatenate(pieces, axis);
  return slice(
    x,
    x.shape.map(() => 0),
    x.shape.map((dim, i) => (i === axis ? 0 : dim)),
  );
}
