import { type DType, ops, type Tensor, type Variable } from '@org/core';
import { absMaxQuantizeGroupedWithZeroPoint } from '../quantizers/abs-max-quantize.js';
import { AbsMaxQuantizer } from '../quantizers/abs-max-quantizer.js';
import { packInt4, unpackInt4 } from '../quantizers/int4.js';
import type { Quantizer } from '../quantizers/quantizer.js';
import type { MakeVariable, QuantizedWeight } from './quantized-weight.js';
import type { WeightLayout } from './weight-layout.js';

/** The scales of groups, and the whole numbers that stand for zero in them. */
interface Groups {
  readonly zero: Variable;
  /** The group of each position. */
  readonly index: Variable;
}

/** A weight of four bits, two in a byte, with a scale for each output, or for each group of inputs and each output. */
export class Int4Weight implements QuantizedWeight {
  readonly stored: Variable;
  readonly scale: Variable;
  readonly groups: Groups | null;
  readonly #layout: WeightLayout;
  readonly #blockSize: number;

  /**
   * @param blockSize inputs of a group; null for all of them
   * @param index the groups of positions where another weight has them
   */
  constructor(layout: WeightLayout, blockSize: number | null, make: MakeVariable, index: Variable | null = null) {
    this.#layout = layout;
    this.#blockSize = blockSize ?? -1;
    const { name, matrix } = layout;
    const { reducedAxis, packedAxis } = matrix;
    const withSize = (axis: 0 | 1, size: number) => matrix.shape.map((each, i) => (i === axis ? size : each));
    const inputs = matrix.shape[reducedAxis];
    const shape = withSize(packedAxis, Math.ceil(matrix.shape[packedAxis] / 2));
    this.stored = make({ name, shape, initializer: 'zeros', dtype: 'int8' });
    if (this.#blockSize <= 0) {
      const scaleShape = [matrix.shape[1 - reducedAxis]!];
      this.scale = make({ name: `${name}_scale`, shape: scaleShape, initializer: 'ones' });
      this.groups = null;
      return;
    }
    const scaleShape = withSize(reducedAxis, Math.ceil(inputs / this.#blockSize));
    this.scale = make({ name: `${name}_scale`, shape: scaleShape, initializer: 'ones' });
    const { zeroDtype = 'int8' } = matrix;
    const zeroType = zeroDtype ? { dtype: zeroDtype } : {};
    this.groups = {
      zero: make({ name: `${name}_zero`, shape: scaleShape, initializer: 'zeros', ...zeroType }),
      index:
        index ??
        make({
          name: 'g_idx',
          shape: [inputs],
          initializer: () => ops.floorDivide(ops.arange(inputs, { dtype: 'float32' }), this.#blockSize),
          dtype: 'float32',
        }),
    };
  }

  get others(): Readonly<Record<string, Variable>> {
    const { scale, groups } = this;
    return { scale, ...(groups && { zero: groups.zero, g_idx: groups.index }) };
  }

  valuesFor(weight: Tensor, quantizer: Quantizer | null): ReadonlyMap<Variable, Tensor> {
    const { matrix } = this.#layout;
    const { reducedAxis, packedAxis } = matrix;
    const flat = ops.reshape(weight, matrix.shape);
    if (this.groups) {
      const turned = (x: Tensor): Tensor => (reducedAxis === 0 ? x : ops.transpose(x));
      const grouped = absMaxQuantizeGroupedWithZeroPoint(turned(flat), this.#blockSize, { toNumpy: true });
      const [whole, scale, zero] = grouped.map(turned) as [Tensor, Tensor, Tensor];
      return new Map([
        [this.stored, packInt4(whole, packedAxis)[0]],
        [this.scale, scale],
        [this.groups.zero, ops.cast(zero, this.groups.zero.dtype)],
      ]);
    }
    const usual = new AbsMaxQuantizer({ axis: reducedAxis, valueRange: [-8, 7] });
    const [whole, scale] = (quantizer ?? usual)(flat);
    return new Map([
      [this.stored, packInt4(whole, packedAxis)[0]],
      [this.scale, ops.squeeze(scale, reducedAxis)],
    ]);
  }

  #unpacked(): Tensor {
    const { packedAxis, shape } = this.#layout.matrix;
    return unpackInt4(this.stored, shape[packedAxis], packedAxis);
  }

  whole(): Tensor {
    return ops.reshape(this.#unpacked(), this.#layout.shape);
  }

  float(dtype: DType): Tensor {
    const { shape, matrix } = this.#layout;
    return ops.reshape(
      this.#dequantized(this.#unpacked(), this.scale.uncast, this.groups?.zero.uncast, matrix.reducedAxis, dtype),
      shape,
    );
  }

  rows(indices: Tensor, dtype: DType): Tensor {
    const { shape } = this.#layout.matrix;
    const whole = unpackInt4(ops.take(this.stored, indices, 0), shape[1], -1);
    const at = (variable: Variable): Tensor => ops.take(variable, indices, 0);
    return this.#dequantized(whole, at(this.scale), this.groups ? at(this.groups.zero) : undefined, -1, dtype);
  }

  /** @param axis the one that groups lie along */
  #dequantized(whole: Tensor, scale: Tensor, zero: Tensor | undefined, axis: number, dtype: DType): Tensor {
    const numbers = ops.cast(whole, dtype);
    if (!this.groups || !zero) return ops.divide(numbers, ops.cast(ops.expandDims(scale, axis), dtype));
    const groups = ops.cast(this.groups.index, 'int32');
    const ofGroup = (values: Tensor): Tensor => ops.cast(ops.take(values, groups, axis), dtype);
    return ops.multiply(ops.subtract(numbers, ofGroup(zero)), ofGroup(scale));
  }
}
