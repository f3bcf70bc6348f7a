import { ops, random, type Shape, type Tensor, tensor } from '@org/core';

/**
 * What the outputs of several layers are multiplied by in training, `[...rows, width]` each: 0 for a share of the elements, and as much more for
 * the others. All come of one draw: a draw takes some fifty operations, whatever its size.
 */
export function dropoutMasks(rngKey: Tensor, rows: Shape, widths: readonly number[], rate: number): Tensor[] {
  const total = widths.reduce((a, b) => a + b, 0);
  const factors = factorOf(random.fastDropoutMask(rngKey, [...rows, total], rate), rate);
  const ends = widths.slice(0, -1).map((_, i) => widths.slice(0, i + 1).reduce((a, b) => a + b, 0));
  return ops.split(factors, ends, -1) as Tensor[];
}

/** The same with the numbers of Keras on JAX, by a key for each layer. */
export function kerasDropoutMasks(
  rngKeys: readonly Tensor[],
  rows: Shape,
  widths: readonly number[],
  rate: number,
): Tensor[] {
  // Each by itself: a kernel draws them, whatever their widths.
  return widths.map((width, i) =>
    factorOf(ops.less(random.uniform(rngKeys[i]!, [...rows, width]) as Tensor, 1 - rate), rate),
  );
}

const factorOf = (kept: Tensor, rate: number): Tensor => ops.where(kept, 1 / (1 - rate), 0) as Tensor;

/** Another key for the fast generators, from a key and a whole number: one operation, where `random.foldIn` takes 200. */
export const foldKey = (rngKey: Tensor, data: number): Tensor =>
  ops.bitwiseXor(rngKey, tensor(Uint32Array.of(0, Math.imul(data, 40503) >>> 0), [2], 'uint32'));
