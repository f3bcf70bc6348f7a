import { ops, type TensorLike } from '@org/core';
import { serializeKerasObject } from '@org/layers';

/** The elements of an array or tensor whose values are known, flattened. */
export function numbersOf(x: TensorLike): number[] {
  const { config } = serializeKerasObject(ops.convertToTensor(x)) as { config: { value: unknown } };
  return [config.value].flat(Number.POSITIVE_INFINITY).map(Number);
}

export const product = (sizes: readonly number[]): number => sizes.reduce((all, each) => all * each, 1);

/** Whole numbers from 0. */
export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
