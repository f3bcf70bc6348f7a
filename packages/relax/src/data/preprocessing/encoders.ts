/** Columns of categories as numbers. */
import { IndexError, isTensor, ops, type Tensor, tensor, ValueError } from '@org/core';
import { valuesHere } from '@org/core/python';
import { isCompat } from '../../utils/config.js';
import { type ColumnLike, isText, toColumn, valuesOf } from '../column.js';
import { DataPreprocessor, type PreprocessorState } from './data-preprocessor.js';

export type Category = number | string | boolean;

/** The base of encoders: the categories of a column, in order. Texts are ordered by their characters, as NumPy does it. */
export abstract class EncoderPreprocessor extends DataPreprocessor {
  categories_: Category[] | null = null;
  #codes = new Map<Category, number>();

  override fit(xs: ColumnLike): this {
    const column = this.check(xs);
    const distinct = new Set<Category>(Array.from(valuesOf(column) as ArrayLike<Category>));
    const categories = [...distinct].sort(compare);
    return this.#learn(column.dtype === 'bool' ? categories.map(Boolean) : categories);
  }

  override toDict(): PreprocessorState {
    return { categories_: [...this.fitted(this.categories_)] };
  }

  override fromDict({ categories_ = [] }: PreprocessorState): this {
    return this.#learn([...categories_]);
  }

  #learn(categories: Category[]): this {
    this.categories_ = categories;
    this.#codes = new Map(categories.map((category, code) => [key(category), code]));
    return this;
  }

  /** The position of each value among the categories. */
  protected codesOf(column: Tensor): Int32Array {
    const categories = this.fitted(this.categories_);
    const isOfTexts = typeof categories[0] === 'string';
    const values = Array.from(valuesOf(column) as ArrayLike<Category>);
    return Int32Array.from(values, (value, row) => {
      const own = isOfTexts ? String(value) : isText(column) ? Number(value) : value;
      const code = this.#codes.get(key(own));
      if (code !== undefined) return code;
      if (isCompat()) return categories.filter((category) => compare(category, own) < 0).length;
      throw new ValueError(`Column '${this.column}' has an unknown category in row ${row}.`, {
        expected: `one of ${categories.map((each) => JSON.stringify(each)).join(', ')}`,
        received: JSON.stringify(value),
        hint: 'only categories of the data that it was fitted to have a code.',
      });
    });
  }

  /** The categories at these positions, as a column. */
  protected categoriesAt(codes: ArrayLike<number>): Tensor {
    const categories = this.fitted(this.categories_);
    const values = Array.from(codes, (code, row) => {
      const position = code < 0 && isCompat() ? code + categories.length : code;
      const category = categories[position];
      if (category !== undefined) return category;
      throw new IndexError(`Column '${this.column}' has no category number ${code} in row ${row}.`, {
        expected: `a whole number from 0 to ${categories.length - 1}`,
        received: String(code),
      });
    });
    return toColumn(this.column, values);
  }
}

/**
 * The number of its category for each value: [rows, 1], int32.
 *
 * @throws ValueError for a category that it was not fitted to
 * @example
 * await new OrdinalPreprocessor().fitTransform([['b'], ['a'], ['b']]).array(); // [[1], [0], [1]]
 */
export class OrdinalPreprocessor extends EncoderPreprocessor {
  constructor() {
    super('ordinal');
  }

  /** @throws ValueError for a column that is not of shape [rows, 1] */
  protected override check(xs: ColumnLike): Tensor {
    const isFlat = isTensor(xs) ? xs.rank === 1 : !Array.isArray(xs) || (xs.length > 0 && !Array.isArray(xs[0]));
    if (!isFlat) return super.check(xs);
    throw new ValueError(`OrdinalPreprocessor takes columns of shape [rows, 1].`, {
      received: `column '${this.column}' of shape [rows]`,
      hint: 'xs.map((x) => [x])',
    });
  }

  override transform(xs: ColumnLike): Tensor {
    const codes = this.codesOf(this.check(xs));
    return tensor(codes, [codes.length, 1]);
  }

  override inverseTransform(xs: Tensor | ColumnLike): Tensor {
    const codes = valuesOf(isTensor(xs) ? xs : toColumn(this.column, xs)) as ArrayLike<number>;
    return this.categoriesAt(
      Array.from(codes, (code) =>
        isCompat() ? Math.trunc(code) : nearestCode(code, this.fitted(this.categories_).length),
      ),
    );
  }
}

/**
 * A column of zeros and ones for each category: [rows, categories].
 *
 * @throws ValueError for a category that it was not fitted to
 * @example
 * await new OneHotEncoder().fitTransform(['b', 'a']).array(); // [[0, 1], [1, 0]]
 */
export class OneHotEncoder extends EncoderPreprocessor {
  constructor() {
    super('ohe');
  }

  override transform(xs: ColumnLike): Tensor {
    const codes = this.codesOf(this.check(xs));
    const size = this.fitted(this.categories_).length;
    const data = new Float32Array(codes.length * size);
    codes.forEach((code, row) => {
      if (code >= size) throw new IndexError(`index ${code} is out of bounds for axis 0 with size ${size}`);
      data[row * size + code] = 1;
    });
    return tensor(data, [codes.length, size]);
  }

  /** The category whose number is the largest, of each row. */
  override inverseTransform(xs: Tensor | ColumnLike): Tensor {
    const rows = isTensor(xs) ? xs : tensor(xs as number[][]);
    return this.categoriesAt(valuesHere('argmax', ops.argmax(rows, -1)) as ArrayLike<number>);
  }
}

/** The code that a number that may lie between or beyond codes is nearest to. */
const nearestCode = (value: number, size: number): number => Math.min(Math.max(Math.round(value), 0), size - 1);

/** NumPy's order: of code points for texts. */
function compare(a: Category, b: Category): number {
  if (typeof a !== 'string' || typeof b !== 'string') return Number(a) - Number(b);
  if (a === b) return 0;
  const [x, y] = [Array.from(a), Array.from(b)];
  const i = x.findIndex((character, position) => character !== y[position]);
  return (i < 0 ? -1 : x[i]!.codePointAt(0)!) - (i < 0 ? 0 : (y[i]?.codePointAt(0) ?? -1));
}

const key = (category: Category): Category => (typeof category === 'boolean' ? Number(category) : category);
