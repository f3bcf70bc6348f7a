import { isTensor, type Tensor, tensor, ValueError } from '@org/core';
import { isCompat } from '../../utils/config.js';
import { type ColumnLike, isText, toColumn, valuesOf } from '../column.js';
import { DataPreprocessor, type PreprocessorState } from './data-preprocessor.js';

/**
 * Scales a column of numbers to [0, 1] by its smallest and largest value; values beyond them come out below 0 or above 1.
 *
 * @throws ValueError for a column with one value alone, and for texts
 * @example
 * await new MinMaxScaler().fitTransform([20, 30, 40]).array(); // [[0], [0.5], [1]]
 */
export class MinMaxScaler extends DataPreprocessor {
  min_: number[] | null = null;
  max_: number[] | null = null;

  constructor() {
    super('minmax');
  }

  override fit(xs: ColumnLike): this {
    const values = this.#numbers(this.check(xs));
    let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < values.length; i++) {
      min = Math.min(min, values[i]!);
      max = Math.max(max, values[i]!);
    }
    if (values.length === 0) throw new ValueError(`Column '${this.column}' has no rows.`);
    return this.#learn(min, max);
  }

  override transform(xs: ColumnLike): Tensor {
    const [min, max] = [this.fitted(this.min_)[0]!, this.fitted(this.max_)[0]!];
    const values = this.#numbers(this.check(xs));
    return tensor(
      Float32Array.from(values, (value) => (value - min) / (max - min)),
      [values.length, 1],
    );
  }

  override inverseTransform(xs: Tensor | ColumnLike): Tensor {
    const [min, max] = [this.fitted(this.min_)[0]!, this.fitted(this.max_)[0]!];
    const scaled = isTensor(xs) ? xs : toColumn(this.column, xs);
    const values = this.#numbers(scaled);
    return tensor(
      Float64Array.from(values, (value) => value * (max - min) + min),
      [values.length, 1],
    );
  }

  override toDict(): PreprocessorState {
    return { min_: [...this.fitted(this.min_)], max_: [...this.fitted(this.max_)] };
  }

  override fromDict({ min_, max_ }: PreprocessorState): this {
    return this.#learn(Number(min_?.[0]), Number(max_?.[0]));
  }

  #learn(min: number, max: number): this {
    if (!(min < max) && !isCompat()) {
      throw new ValueError(`Column '${this.column}' is constant: it can't be scaled.`, {
        received: `${min} in all rows, from row 0 on`,
        hint: "leave the column out, or keep it with the transformation 'identity'.",
      });
    }
    [this.min_, this.max_] = [[min], [max]];
    return this;
  }

  #numbers(column: Tensor): ArrayLike<number> {
    if (!isText(column)) return valuesOf(column) as ArrayLike<number>;
    const texts = valuesOf(column) as readonly string[];
    const row = texts.findIndex((text) => text.trim() === '' || Number.isNaN(Number(text)));
    if (row < 0) return Float64Array.from(texts, Number);
    throw new ValueError(`Column '${this.column}' holds a text in row ${row}, where numbers are scaled.`, {
      expected: 'a number',
      received: `'${texts[row]}'`,
      hint: 'a column of categories belongs to discretCols.',
    });
  }
}
