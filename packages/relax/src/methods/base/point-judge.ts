/** Asks a predictor about any number of points: which of them are as wanted, once they respect the constraints. */
import { jit, type Tensor, tensor } from '@org/core';
import type { Problem } from './problem.js';
import { POINTS } from './run-batches.js';
import type { Rows } from './search.js';
import { type Table, valuesOf } from './table.js';

/** Batches have one of a few sizes, powers of four, since each is compiled. */
const LEAST = 64;
const sizeFor = (count: number): number => 4 ** Math.ceil(Math.log2(Math.max(LEAST, count)) / 2);
/** How many times as many points take less time than to compile another size. */
const WORTH_COMPILING = 16;

/** Points that were judged. */
export interface Judged {
  /** After constraints, flat. */
  readonly points: Float32Array;
  /** 1 where they are predicted as wanted. */
  readonly reached: Uint8Array;
}

/** Points of rows of a table. */
export class PointJudge {
  readonly #asked: (rows: Rows) => { readonly points: Tensor; readonly reached: Tensor };
  readonly #batchSize: number;
  /** Those of batches that there were. */
  readonly #sizes: number[] = [];

  constructor(
    problem: Problem,
    readonly table: Table,
    readonly options: { readonly batchSize?: number; readonly signal?: AbortSignal } = {},
  ) {
    this.#batchSize = Math.min(options.batchSize ?? POINTS, sizeFor(table.length));
    this.#asked = jit((rows: Rows) => {
      const points = problem.constrain(rows, rows.points!, true);
      return { points, reached: problem.target.reached(rows.yTargets, problem.predFn(points)) };
    }) as never;
  }

  /**
   * @param rows the row in the table of each point
   * @param points flat, one after the other
   */
  async judge(rows: ArrayLike<number>, points: Float32Array): Promise<Judged> {
    const [count, width] = [rows.length, this.table.width];
    const judged = { points: new Float32Array(points.length), reached: new Uint8Array(count) };
    for (let from = 0; from < count; from += this.#batchSize) {
      this.options.signal?.throwIfAborted();
      const to = Math.min(count, from + this.#batchSize);
      const size = this.#sizeFor(to - from);
      // The last batch is filled with its last point.
      const own = Uint32Array.from({ length: size }, (_, i) => rows[Math.min(from + i, to - 1)]!);
      const batch = filled(points.subarray(from * width, to * width), size * width, width);
      const known = this.table.rows(own, ['xs', 'yTargets', 'frozen']);
      const answer = this.#asked({ ...known, points: tensor(batch, [size, width]) });
      const [constrained, reached] = [await valuesOf(answer.points), await answer.reached.data()];
      judged.points.set(constrained.subarray(0, (to - from) * width), from * width);
      judged.reached.set((reached as Uint8Array).subarray(0, to - from), from);
    }
    return judged;
  }

  /** How many points a batch has: a size that is compiled, unless another one is much smaller. */
  #sizeFor(count: number): number {
    const fits = (size: number) => size >= count && size <= WORTH_COMPILING * Math.max(LEAST, count);
    const size = this.#sizes.find(fits) ?? Math.min(this.#batchSize, sizeFor(count));
    if (!this.#sizes.includes(size)) this.#sizes.push(size);
    return size;
  }
}

/** Points, with the last one over and over up to some number of values. */
function filled(points: Float32Array, length: number, width: number): Float32Array {
  if (points.length === length) return points;
  const all = new Float32Array(length);
  all.set(points);
  for (let at = points.length; at < length; at += width) all.copyWithin(at, points.length - width, points.length);
  return all;
}
