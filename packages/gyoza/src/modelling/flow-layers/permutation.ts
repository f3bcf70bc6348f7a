import { customGradient, ops, type Tensor, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOW_LAYERS, registered } from '../../register.js';
import { numbersOf, product } from '../../utilities/numbers.js';
import { flattenAlongAxes } from '../../utilities/tensors.js';
import { FlowLayer, type FlowOutputs, noChange } from './flow-layer.js';
import { PERMUTATION_PARAMETERS, type PermutationArguments } from './signatures.js';

export interface PermutationOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** The axes that are transformed: ascending, none of them the batch axis 0. */
  axes: readonly number[];
  /** Which element comes to each place: a reordering of the numbers from 0 to the product of the shape. */
  permutation: readonly number[];
}

/**
 * Reorders the elements: the inputs are flattened along the axes, element `permutation[k]` comes to place k. Volumes stay, so the
 * log-determinants are 0. The order is kept in two weights, which files hold.
 *
 * @throws ValueError for what is no reordering of 0, 1, ...
 * @example
 * const [y] = new Permutation([3], [1], [2, 0, 1])([[5, 6, 7]]); // [[7, 5, 6]]
 */
export class Permutation extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Permutation', FLOW_LAYERS);

  readonly _forwardPermutation_: Variable;
  readonly _inversePermutation_: Variable;

  constructor(...args: PermutationArguments) {
    const { shape, axes, permutation, ...options } = bindOptions(PERMUTATION_PARAMETERS, args);
    super({ ...options, shape, axes });
    assertReordering(permutation, product(shape));
    const weight = (name: string, values: readonly number[]) =>
      this.addWeight({ name, shape: [values.length], initializer: () => values, dtype: 'int32', trainable: false });
    this._forwardPermutation_ = weight('forward_permutation', permutation);
    this._inversePermutation_ = weight('inverse_permutation', inverseOf(permutation));
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    return [this.#reordered(inputs, this._forwardPermutation_, this._inversePermutation_), noChange(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return this.#reordered(outputs, this._inversePermutation_, this._forwardPermutation_);
  }

  protected override _determinant_(x: Tensor): Tensor {
    return noChange(x);
  }

  /** The gradient goes the way back, which is faster than the sum by place that a derivative of indexing is. */
  #reordered(x: Tensor, order: Variable, back: Variable): Tensor {
    const [axis] = this._axes_ as [number];
    const ways = [order.value, back.value] as const;
    const reorder = customGradient((flat: Tensor) => [
      ops.take(flat, ways[0], { axis }),
      (cotangent: Tensor) => ops.take(cotangent, ways[1], { axis }),
    ]);
    return ops.reshape(reorder(flattenAlongAxes(x, this._axes_)), x.shape);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), permutation: numbersOf(this._forwardPermutation_) };
  }
}

/** Where each element comes from. */
export function inverseOf(permutation: readonly number[]): number[] {
  const inverse = new Array<number>(permutation.length);
  permutation.forEach((from, to) => {
    inverse[from] = to;
  });
  return inverse;
}

function assertReordering(permutation: readonly number[], count: number): void {
  const isReordering =
    permutation.length === count && [...permutation].sort((a, b) => a - b).every((each, i) => each === i);
  if (isReordering) return;
  throw new ValueError('A permutation reorders the numbers from 0 on.', {
    expected: `each of 0 to ${count - 1} once`,
    received: `[${permutation}]`,
  });
}
