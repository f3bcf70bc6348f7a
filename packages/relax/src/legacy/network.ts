/** Networks as functions of their weights, with dm-haiku's names. */
import { ops, type Tensor } from '@org/core';

/** Weights by the path of their module: `{ 'net/linear': { w, b } }`. */
export type Params = Record<string, { w: Tensor; b: Tensor }>;

/** A network: its weights for inputs of some size, and what it computes. */
export interface Network<Output> {
  /** @param x rows that it is made for, or how many numbers they have */
  init(rngKey: Tensor, x: Tensor | number): Params;
  apply(params: Params, rngKey: Tensor | null, x: Tensor, isTraining?: TrainingFlag): Output;
}

/** By position, or as Python's keyword. */
export type TrainingFlag = boolean | { readonly isTraining?: boolean };

/** Whether a network is trained, which it is where nothing is said. */
export const isTrained = (flag: TrainingFlag): boolean =>
  typeof flag === 'boolean' ? flag : (flag.isTraining ?? true);

/** A linear layer: x·w + b. */
export const linear = (params: Params, path: string, x: Tensor): Tensor => {
  const { w, b } = params[path]!;
  return x.matmul(w).add(b);
};

export interface MLPSettings {
  readonly sizes: readonly number[];
  /** Of leaky_relu below zero. */
  readonly slope: number;
  /** What the output of each block is multiplied by: dropout. */
  readonly masks?: readonly Tensor[] | null;
}

/** Paths of the blocks of an {@link mlp}. */
export const blockPaths = (path: string, sizes: readonly number[]): string[] =>
  sizes.map((_, i) => `${path}/dense_block${i === 0 ? '' : `_${i}`}/linear`);

/** Linear, leaky_relu and dropout, for each of the sizes. */
export function mlp(params: Params, path: string, x: Tensor, { sizes, slope, masks }: MLPSettings): Tensor {
  return blockPaths(path, sizes).reduce((before, block, i) => {
    const active = ops.leakyRelu(linear(params, block, before), slope) as Tensor;
    return masks ? active.mul(masks[i]!) : active;
  }, x);
}
