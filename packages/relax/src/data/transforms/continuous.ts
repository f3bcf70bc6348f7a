/** Transformations of columns of numbers. */
import { isTensor, ops, type Tensor, ValueError } from '@org/core';
import { type ColumnLike, isText, toColumn, valuesOf } from '../column.js';
import { MinMaxScaler } from '../preprocessing/index.js';
import { BaseTransformation } from './base.js';

/** Scales to [0, 1]; counterfactuals are clipped to that. */
export class MinMaxTransformation extends BaseTransformation {
  static override readonly isUniform = true;
  static override readonly meetsPenalty = true;
  override readonly isCategorical = false;
  declare readonly transformer: MinMaxScaler;

  constructor() {
    super('minmax', new MinMaxScaler());
  }

  override transform(xs: ColumnLike): Tensor {
    return this.transformer.transform(xs);
  }

  override inverseTransform(xs: Tensor | ColumnLike): Tensor {
    return this.transformer.inverseTransform(xs);
  }

  protected override constrain(_xs: Tensor, cfs: Tensor): Tensor {
    return ops.clip(cfs, 0, 1);
  }
}

/** Keeps the numbers as they are. */
export class IdentityTransformation extends BaseTransformation {
  static override readonly isUniform = true;
  static override readonly meetsPenalty = true;
  override readonly isCategorical = false;
  #column = 'identity';

  constructor() {
    super('identity', null);
  }

  override for(column: string): this {
    this.#column = column;
    return this;
  }

  /** @throws ValueError for a text that is no number */
  override transform(xs: ColumnLike): Tensor {
    const column = toColumn(this.#column, xs);
    if (!isText(column)) return column;
    const texts = valuesOf(column) as readonly string[];
    const row = texts.findIndex((text) => text.trim() === '' || Number.isNaN(Number(text)));
    if (row < 0) return toColumn(this.#column, texts.map(Number));
    throw new ValueError(`Column '${this.#column}' holds a text in row ${row}, where numbers stay as they are.`, {
      expected: 'a number',
      received: `'${texts[row]}'`,
      hint: "give it the transformation 'ordinal', or write numbers, such as 0 and 1 for the classes of a label.",
    });
  }

  override inverseTransform(xs: Tensor | ColumnLike): Tensor {
    return isTensor(xs) ? xs : toColumn(this.#column, xs);
  }

  protected override constrain(_xs: Tensor, cfs: Tensor): Tensor {
    return cfs;
  }
}
