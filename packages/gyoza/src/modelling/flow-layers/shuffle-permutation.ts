import { random } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOW_LAYERS, registered } from '../../register.js';
import { numbersOf, product } from '../../utilities/numbers.js';
import { Permutation } from './permutation.js';
import { SHUFFLE_PERMUTATION_PARAMETERS, type ShufflePermutationArguments } from './signatures.js';

export interface ShufflePermutationOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** The axes that are transformed: ascending, none of them the batch axis 0. */
  axes: readonly number[];
  /** The order, where it is not to be drawn: that of a config. */
  permutation?: readonly number[] | null;
}

/**
 * A {@link Permutation} that is drawn when the layer is made. A copy from the config has the same order.
 *
 * @example
 * const [y] = new ShufflePermutation([4], [1])(x);
 */
export class ShufflePermutation extends Permutation {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'ShufflePermutation', FLOW_LAYERS);

  constructor(...args: ShufflePermutationArguments) {
    const { permutation = null, ...options } = bindOptions(SHUFFLE_PERMUTATION_PARAMETERS, args);
    super({ ...options, permutation: permutation ?? drawn(product(options.shape)) });
  }
}

/** A random order. */
function drawn(count: number): number[] {
  const keys = numbersOf(random.uniform([count]));
  return [...keys.keys()].sort((a, b) => keys[a]! - keys[b]! || a - b);
}
