/** Numbers of eight bits with a floating point (Micikevicius et al., "FP8 formats for deep learning", arXiv:2209.05433). */
import { type DType, ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor, pythonFunction } from '@org/core/internal';

interface Format {
  /** The largest number. */
  readonly max: number;
  /** Bits after the point. */
  readonly mantissa: number;
  /** The exponents of the smallest number with all digits, and of the largest one. */
  readonly exponents: readonly [number, number];
}

const FORMATS: Readonly<Record<string, Format>> = {
  float8_e4m3fn: { max: 448, mantissa: 3, exponents: [-6, 8] },
  float8_e5m2: { max: 57344, mantissa: 2, exponents: [-14, 15] },
};

/** The scale that lets the largest of the present numbers have the largest one of the type. */
export const computeFloat8Scale = /* @__PURE__ */ pythonFunction(
  'compute_float8_scale',
  ['amax', 'scale', 'dtypeMax', 'margin'],
  (amax: TensorLike, scale: TensorLike, dtypeMax: TensorLike, margin: number = 0): Tensor => {
    const largest = asTensor(amax);
    const present = ops.reciprocal(scale);
    const found = ops.divide(ops.divide(dtypeMax, largest), 2 ** margin);
    const isUsable = ops.logicalAnd(ops.greater(largest, 0), ops.isfinite(largest));
    return ops.reciprocal(ops.where(isUsable, found, present));
  },
);

/** A history of largest absolute values, moved on by one, with that of `x` at its beginning. */
export const computeFloat8AmaxHistory = /* @__PURE__ */ pythonFunction(
  'compute_float8_amax_history',
  ['x', 'amaxHistory'],
  (x: TensorLike, amaxHistory: TensorLike): Tensor => {
    const history = asTensor(amaxHistory);
    const largest = ops.cast(ops.max(ops.abs(x)), history.dtype);
    return ops.scatterUpdate(ops.roll(history, -1), [[0]], ops.reshape(largest, [1]));
  },
);

/** The nearest numbers of the format; of two, the even one. Derivatives pass, as through a cast. */
function rounded(x: Tensor, { mantissa, exponents: [least, most] }: Format): Tensor {
  const powers = Array.from({ length: most - least }, (_, i) => 2 ** (least + 1 + i));
  const steps = Array.from({ length: most - least + 1 }, (_, i) => 2 ** (least + i - mantissa));
  const round = ops.customGradient((values: Tensor) => {
    const step = ops.take(ops.cast(steps, values.dtype), ops.digitize(ops.abs(values), powers));
    return [ops.multiply(ops.round(ops.divide(values, step)), step), (upstream: Tensor) => [upstream]];
  });
  return round(x) as Tensor;
}

/**
 * Numbers as they come back from a float8 type, to which they were brought by a scale.
 *
 * @param quantizedDtype `float8_e4m3fn` or `float8_e5m2`
 * @throws ValueError for another one
 * @example
 * quantizers.quantizeAndDequantize([0.3, -0.61], 0.5, 'float8_e4m3fn', 'float32'); // [0.3125, -0.625]
 */
export const quantizeAndDequantize = /* @__PURE__ */ pythonFunction(
  'quantize_and_dequantize',
  ['inputs', 'scale', 'quantizedDtype', 'computeDtype'],
  (inputs: TensorLike, scale: TensorLike, quantizedDtype: string, computeDtype: DType): Tensor => {
    const format = FORMATS[quantizedDtype];
    if (!format) {
      throw new ValueError('This is no float8 type.', {
        expected: Object.keys(FORMATS).join(' or '),
        received: String(quantizedDtype),
      });
    }
    const by = ops.cast(scale, computeDtype);
    const scaled = ops.clip(ops.divide(inputs, by), -format.max, format.max);
    return ops.multiply(ops.cast(rounded(scaled, format), computeDtype), by);
  },
);
