/** Einstein summations of attention over several heads, for inputs of any rank. */
import { type SymbolicShape, ValueError } from '@org/core';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** How inputs are projected: what an EinsumDense is made from. */
export interface Projection {
  readonly equation: string;
  readonly outputShape: SymbolicShape;
  readonly biasAxes: string;
}

/**
 * The projection of the last `bound` axes of an input to `sizes`; the axes before stay.
 *
 * @param rank of the input
 */
export function projectionOf(rank: number, bound: number, sizes: readonly number[]): Projection {
  const free = rank - bound;
  const kept = LETTERS.slice(0, free);
  const summed = LETTERS.slice(free, rank);
  const made = LETTERS.slice(rank, rank + sizes.length);
  return {
    equation: `${kept}${summed},${summed}${made}->${kept}${made}`,
    outputShape: [...new Array<null>(free - 1).fill(null), ...sizes],
    biasAxes: made,
  };
}

export interface AttentionEquations {
  /** Of keys and queries: their scores. */
  readonly scores: string;
  /** Of weights and values: the outputs. */
  readonly combine: string;
}

/**
 * The summations for projected tensors `[batch, ..., heads, size]`, in which targets look at sources along `axes`. Scores have the
 * axes that are not attended along, the heads among them, then those of the targets, then those of the sources.
 *
 * @param rank of the projected tensors
 */
export function attentionEquations(rank: number, axes: readonly number[]): AttentionEquations {
  const targets = LETTERS.slice(0, rank);
  const others = LETTERS.slice(rank, rank + axes.length);
  const sources = Array.from(targets, (letter, axis) =>
    axes.includes(axis) ? others[axes.indexOf(axis)] : letter,
  ).join('');
  const batch = Array.from(targets.slice(0, -1)).filter((_, axis) => !axes.includes(axis));
  const scores = [...batch, ...axes.map((axis) => targets[axis]), ...others].join('');
  return { scores: `${sources},${targets}->${scores}`, combine: `${scores},${sources}->${targets}` };
}

/** @throws ValueError for inputs that have no axis between those of the batch and of the features, to look along */
export function assertSequences(owner: string, rank: number): void {
  if (rank >= 3) return;
  throw new ValueError(`${owner} has no axis to look along.`, {
    expected: 'inputs [batch, ..., features] of rank 3 or more',
    received: `inputs of rank ${rank}`,
  });
}
