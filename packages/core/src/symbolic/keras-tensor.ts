import type { DType } from '../dtype.js';
import { ValueError } from '../errors.js';
import { formatShape, type Shape } from '../shape.js';
import { Tensor } from '../tensor.js';
import type { Operation } from './operation.js';

/** Sizes of which some are unknown (`null`, Python's None). */
export type SymbolicShape = readonly (number | null)[];

/** Which call of which operation made a symbolic tensor, and which of its outputs it is. */
export interface KerasHistory {
  readonly operation: Operation;
  readonly nodeIndex: number;
  readonly tensorIndex: number;
}

/**
 * A tensor without a value: the currency of the functional API. Ops and layers called on it record the call; unknown sizes are
 * `null` in its shape.
 */
export class KerasTensor extends Tensor {
  history: KerasHistory | null = null;

  constructor(
    shape: SymbolicShape,
    dtype: DType = 'float32',
    readonly name: string | null = null,
  ) {
    super(shape as Shape, dtype);
  }

  override get size(): number {
    throw new ValueError('A symbolic tensor has no size.', { received: String(this) });
  }

  override async read(): Promise<never> {
    throw new ValueError('A symbolic tensor has no value.', {
      received: String(this),
      hint: 'build a Model from its inputs and outputs and call that on data.',
    });
  }

  override toString(): string {
    return `KerasTensor(shape=${formatShape(this.shape)}, dtype=${this.dtype}${this.name === null ? '' : `, name=${this.name}`})`;
  }
}

export const isKerasTensor = (value: unknown): value is KerasTensor => value instanceof KerasTensor;
