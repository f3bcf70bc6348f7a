/** What the layers that hash are called with: texts, or whole numbers. */
import { isTensor, type NestedTexts, ops, RuntimeError, type Tensor, type TensorLike, tensor } from '@org/core';
import { asTensor, type CodedTexts, codedTexts, concreteArray, isConcrete, isText, texts } from '@org/core/internal';

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

/** Texts that a traced function knows to be among some. @throws RuntimeError where it knows nothing of them */
export function codedOrFail(layer: string, x: Tensor): CodedTexts {
  const coded = codedTexts(x);
  if (coded) return coded;
  throw new RuntimeError(`${layer} needs to know the texts.`, {
    received: String(x),
    hint: 'no model file and no symbolic trace holds texts: call the layer, or the model, on values.',
  });
}
