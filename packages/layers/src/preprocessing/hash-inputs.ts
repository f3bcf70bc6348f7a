/** What the layers that hash are called with: texts, or whole numbers. */
import { isTensor, type NestedTexts, ops, type Tensor, type TensorLike, tensor } from '@org/core';
import { asTensor, concreteArray, isConcrete, isText, texts } from '@org/core/internal';

/** An array or a tensor of texts or whole numbers, or one of them. */
export type HashInput = TensorLike | NestedTexts;

export const hashTensor = (input: unknown): Tensor => {
  if (isTensor(input)) return input;
  return isText(input) ? tensor(input) : asTensor(input as TensorLike);
};

/** The elements of a tensor, numbers cut to whole ones; null inside a traced function, where numbers are not known. */
export function knownValues(x: Tensor): readonly string[] | BigInt64Array | null {
  const own = x[texts]();
  if (own) return own;
  const whole = ops.cast(x, 'int64');
  return isConcrete(whole) ? (concreteArray('hash', whole).data as BigInt64Array) : null;
}
