/** The numbers of a loop's next run, drawn by another thread while the runtime is at work on this one. */

import type { Numbers } from '../../simd/kernel.js';
import { beginRows, type Helper, type RowsTask, sharedPlaces, wasUseless } from '../../simd/keyed-rows.js';
import type { HostArray } from '../../tensor/host-array.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Drawing, Rows } from './drawing.js';
import { computeInTurn, computeTogether, type Parts, valueIn } from './drawn-rows.js';

/** The thread that draws. */
export interface Beside {
  /** Milliseconds of drawing from which on it pays. */
  readonly from: number;
  helper(): Promise<Helper>;
}

/** Runs that ask for other numbers than were begun, one after the other, until nothing is begun any more. */
const MOST_USELESS = 2;

export class DrawnBeside {
  #time = 0;
  #isAsked = false;
  #helper: Helper | null = null;
  #useless = 0;
  #lastCount = 0;
  readonly #places = new Map<Drawing, readonly Numbers[]>();
  readonly #tasks = new Map<Drawing, RowsTask>();

  /**
   * @param most rows of a run
   */
  constructor(
    private readonly parts: Parts,
    private readonly most: number,
    private readonly beside: Beside,
  ) {}

  /**
   * Draws the rows of a run, as far as that is not done, and begins with those of the next one: whether it will ask for them, their keys tell.
   *
   * @param draw draws the rows, with what was begun of them
   * @param next what the next run will know, for so many rows
   */
  run(
    count: number,
    draw: (taskOf: (drawing: Drawing) => RowsTask | null) => void,
    next: (rows: number) => { readonly values: Map<Tensor, Rows>; readonly first: ReadonlyMap<Tensor, HostArray> },
  ): void {
    const started = performance.now();
    draw((drawing) => this.#tasks.get(drawing) ?? null);
    this.#note(performance.now() - started);
    if (this.#tasks.size > 0) this.#useless = [...this.#tasks.values()].every(wasUseless) ? this.#useless + 1 : 0;
    this.#tasks.clear();
    // Long and short runs take turns, where an epoch is no whole number of them. One more row: a batch of another size may come between.
    const rows = Math.min((this.#lastCount || count) + 1, this.most);
    this.#lastCount = count;
    if (!this.#helper || this.#useless >= MOST_USELESS) return;
    const { values, first } = next(rows);
    computeInTurn(this.parts, rows, values, first);
    computeTogether(this.parts.leading, rows, values, new Map());
    for (const drawing of this.parts.last) this.#begin(this.#helper, drawing, rows, values);
  }

  #begin(helper: Helper, drawing: Drawing, rows: number, values: ReadonlyMap<Tensor, Rows>): void {
    const keyed = drawing.keyed(rows, valueIn(values));
    if (!keyed) return;
    const all = this.#places.get(drawing) ?? sharedPlaces(this.most, drawing.results);
    this.#places.set(drawing, all);
    const places = all.map((place, i) => place.subarray(0, rows * drawing.results[i]!.size));
    this.#tasks.set(drawing, beginRows(helper, keyed.kernel, keyed.rows, places));
  }

  #note(time: number): void {
    this.#time += time;
    if (this.#isAsked || this.#time < this.beside.from) return;
    this.#isAsked = true;
    // Without one all is drawn here.
    this.beside.helper().then(
      (helper) => {
        this.#helper = helper;
      },
      () => undefined,
    );
  }
}
