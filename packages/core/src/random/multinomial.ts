import { scan } from '../control-flow/scan.js';
import { standardizeDType } from '../dtype.js';
import { ValueError } from '../errors.js';
import { equal } from '../primitives/compare.js';
import { cumsum } from '../primitives/cumulative.js';
import { cast, div, maximum, minimum, scalar, select, sub } from '../primitives/elementwise.js';
import { broadcastTo, transpose } from '../primitives/movement.js';
import { promoteToFloat } from '../python/promotion.js';
import { pythonFunction } from '../python/python-call.js';
import { range, type Shape } from '../shape.js';
import type { Tensor, TensorLike } from '../tensor/tensor.js';
import { asKey, type Key, splitKey } from './keys.js';
import { binomialOf } from './rejection.js';

/**
 * How often each outcome comes in `n` trials: for one outcome after the other a binomial number of the trials that are left.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param n how many trials; broadcast to the shape without its last axis
 * @param p probabilities of the outcomes, along the last axis
 * @param shape sizes of the result, outcomes included; null for those of `p`
 * @param dtype a dtype by name, or null for the default
 * @param unroll how many outcomes are drawn in one round of the loop, or true for all; the result stays the same
 * @throws ValueError when `p` has no axis
 * @example
 * await random.multinomial(random.PRNGKey(7), 10, [0.2, 0.3, 0.5]).array(); // [2, 4, 4]
 */
export const multinomial = pythonFunction(
  'multinomial',
  ['key', 'n', 'p', 'shape', 'dtype', 'unroll'],
  (
    key: Key,
    n: TensorLike,
    p: TensorLike,
    shape: Shape | null = null,
    dtype: string | null = null,
    unroll: number | boolean = 1,
  ) => {
    const [trials, given] = promoteToFloat(n, p) as [Tensor, Tensor];
    const target = shape ?? given.shape;
    if (target.length === 0) throw new ValueError('[multinomial]: p needs at least one axis.');
    const batch = target.slice(0, -1);
    const [toFront, toBack] = [
      [batch.length, ...range(batch.length)],
      [...range(batch.length).map((axis) => axis + 1), 0],
    ];

    const chances = transpose(broadcastTo(given, target), toFront);
    const left = cumsum(chances, 0, false, true);
    const [none, one] = [scalar(0, chances.dtype), scalar(1, chances.dtype)];
    const ratios = div(chances, select(equal(left, none), one, left));
    const draw = (remainder: Tensor, [ratio, own]: readonly Tensor[]) => {
      const count = binomialOf(own!, remainder, minimum(maximum(ratio!, none), one), batch, remainder.dtype);
      return [sub(remainder, count), count] as const;
    };
    const keys = splitKey(asKey(key), target.at(-1)!);
    const [, counts] = scan(draw, broadcastTo(trials, batch), [ratios, keys], { unroll });
    return cast(transpose(counts, toBack), standardizeDType(dtype));
  },
);
