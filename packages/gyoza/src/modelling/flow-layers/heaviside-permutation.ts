import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOW_LAYERS, registered } from '../../register.js';
import { product, range } from '../../utilities/numbers.js';
import { Permutation } from './permutation.js';
import { HEAVISIDE_PERMUTATION_PARAMETERS, type HeavisidePermutationArguments } from './signatures.js';

export interface HeavisidePermutationOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** The axes that are transformed: ascending, none of them the batch axis 0. */
  axes: readonly number[];
}

/**
 * Exchanges the halves of the elements; of an odd number the middle one goes to the front.
 *
 * @example
 * const [y] = new HeavisidePermutation([4], [1])([[1, 2, 3, 4]]); // [[3, 4, 1, 2]]
 */
export class HeavisidePermutation extends Permutation {
  static override readonly registeredName: string = /* @__PURE__ */ registered(
    this,
    'HeavisidePermutation',
    FLOW_LAYERS,
  );

  constructor(...args: HeavisidePermutationArguments) {
    const options = bindOptions(HEAVISIDE_PERMUTATION_PARAMETERS, args);
    const places = range(product(options.shape));
    const half = Math.floor(places.length / 2);
    super({ ...options, permutation: [...places.slice(half), ...places.slice(0, half)] });
  }

  /** A layer from the config of another, without the order, which follows from the shape. */
  static override fromConfig(config: Record<string, unknown>): HeavisidePermutation {
    const { permutation: _permutation, ...others } = config;
    return super.fromConfig(others) as HeavisidePermutation;
  }
}
