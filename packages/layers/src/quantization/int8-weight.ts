import { type DType, ops, type Tensor, type Variable } from '@org/core';
import { AbsMaxQuantizer } from '../quantizers/abs-max-quantizer.js';
import type { Quantizer } from '../quantizers/quantizer.js';
import type { MakeVariable, QuantizedWeight } from './quantized-weight.js';
import type { WeightLayout } from './weight-layout.js';

/** A weight of eight bits, with a scale for each output. */
export class Int8Weight implements QuantizedWeight {
  readonly stored: Variable;
  readonly scale: Variable;
  readonly #layout: WeightLayout;

  constructor(layout: WeightLayout, make: MakeVariable) {
    const { name, shape, reducedAxes, keep } = layout;
    this.#layout = layout;
    this.stored = make({ name, shape, initializer: 'zeros', dtype: 'int8' });
    const scaleShape = shape.map((size, axis) => (reducedAxes.includes(axis) ? 1 : size));
    this.scale = make({
      name: `${name}_scale`,
      shape: keep(ops.ones(scaleShape)).shape as number[],
      initializer: 'ones',
    });
  }

  get others(): { readonly scale: Variable } {
    return { scale: this.scale };
  }

  valuesFor(weight: Tensor, quantizer: Quantizer | null): ReadonlyMap<Variable, Tensor> {
    const { reducedAxes, keep } = this.#layout;
    const [whole, scale] = (quantizer ?? new AbsMaxQuantizer({ axis: reducedAxes }))(weight);
    return new Map([
      [this.stored, whole],
      [this.scale, keep(scale)],
    ]);
  }

  whole(): Tensor {
    return this.stored.uncast;
  }

  float(dtype: DType): Tensor {
    return ops.divide(ops.cast(this.stored.uncast, dtype), ops.cast(this.#layout.spread(this.scale.uncast), dtype));
  }

  rows(indices: Tensor, dtype: DType): Tensor {
    const scales = ops.expandDims(ops.take(this.scale, indices, 0), -1);
    return ops.divide(ops.cast(ops.take(this.stored, indices, 0), dtype), ops.cast(scales, dtype));
  }
}
