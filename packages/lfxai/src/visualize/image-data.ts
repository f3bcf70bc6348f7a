import { isTensor, type Tensor, ValueError } from '@org/core';

/** A tensor, or nested arrays of numbers. */
export type ImageArray = Tensor | readonly unknown[];

/** Numbers with their shape. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** @throws ValueError where there is another number of axes */
export async function numbersOf(given: ImageArray, rank: number, what: string): Promise<Numbers> {
  const shape: number[] = isTensor(given) ? ([...given.shape] as number[]) : [];
  if (!isTensor(given))
    for (let level: unknown = given; Array.isArray(level); level = level[0]) shape.push(level.length);
  if (shape.length !== rank) throw new ValueError(`${what} must have ${rank} axes.`, { received: `shape [${shape}]` });
  const values = isTensor(given)
    ? ((await given.data()) as ArrayLike<number>)
    : (given.flat(Number.POSITIVE_INFINITY) as number[]);
  return { shape, values };
}
