/** Ranges of factors and of the values of pixels. */

import { type DType, ops, type Tensor, ValueError } from '@org/core';
import { show } from '@org/core/internal';

export type Range = readonly [lower: number, upper: number];

/** A range, or a number for the range from its negative to it. */
export type Factor = number | readonly number[];

/**
 * The range that a factor stands for: two numbers in order, or one, of which the negative is the lower end, as far as `bounds` allow.
 *
 * @throws ValueError for a factor outside of `bounds`, or one that is no number or pair of numbers
 */
export function factorRange(factor: unknown, [least, most]: Range = [-1, 1], name = 'factor'): Range {
  if (Array.isArray(factor) && factor.length === 2 && !(factor[0] > most || factor[1] < least)) return sorted(factor);
  if (typeof factor === 'number' && factor >= least && factor <= most) {
    const upper = Math.abs(factor);
    return [Math.max(0 - upper, least), upper];
  }
  throw new ValueError(`Invalid value for argument \`${name}\`.`, {
    expected: `a number, or a list of two numbers, in the range [${least}, ${most}]`,
    received: `${name}=${show(factor)}`,
  });
}

/**
 * The range that a factor stands for: two numbers in order, or one and its negative, each of them allowed.
 *
 * @throws ValueError for any other
 */
export function strictRange(
  factor: unknown,
  name: string,
  isAllowed: (value: number) => boolean,
  allowed: string,
): Range {
  const numbers = Array.isArray(factor) ? factor : [factor];
  const isRange = numbers.length === (Array.isArray(factor) ? 2 : 1);
  if (isRange && numbers.every((each) => typeof each === 'number' && isAllowed(each)))
    return Array.isArray(factor) ? sorted(numbers) : sorted([0 - numbers[0], numbers[0]]);
  throw new ValueError(`Invalid value for argument \`${name}\`.`, {
    expected: `a number, or a list of two numbers, in the range ${allowed}`,
    received: `${name}=${show(factor)}`,
  });
}

/**
 * The two ends of a range of values, in order.
 *
 * @throws ValueError for anything but a list of two numbers
 */
export function valueRange(range: unknown, name = 'valueRange'): Range {
  if (Array.isArray(range) && range.length === 2) return sorted(range);
  throw new ValueError(`Invalid value for argument \`${name}\`.`, {
    expected: 'a list of two numbers',
    received: `${name}=${show(range)}`,
  });
}

const sorted = (range: readonly number[]): Range => [Math.min(...range), Math.max(...range)];

/** Images with values of the range `from`, in the range `to`; where both are the same, the images as they are. */
export function transformValueRange(images: Tensor, from: Range, to: Range, dtype: DType = 'float32'): Tensor {
  if (from[0] === to[0] && from[1] === to[1]) return images;
  const shares = ops
    .cast(images, dtype)
    .sub(from[0])
    .mul(1 / (from[1] - from[0])); // as XLA divides by a number, which decides about whole values
  return shares.mul(to[1] - to[0]).add(to[0]);
}
