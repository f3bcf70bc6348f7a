import type { Tensor, Variable } from '@org/core';

/** Makes a weight of a layer. */
export type AddWeight = (options: { name: string; shape: readonly number[]; initializer: string }) => Variable;

/** Of numbers, one for each element along a layer's axes, those of the elements at hand, in a shape that is broadcast to theirs. */
export type AtElements = (numbers: readonly number[]) => Tensor;

/** How layers move single elements: a monotone function, whose parameters a layer has or a network makes. */
export interface ElementLaw {
  /** How many parameters the function of an element has. */
  readonly parameterCount: number;
  /** Makes what is trained besides the parameters. */
  build?(addWeight: AddWeight): void;
  /** The values and the logarithms of the derivatives. @param parameters with the inputs' shape and one more axis */
  forwards(x: Tensor, parameters: Tensor, at: AtElements): [y: Tensor, logDerivative: Tensor];
  backwards(y: Tensor, parameters: Tensor, at: AtElements): Tensor;
  /** What files say of it. */
  getConfig(): Record<string, unknown>;
}
