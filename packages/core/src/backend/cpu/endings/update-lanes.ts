import { madeBy } from '../../../graph/match.js';
import { add, mul, sub } from '../../../primitives/elementwise.js';
import type { Lane, Lanes } from '../../../simd/lanes.js';
import { laneRuleOf } from '../../../simd/rules.js';
import { toNumbers } from '../../../tensor/host-array.js';
import type { Tensor } from '../../../tensor/tensor.js';
import type { Update } from './updates.js';

/** What decays by so much in a step is subnormal within some ten thousand. */
const FAST = 0.99;

/**
 * The operations of an update. Traces of gradients that stay away (units that a relu has switched off) decay to subnormal numbers, on which
 * processors are up to a hundred times slower, and no further: these become zeros, as they do in XLA.
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
  const traces = tracesIn(update);
  for (const { primitive, inputs, attributes, outputs } of update.nodes) {
    const made = laneRuleOf(primitive)!(
      lanes,
      inputs.map((x) => laneOf.get(x)!),
      attributes,
    );
    laneOf.set(outputs[0]!, traces.has(outputs[0]!) ? lanes.withoutSubnormals(made) : made);
  }
  return laneOf;
}

/** Results that are a part of what they replace, and something else, as a momentum is. */
function tracesIn({ arrays, results }: Update): ReadonlySet<Tensor> {
  const decays = (term: Tensor, replaced: Tensor | undefined) => {
    const factors = madeBy(term, mul)?.inputs ?? [];
    return factors.some((x) => x === replaced) && factors.some(isFastDecay);
  };
  const termsOf = (x: Tensor) => (madeBy(x, add) ?? madeBy(x, sub))?.inputs ?? [];
  const traces = results.filter(({ tensor, replaces }) =>
    termsOf(tensor).some((term) => decays(term, arrays[replaces])),
  );
  return new Set(traces.map(({ tensor }) => tensor));
}

function isFastDecay({ size, known }: Tensor): boolean {
  return size === 1 && known?.host != null && Math.abs(toNumbers(known.host)[0]!) <= FAST;
}
