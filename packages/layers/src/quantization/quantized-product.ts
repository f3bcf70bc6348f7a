import { type DType, ops, type Tensor, vjp } from '@org/core';
import type { Quantizer } from '../quantizers/quantizer.js';
import { Int8Weight } from './int8-weight.js';
import type { QuantizedWeight } from './quantized-weight.js';

/** Where the inputs of a product have scales. */
export interface InputLayout {
  /** The axes of the inputs that are summed over. */
  readonly axes: number | readonly number[];
  /** The scale of the inputs in the layout of the outputs. */
  readonly align?: (scale: Tensor) => Tensor;
}

/** How a layer multiplies its inputs by its weight. */
export interface Product extends InputLayout {
  readonly multiply: (inputs: Tensor, weight: Tensor) => Tensor;
  readonly dtype: DType;
  /** Makes whole numbers of the inputs; null leaves them. */
  readonly quantizer: Quantizer | null;
}

/**
 * The product of inputs and a quantized weight; its derivative by the inputs is that of the product by the weight as floating numbers,
 * as if nothing had been rounded.
 */
export function quantizedProduct(inputs: Tensor, weight: QuantizedWeight, of: Product): Tensor {
  const product = ops.customGradient((x: Tensor) => [
    weight instanceof Int8Weight ? ofBytes(x, weight, of) : ofFloats(x, weight, of),
    (upstream: Tensor): Tensor[] => {
      const [, pull] = vjp((values: Tensor) => of.multiply(values, weight.float(of.dtype)), x);
      return [(pull as (y: Tensor) => readonly Tensor[])(upstream)[0]!];
    },
  ]);
  return product(inputs) as Tensor;
}

const same = (scale: Tensor): Tensor => scale;

/** Whole numbers are multiplied as float32, which has fast kernels, and is exact up to sums of 2²⁴. */
function ofBytes(
  inputs: Tensor,
  weight: Int8Weight,
  { multiply, dtype, quantizer, axes, align = same }: Product,
): Tensor {
  const whole = ops.cast(weight.whole(), 'float32');
  const scale = weight.scale.uncast;
  if (!quantizer) return ops.divide(ops.cast(multiply(inputs, whole), dtype), ops.cast(scale, dtype));
  const [quantized, inputScale] = quantizer(inputs, axes);
  const product = ops.cast(multiply(ops.cast(quantized, 'float32'), whole), dtype);
  return ops.divide(product, ops.cast(ops.multiply(align(inputScale), scale), dtype));
}

function ofFloats(
  inputs: Tensor,
  weight: QuantizedWeight,
  { multiply, dtype, quantizer, axes, align = same }: Product,
): Tensor {
  if (!quantizer) return multiply(inputs, weight.float(dtype));
  const [quantized, inputScale] = quantizer(inputs, axes);
  return ops.divide(multiply(ops.cast(quantized, dtype), weight.float(dtype)), align(inputScale));
}
