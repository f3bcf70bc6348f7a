import { type DType, epsilon as defaultEpsilon, ops, type Tensor, type TensorLike } from '@org/core';
import { asTensor, pythonFunction } from '@org/core/internal';
import { quantizationParameters } from './quantization-parameters.js';

export type QuantizedDType = 'int8' | 'uint8';
/** The smallest and the largest whole number of a quantized tensor. */
export type ValueRange = readonly [low: number, high: number];

/**
 * Whole numbers in proportion to the largest absolute value along some axes.
 *
 * @param axis along which numbers have one scale in common
 * @param toNumpy accepted; the result is the same
 * @returns the whole numbers, and what they are to be divided by: one number along the axes, which stay with size 1
 * @example
 * const [whole, scale] = quantizers.absMaxQuantize([[0.5, -1, 2]], -1); // [[32, -64, 127]], [[63.5]]
 */
export const absMaxQuantize = /* @__PURE__ */ pythonFunction(
  'abs_max_quantize',
  ['inputs', 'axis', 'valueRange', 'dtype', 'epsilon', 'toNumpy'],
  (
    inputs: TensorLike,
    axis: number | readonly number[],
    valueRange: ValueRange = [-127, 127],
    dtype: DType = 'int8',
    epsilon: number = defaultEpsilon(),
    _toNumpy: boolean = false,
  ): [quantized: Tensor, scale: Tensor] => {
    const x = asTensor(inputs);
    const [low, high] = valueRange;
    const largest = ops.max(ops.abs(x), axis as number, true);
    const scale = ops.cast(ops.divide(high, ops.add(largest, epsilon)), x.dtype);
    const whole = ops.clip(ops.round(ops.multiply(x, scale)), low, high);
    return [ops.cast(whole, dtype), scale];
  },
);

/**
 * Whole numbers for groups of rows of a matrix: each column of a group has a scale of its own, and a whole number that stands for zero.
 *
 * @param inputs a matrix; its rows are what a product sums over
 * @param blockSize rows of a group; the last one may have fewer
 * @param toNumpy whether the range of a group that is filled up holds 0, and where all numbers are equal stays that of one: so Keras quantizes
 * layers; without, a group alone has the range of its own numbers
 * @returns the whole numbers, and the scales and zero points by group and column: a value is `(whole - zeroPoint) * scale`
 * @example
 * const [whole, scale, zeroPoint] = quantizers.absMaxQuantizeGroupedWithZeroPoint([[1, -2], [3, 4]], 2);
 */
export const absMaxQuantizeGroupedWithZeroPoint = /* @__PURE__ */ pythonFunction(
  'abs_max_quantize_grouped_with_zero_point',
  ['inputs', 'blockSize', 'valueRange', 'dtype', 'epsilon', 'toNumpy'],
  (
    inputs: TensorLike,
    blockSize: number,
    valueRange: ValueRange = [-8, 7],
    dtype: DType = 'int8',
    epsilon: number = defaultEpsilon(),
    toNumpy: boolean = false,
  ): [quantized: Tensor, scale: Tensor, zeroPoint: Tensor] => {
    const x = asTensor(inputs);
    const [rows, columns] = x.shape as readonly [number, number];
    const [low, high] = valueRange;
    const bits = Math.trunc(Math.log2(high - low + 1));
    const groups = Math.ceil(rows / blockSize);
    const padded = ops.pad(x, [
      [0, groups * blockSize - rows],
      [0, 0],
    ]);
    const grouped = ops.reshape(padded, [groups, blockSize, columns]);
    const settings = { bits, perChannel: true, groupSize: blockSize, epsilon, signed: true };
    const own = (): [Tensor, Tensor] => {
      const parameters = quantizationParameters(ops.transpose(x), settings);
      return [ops.transpose(parameters.scale), ops.transpose(parameters.zero)];
    };
    const [scale, zeroPoint] = toNumpy ? rangeOfGroups(grouped, valueRange, epsilon) : own();
    const whole = ops.add(ops.round(ops.divide(grouped, ops.expandDims(scale, 1))), ops.expandDims(zeroPoint, 1));
    const quantized = ops.cast(ops.clip(whole, low, high), dtype);
    return [ops.reshape(quantized, [groups * blockSize, columns]).at(`:${rows}`), scale, zeroPoint];
  },
);

/** Scales and zero points of groups, by group and column. */
function rangeOfGroups(grouped: Tensor, [low, high]: ValueRange, epsilon: number): [scale: Tensor, zeroPoint: Tensor] {
  const [least, most] = [ops.min(grouped, 1), ops.max(grouped, 1)];
  const scale = ops.divide(ops.add(ops.subtract(most, least), epsilon), high - low);
  const zeroPoint = ops.add(ops.round(ops.divide(ops.negative(least), scale)), low);
  return [scale, ops.cast(ops.clip(zeroPoint, low, high), 'int8')];
}
