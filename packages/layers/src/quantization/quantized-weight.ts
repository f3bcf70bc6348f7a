import type { DType, Tensor, Variable } from '@org/core';
import type { Quantizer } from '../quantizers/quantizer.js';

/** What takes the place of a weight of floating numbers. */
export interface QuantizedWeight {
  /** The whole numbers as they are kept. */
  readonly stored: Variable;
  /** The other variables by the ends of their names (`scale`, `zero`, `g_idx`), in the order of files. */
  readonly others: Readonly<Record<string, Variable>>;
  /**
   * The values of the variables for a weight of floating numbers.
   *
   * @param quantizer null: the usual one
   */
  valuesFor(weight: Tensor, quantizer: Quantizer | null): ReadonlyMap<Variable, Tensor>;
  /** The whole numbers in the shape of the weight. */
  whole(): Tensor;
  /** The weight as floating numbers. */
  float(dtype: DType): Tensor;
  /** The rows at the indices, of a table, as floating numbers. */
  rows(indices: Tensor, dtype: DType): Tensor;
}

/** Makes a variable of the layer that is not trained. */
export type MakeVariable = (settings: {
  name: string;
  shape: readonly number[];
  initializer: 'zeros' | 'ones' | (() => Tensor);
  dtype?: DType;
}) => Variable;
