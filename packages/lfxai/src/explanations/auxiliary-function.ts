import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindArguments } from '@org/core/python';
import type { ForwardFunction, PerExampleFunction } from '../attr/forward.js';
import { Module } from '../nn/index.js';

/** A function of inputs, axis 0 counts the examples, to representations `[N, D]`. */
export type Representer = ForwardFunction;

/** Whose numbers to give where the original pairs examples with predictions of others. */
export interface Compatibility {
  readonly compat?: 'lfxai' | null;
}

/** What a black box gives, as a tensor. */
export const represent = (blackBox: Representer, inputs: Tensor): Tensor =>
  ops.convertToTensor((blackBox as (x: Tensor) => TensorLike)(inputs));

/**
 * The label-free scalar g_x(u) = ⟨f(x), f(u)⟩ of a black box f: how much of the representation of x is in that of u. Called on points u
 * for the base features x: as many rows, or a multiple, all examples after one another. Attribution methods hand the prediction of each
 * example on with its points, whatever order they have them in; with `compat: 'lfxai'` they see a plain function of u, as in the
 * original, where methods that repeat each example (GradientShap, NoiseTunnel) pair it with predictions of others.
 *
 * @example
 * const f = new AuxiliaryFunction((u: Tensor) => u.mul(2), ops.ones([3, 4]));
 * await f(ops.ones([3, 4])).array(); // [16, 16, 16]
 */
export class AuxiliaryFunction extends Module implements PerExampleFunction {
  readonly blackBox: Representer;
  readonly baseFeatures: Tensor;
  /** f(x). */
  readonly prediction: Tensor;
  readonly compat: 'lfxai' | null;

  constructor(
    ...args:
      | [blackBox: Representer, baseFeatures: Tensor, options?: Compatibility]
      | [options: { blackBox: Representer; baseFeatures: Tensor } & Compatibility]
  ) {
    super();
    const bound = bindArguments('AuxiliaryFunction', ['blackBox', 'baseFeatures', 'compat'], 2, args);
    const [blackBox, baseFeatures, compat = null] = bound as [Representer, Tensor, 'lfxai' | null | undefined];
    this.blackBox = blackBox;
    this.baseFeatures = baseFeatures;
    this.prediction = represent(blackBox, baseFeatures);
    this.compat = compat;
  }

  /** @throws ValueError where the number of rows is no multiple of that of the base features */
  forward(inputFeatures: Tensor): Tensor {
    const [rows, held] = [inputFeatures.shape[0]!, this.prediction.shape[0]!];
    if (rows % held !== 0) {
      throw new ValueError('The internal batch size should be a multiple of input_features.shape[0]', {
        expected: `a multiple of ${held} rows`,
        received: `${rows}`,
      });
    }
    return this.pointwise(inputFeatures, ops.tile(this.prediction, [rows / held, 1]));
  }

  // A plain function where the original's pairing is wanted.
  get perExample(): readonly Tensor[] {
    return this.compat === 'lfxai' ? (null as never) : [this.prediction];
  }

  get owner(): object {
    return this.blackBox;
  }

  readonly pointwise = (points: Tensor, prediction: Tensor): Tensor =>
    ops.sum(ops.multiply(prediction, represent(this.blackBox, points)), -1);
}
