/** What the layers that hash are called with: texts, or whole numbers. */
import {
  isTensor,
  type KerasTensor,
  type NestedTexts,
  ops,
  RuntimeError,
  type Tensor,
  type TensorLike,
  tensor,
} from '@org/core';
import { asTensor, concreteArray, isConcrete, isText, texts, tracedSymbol } from '@org/core/internal';

/** An array or a tensor of texts or whole numbers, or one of them. */
export type HashInput = TensorLike | NestedTexts;

export const hashTensor = (input: unknown): Tensor => {
  if (isTensor(input)) return input;
  return isText(input) ? tensor(input) : asTensor(input as TensorLike);
};

/** The elements of a tensor, numbers cut to whole ones; null inside a traced function, where they are not known. */
export function knownValues(x: Tensor): readonly string[] | BigInt64Array | null {
  if (x.dtype === 'string') return x[texts]();
  const whole = ops.cast(x, 'int64');
  return isConcrete(whole) ? (concreteArray('hash', whole).data as BigInt64Array) : null;
}

/**
 * What stands for the result of texts of which nothing is known, where a call is traced for its shapes alone.
 *
 * @throws RuntimeError in any other function that is traced
 */
export function ofUnknownTexts(layer: string, spec: () => KerasTensor): Tensor {
  const symbol = tracedSymbol(spec);
  if (symbol) return symbol;
  throw new RuntimeError(`${layer} needs to know the texts that it is called on.`, {
    hint: 'in a compiled function texts are known that were given to it, and not what it takes out of them by positions that it computes.',
  });
}

/** Whether a tensor holds texts that are not known. */
export const isUnknownText = (x: Tensor): boolean => x.dtype === 'string' && x[texts]() === null;
