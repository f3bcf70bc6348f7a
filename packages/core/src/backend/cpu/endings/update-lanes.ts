import type { Lane, Lanes } from '../../../simd/lanes.js';
import { laneRuleOf } from '../../../simd/rules.js';
import type { Tensor } from '../../../tensor/tensor.js';
import type { Update } from './updates.js';

/**
 * The operations of an update.
 *
 * @param arrays the elements that they begin with
 * @param scalars the numbers at the beginning of the memory
 * @returns what each computes
 */
export function computeUpdate(
  lanes: Lanes,
  update: Update,
  arrays: readonly (readonly [Tensor, Lane])[],
  scalars: readonly Tensor[],
): ReadonlyMap<Tensor, Lane> {
  const laneOf = new Map<Tensor, Lane>([
    ...update.scalars.map((x) => [x, lanes.scalar(4 * scalars.indexOf(x))] as const),
    ...arrays,
  ]);
  for (const { primitive, inputs, attributes, outputs } of update.nodes) {
    const made = laneRuleOf(primitive)!(
      lanes,
      inputs.map((x) => laneOf.get(x)!),
      attributes,
    );
    laneOf.set(outputs[0]!, made);
  }
  return laneOf;
}
