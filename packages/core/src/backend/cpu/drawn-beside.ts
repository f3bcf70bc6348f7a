/** The numbers of a loop's next run, drawn by another thread while the runtime is at work on this one. */

import type { Kernel, Numbers } from '../../simd/kernel.js';
import { type Helper, type RowsTask, rowsBefore, sharedPlaces, taskOf } from '../../simd/keyed-rows.js';
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

/** Threads that have come, for all loops. */
const helpers = new WeakMap<Beside, Helper>();

export class DrawnBeside {
  #time = 0;
  #isAsked = false;
  #useless = 0;
  #lastCount = 0;
  /** Rows between two runs that neither asks for, and how often in a row one has asked for them after all. */
  #passed = 0;
  #mistaken = 0;
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
    this.#judge();
    // Long and short runs take turns, where an epoch is no whole number of them. One more row: a batch of another size may come between.
    const rows = Math.min((this.#lastCount || count) + 1, this.most);
    this.#lastCount = count;
    const helper = helpers.get(this.beside);
    if (!helper || this.#useless >= MOST_USELESS || this.#time < this.beside.from) return;
    const { values, first } = next(rows);
    const passed = this.#passed;
    const start = passed > 0 ? computeInTurn(this.parts, passed, next(passed).values, first) : first;
    computeInTurn(this.parts, rows, values, start);
    computeTogether(this.parts.leading, rows, values, new Map());
    const tasks = this.parts.last.flatMap((drawing) => this.#begin(drawing, rows, values));
    if (tasks.length > 0) helper.draw(tasks);
  }

  /** What became of the rows that were begun. */
  #judge(): void {
    if (this.#tasks.size === 0) return;
    const before = [...this.#tasks.values()].map(rowsBefore).filter((each) => each !== null);
    this.#tasks.clear();
    if (before.length > 0) {
      const more = Math.min(...before);
      if (this.#passed > 0 && more === 0) this.#mistaken = 0;
      if (this.#mistaken < MOST_USELESS) this.#passed += more;
      this.#useless = 0;
      return;
    }
    // It may have asked for what was passed over.
    if (this.#passed > 0) this.#mistaken += 1;
    else this.#useless += 1;
    this.#passed = 0;
  }

  #begin(drawing: Drawing, rows: number, values: ReadonlyMap<Tensor, Rows>): (readonly [Kernel, RowsTask])[] {
    const keyed = drawing.keyed(rows, valueIn(values));
    if (!keyed) return [];
    const all = this.#places.get(drawing) ?? sharedPlaces(this.most, drawing.results);
    this.#places.set(drawing, all);
    const places = all.map((place, i) => place.subarray(0, rows * drawing.results[i]!.size));
    const task = taskOf(keyed.rows, places);
    this.#tasks.set(drawing, task);
    return [[keyed.kernel, task]];
  }

  #note(time: number): void {
    this.#time += time;
    if (this.#isAsked || this.#time < this.beside.from) return;
    this.#isAsked = true;
    // Without one all is drawn here.
    this.beside.helper().then(
      (helper) => helpers.set(this.beside, helper),
      () => undefined,
    );
  }
}
