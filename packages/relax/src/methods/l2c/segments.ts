import { jax, ops, type Tensor, tensor } from '@org/core';
import { segmentSoftmax } from '../../utils/segments.js';

export type Range = readonly [start: number, end: number];

/** Added to the scores of places that no category has. */
const NOWHERE = -1e9;
/** Elements of a matrix that moves columns, up to which a product with it costs less than cutting columns out. */
export const SMALL = 2 ** 15;

/**
 * Columns `[n, columns]` of which each feature has some, side by side. An operation on the columns of each feature is done for many features
 * at once: every node of a graph costs time in every step of a loop.
 */
export class Segments {
  readonly #apart: (scores: Tensor) => Tensor[];
  readonly #together: (parts: Tensor[]) => Tensor;

  constructor(private readonly ranges: readonly Range[]) {
    const runs = runsOf(ranges);
    const [features, columns] = [ranges.length, columnsIn(ranges)];
    const width = Math.max(0, ...ranges.map(([start, end]) => end - start));
    if (runs.length === 1 || columns * features * width > SMALL) {
      this.#apart = (scores) =>
        runs.map(({ start, end, size }) =>
          ops.reshape(columnsOf(scores, [start, end]), [-1, (end - start) / size, size]),
        );
      this.#together = (parts) => joined(parts.map((part) => ops.reshape(part, [-1, part.shape[1]! * part.shape[2]!])));
      return;
    }
    // Products with ones and zeros are exact, and so are their derivatives.
    const { moves, nowhere } = placesOf(ranges, columns, width);
    this.#apart = (scores) => [ops.reshape(scores.matmul(moves).add(nowhere), [-1, features, width])];
    this.#together = ([part]) => ops.matmul(ops.reshape(part!, [-1, features * width]), ops.transpose(moves));
  }

  /** Softmax over the columns of each feature. */
  softmax(scores: Tensor): Tensor {
    const columns = this.ranges.at(-1)?.[1] ?? 0;
    if (columns * columns <= SMALL) return segmentSoftmax(scores, this.ranges);
    return this.#together(this.#apart(scores).map((part) => jax.nn.softmax(part, -1)));
  }

  /** The column of each feature with the highest score, one-hot. */
  choice(scores: Tensor): Tensor {
    return this.#together(this.#apart(scores).map((part) => ops.oneHot(ops.argmax(part, -1), part.shape[2]!)));
  }
}

/**
 * Which columns are those of each feature, `[features, columns]`.
 *
 * @param weights what stands there for each feature, by default 1
 */
export function ownersOf(ranges: readonly Range[], weights?: ArrayLike<number>): Tensor {
  const columns = columnsIn(ranges);
  const owners = new Float32Array(ranges.length * columns);
  for (const [feature, [start, end]] of ranges.entries())
    owners.fill(weights?.[feature] ?? 1, feature * columns + start, feature * columns + end);
  return tensor(owners, [ranges.length, columns]);
}

const columnsIn = (ranges: readonly Range[]): number => Math.max(0, ...ranges.map(([, end]) => end));

/** Some columns of rows. */
export const columnsOf = (rows: Tensor, [start, end]: Range): Tensor => rows.at(':', `${start}:${end}`) as Tensor;

/** Columns beside each other. */
export const joined = (parts: readonly Tensor[]): Tensor =>
  parts.length === 1 ? parts[0]! : ops.concatenate(parts, -1);

/** Features beside each other that have as many columns. */
function runsOf(ranges: readonly Range[]): { start: number; end: number; size: number }[] {
  const runs: { start: number; end: number; size: number }[] = [];
  for (const [start, end] of ranges) {
    const last = runs.at(-1);
    if (last?.size === end - start) last.end = end;
    else runs.push({ start, end, size: end - start });
  }
  return runs;
}

/** Where columns go if all features are as wide as the widest, and scores for places where none goes. */
function placesOf(ranges: readonly Range[], columns: number, width: number): { moves: Tensor; nowhere: Tensor } {
  const places = ranges.length * width;
  const moves = new Float32Array(columns * places);
  const nowhere = new Float32Array(places).fill(NOWHERE);
  for (const [feature, [start, end]] of ranges.entries()) {
    for (let column = start; column < end; column++) {
      const place = feature * width + column - start;
      moves[column * places + place] = 1;
      nowhere[place] = 0;
    }
  }
  return { moves: tensor(moves, [columns, places]), nowhere: tensor(nowhere) };
}
