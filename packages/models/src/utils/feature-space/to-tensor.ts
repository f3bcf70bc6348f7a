import { type DType, isTensor, type Tensor, tensor } from '@org/core';
import { isText, isTypedArray } from '@org/core/internal';

/** Values of a feature. Plain numbers have the type that the feature says. */
export function toTensor(values: unknown, dtype: DType): Tensor {
  if (isTensor(values)) return values;
  if (isText(values) || isTypedArray(values)) return tensor(values);
  return tensor(values as number[], null, dtype === 'string' ? null : dtype);
}
