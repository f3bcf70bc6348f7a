import { bindOptions, pythonFunction } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOW_LAYERS, registered } from '../../register.js';
import { product } from '../../utilities/numbers.js';
import { Permutation } from './permutation.js';
import { CHECKER_BOARD_PERMUTATION_PARAMETERS, type CheckerBoardPermutationArguments } from './signatures.js';

export interface CheckerBoardPermutationOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** The axes that are transformed: ascending, none of them the batch axis 0. */
  axes: readonly number[];
}

/**
 * Exchanges neighbours along a rope that runs through the tensor from end to end and back, so that elements move between the two
 * colours of a checker board; of an odd number the last stays in place.
 *
 * @example
 * const [y] = new CheckerBoardPermutation([4], [1])([[1, 2, 3, 4]]); // [[2, 1, 4, 3]]
 */
export class CheckerBoardPermutation extends Permutation {
  static override readonly registeredName: string = /* @__PURE__ */ registered(
    this,
    'CheckerBoardPermutation',
    FLOW_LAYERS,
  );

  constructor(...args: CheckerBoardPermutationArguments) {
    const options = bindOptions(CHECKER_BOARD_PERMUTATION_PARAMETERS, args);
    super({ ...options, permutation: neighboursExchanged(options.shape) });
  }

  /** Whether an index that moves by `direction`, 1 or -1, is at the end of an axis of size `limit`. */
  static readonly isEndOfAxis = /* @__PURE__ */ pythonFunction(
    'isEndOfAxis',
    ['index', 'limit', 'direction'],
    (index: number, limit: number, direction: number): boolean => (direction === 1 ? index === limit - 1 : index === 0),
  );

  /**
   * The indices along the rope: the last axis is the fastest, and each turns round at its end. One more than the tensor has elements
   * are yielded.
   */
  static readonly generateRopeIndices = /* @__PURE__ */ pythonFunction(
    'generateRopeIndices',
    ['shape'],
    function* (shape: readonly number[]): Generator<number[], void, undefined> {
      const indices = shape.map(() => 0);
      const directions = shape.map(() => 1);
      yield [...indices];
      for (let step = product(shape); step > 0; step--) {
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          if (!CheckerBoardPermutation.isEndOfAxis(indices[axis]!, shape[axis]!, directions[axis]!)) {
            indices[axis]! += directions[axis]!;
            break;
          }
          directions[axis] = -directions[axis]!;
        }
        yield [...indices];
      }
    },
  );

  /** A layer from the config of another, without the order, which follows from the shape. */
  static override fromConfig(config: Record<string, unknown>): CheckerBoardPermutation {
    const { permutation: _permutation, ...others } = config;
    return super.fromConfig(others) as CheckerBoardPermutation;
  }
}

function neighboursExchanged(shape: readonly number[]): number[] {
  const placeOf = (indices: readonly number[]) =>
    indices.reduce((place, index, axis) => place * shape[axis]! + index, 0);
  const rope = [...CheckerBoardPermutation.generateRopeIndices(shape)].slice(0, -1).map(placeOf);
  const permutation = new Array<number>(rope.length);
  rope.forEach((place, i) => {
    permutation[place] = rope[i ^ 1] ?? place;
  });
  return permutation;
}
