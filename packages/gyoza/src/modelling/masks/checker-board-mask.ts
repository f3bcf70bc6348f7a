import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { MASKS, registered } from '../../register.js';
import { product, range } from '../../utilities/numbers.js';
import { Mask } from './mask.js';
import { CHECKER_BOARD_MASK_PARAMETERS, type CheckerBoardMaskArguments } from './signatures.js';

export interface CheckerBoardMaskOptions extends LayerOptions {
  /** The axes along which elements are selected. */
  axes: readonly number[];
  /** The sizes of these axes. */
  shape: readonly number[];
}

/**
 * A checker board: the elements pass whose indices have an odd sum.
 *
 * @example
 * await new CheckerBoardMask([1], [3])([[5, 6, 7]]).array(); // [[0, 6, 0]]
 */
export class CheckerBoardMask extends Mask {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'CheckerBoardMask', MASKS);

  constructor(...args: CheckerBoardMaskArguments) {
    const { axes, shape, ...options } = bindOptions(CHECKER_BOARD_MASK_PARAMETERS, args);
    super({ ...options, axes, shape, mask: range(product(shape)).map((place) => indexSum(place, shape) % 2) });
  }

  /** A mask from the config of another, without the elements, which follow from the shape. */
  static override fromConfig(config: Record<string, unknown>): CheckerBoardMask {
    const { mask: _mask, ...others } = config;
    return super.fromConfig(others) as CheckerBoardMask;
  }
}

/** The sum of the indices of an element that is at a place of the flattened tensor. */
function indexSum(place: number, shape: readonly number[]): number {
  let [sum, rest] = [0, place];
  for (const size of [...shape].reverse()) {
    sum += rest % size;
    rest = Math.floor(rest / size);
  }
  return sum;
}
