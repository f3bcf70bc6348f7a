import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { MASKS, registered } from '../../register.js';
import { product, range } from '../../utilities/numbers.js';
import { Mask } from './mask.js';
import { HEAVISIDE_MASK_PARAMETERS, type HeavisideMaskArguments } from './signatures.js';

export interface HeavisideMaskOptions extends LayerOptions {
  /** The axes along which elements are selected. */
  axes: readonly number[];
  /** The sizes of these axes. */
  shape: readonly number[];
}

/**
 * A step: the first half of the elements is held back, the second passes; of an odd number the middle one passes.
 *
 * @example
 * await new HeavisideMask([1], [3])([[5, 6, 7]]).array(); // [[0, 6, 7]]
 */
export class HeavisideMask extends Mask {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'HeavisideMask', MASKS);

  constructor(...args: HeavisideMaskArguments) {
    const { axes, shape, ...options } = bindOptions(HEAVISIDE_MASK_PARAMETERS, args);
    const count = product(shape);
    super({ ...options, axes, shape, mask: range(count).map((i) => (i < Math.floor(count / 2) ? 0 : 1)) });
  }

  /** A mask from the config of another, without the elements, which follow from the shape. */
  static override fromConfig(config: Record<string, unknown>): HeavisideMask {
    const { mask: _mask, ...others } = config;
    return super.fromConfig(others) as HeavisideMask;
  }
}
