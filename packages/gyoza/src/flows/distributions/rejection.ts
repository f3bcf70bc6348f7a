import { lax, ops, random, type Tensor } from '@org/core';
import type { SampleOptions } from '../base-distribution.js';

/**
 * Samples of a density in the square from minus `reach` to `reach`, by uniform proposals until each is taken.
 *
 * @param most no less than the greatest logarithm of the density
 */
export function drawnByRejection(
  logDensity: (x: Tensor) => Tensor,
  count: number,
  { reach, most, seed }: { reach: number; most: number; seed: SampleOptions['seed'] },
): Tensor {
  const key = random.randint([2], 0, 2 ** 31 - 1, { seed }).cast('uint32');
  type State = [key: Tensor, samples: Tensor, areTaken: Tensor];
  const [, samples] = lax.whileLoop(
    ([, , areTaken]: State) => ops.all(areTaken).logicalNot(),
    ([before, found, areTaken]: State): State => {
      const [next, ofPlaces, ofHeights] = ops.unstack(random.split(before, 3) as Tensor, { axis: 0 }) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      const places = random.uniform(ofPlaces, [count, 2], { minval: -reach, maxval: reach }) as Tensor;
      const heights = random.uniform(ofHeights, [count]) as Tensor;
      const isHit = heights.log().add(most).less(logDensity(places));
      const isNew = isHit.logicalAnd(areTaken.logicalNot());
      return [next, ops.where(ops.expandDims(isNew, 1), places, found), areTaken.logicalOr(isHit)];
    },
    [key, ops.zeros([count, 2]), ops.zeros([count], 'bool')] as State,
  ) as State;
  return samples;
}
