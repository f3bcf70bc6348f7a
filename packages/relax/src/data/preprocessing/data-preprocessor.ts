/** The base of what turns a column into numbers, and back. */
import { type Tensor, ValueError } from '@org/core';
import { type ColumnLike, toColumn } from '../column.js';

/** What a preprocessor has learned, by the names that files have. */
export type PreprocessorState = Readonly<Record<string, readonly (number | string | boolean)[]>>;

/** Turns one column into numbers, and numbers into the column again. */
export abstract class DataPreprocessor {
  /** Its name in errors: the one given, or that of the class. */
  readonly name: string;
  /** The column that it is used for, for errors. */
  column: string;

  constructor(name: string | null = null) {
    this.name = name ?? this.constructor.name;
    this.column = this.name;
  }

  /** Learns from a column of shape [rows] or [rows, 1]. */
  abstract fit(xs: ColumnLike, y?: unknown): this;
  /** The numbers that stand for a column: [rows, n]. */
  abstract transform(xs: ColumnLike): Tensor;
  /** The column, [rows, 1], that numbers stand for. */
  abstract inverseTransform(xs: Tensor | ColumnLike): Tensor;
  /** What it has learned. */
  abstract toDict(): PreprocessorState;
  /** Takes over what another one has learned. */
  abstract fromDict(state: PreprocessorState): this;

  /** `fit`, then `transform`. */
  fitTransform(xs: ColumnLike, y?: unknown): Tensor {
    return this.fit(xs, y).transform(xs);
  }

  /** One that has learned what `toDict` or a file says. */
  static fromDict<T extends DataPreprocessor>(this: new () => T, state: PreprocessorState): T {
    return new this().fromDict(state);
  }

  /** @throws ValueError for what is no column */
  protected check(xs: ColumnLike): Tensor {
    return toColumn(this.column, xs);
  }

  /** @throws ValueError before `fit` */
  protected fitted<T>(state: T | null): T {
    if (state !== null) return state;
    throw new ValueError(`${this.name} of column '${this.column}' has learned nothing yet.`, {
      hint: 'call fit(xs) first.',
    });
  }
}
