/** jax.random's samplers of categories, permutations and elements of arrays. */
import { PythonTypeError, ValueError } from '../errors.js';
import { less } from '../primitives/compare.js';
import { cumsum } from '../primitives/cumulative.js';
import { add, cast, log, mul, scalar, sub } from '../primitives/elementwise.js';
import { gather, gatherElements } from '../primitives/indexing.js';
import { iota } from '../primitives/iota.js';
import { reshape, slice, transpose } from '../primitives/movement.js';
import { randomBits } from '../primitives/random.js';
import { argMax, sum } from '../primitives/reduce.js';
import { argSort, topK } from '../primitives/sort.js';
import { toFloat } from '../python/promotion.js';
import { pythonFunction } from '../python/python-call.js';
import { formatShape, normalizeAxis, range, requireShape, type Shape, sameShape, sizeOf } from '../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { uniform } from './distributions.js';
import { type GumbelMode, gumbelOf, integers, resultShape } from './jax.js';
import { asKey, type Key, splitKeys } from './keys.js';

const without = (shape: Shape, axis: number): number[] => shape.filter((_, i) => i !== axis);

/**
 * Positions drawn with the probabilities softmax(logits) along `axis`, by the Gumbel-max trick. Without replacement the leading
 * axes of `shape` count the draws, by Gumbel-top-k: W. Kool et al., arXiv:1903.06059.
 *
 * @param shape of the result; it ends with the shape of `logits` without `axis`, which is the default
 * @example
 * random.categorical(random.PRNGKey(0), tensor([[0, 1], [2, 0]])); // int32 of shape [2]
 */
export const categorical = pythonFunction(
  'categorical',
  ['key', 'logits', 'axis', 'shape', 'replace', 'mode'],
  (
    key: Key,
    logits: TensorLike,
    axis: number = -1,
    shape: Shape | null = null,
    replace: boolean = true,
    mode: GumbelMode = null,
  ) => categories(asKey(key), toFloat(logits), axis, shape, replace, mode),
);

export function categories(
  key: Tensor,
  logits: Tensor,
  axis: number,
  shape: Shape | null = null,
  replace = true,
  mode: GumbelMode = null,
): Tensor {
  const along = normalizeAxis(axis, logits.rank, 'categorical');
  const batch = without(logits.shape, along);
  const target = shape ?? batch;
  const suffix = target.slice(target.length - batch.length);
  resultShape('categorical', suffix, ...(batch.length > 0 ? [{ shape: batch }] : []));
  const prefix = target.slice(0, target.length - batch.length);
  if (replace) {
    const full = [...suffix.slice(0, along), logits.shape[along]!, ...suffix.slice(along)];
    const noise = gumbelOf(key, [...prefix, ...full], logits.dtype, mode);
    return argMax(add(noise, logits), prefix.length + along);
  }
  const draws = sizeOf(prefix);
  if (draws > logits.shape[along]!) {
    throw new ValueError('[categorical]: more draws without replacement than there are categories.', {
      expected: `at most ${logits.shape[along]}`,
      received: `${draws}`,
    });
  }
  const noisy = add(logits, gumbelOf(key, logits.shape, logits.dtype, mode));
  const [, indices] = topK(noisy, draws, along);
  const order = range(logits.rank);
  return reshape(transpose(indices, [along, ...without(order, along)]), target);
}

/** How often to sort so that equal words no longer matter; JAX's rule. */
const shuffleRounds = (size: number): number => Math.ceil((3 * Math.log(Math.max(1, size))) / Math.log(2 ** 32 - 1));

/** Sorts by random words, each vector along `axis` on its own. */
export function shuffled(key: Tensor, x: Tensor, axis: number): Tensor {
  let [current, result] = [key, x];
  for (let round = 0; round < shuffleRounds(x.size); round++) {
    const [next, words] = splitKeys(current, 2);
    current = next!;
    result = gatherElements(result, argSort(randomBits(words!, x.shape), axis), axis);
  }
  return result;
}

/** Permutes along `axis`, keeping what lies across it together. */
function permuted(key: Tensor, x: Tensor, axis: number, independent: boolean): Tensor {
  if (independent || x.rank === 1) return shuffled(key, x, axis);
  return gather(x, shuffled(key, iota(x.shape[axis]!), 0), axis);
}

/**
 * The numbers below `x`, or the slices of an array along `axis`, in random order.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param x how many numbers, or an array
 * @param axis of the array
 * @param independent shuffles each vector along the axis on its own
 * @example
 * random.permutation(random.PRNGKey(0), 10);
 */
export const permutation = pythonFunction(
  'permutation',
  ['key', 'x', 'axis', 'independent'],
  (key: Key, x: TensorLike, axis: number = 0, independent: boolean = false) => {
    if (typeof x !== 'number') {
      const value = asTensor(x);
      return permuted(asKey(key), value, normalizeAxis(axis, value.rank, 'permutation'), independent);
    }
    if (!Number.isInteger(x))
      throw new PythonTypeError('[permutation]: an integer or an array is needed.', { received: `${x}` });
    return shuffled(asKey(key), iota(x), 0);
  },
);

/**
 * Elements of an array along `axis`, or numbers below `a`.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param a how many numbers, or an array
 * @param shape sizes of the result
 * @param replace whether an element may be drawn again
 * @param axis of the array
 * @param mode 'high' reaches further into the tails, at twice the cost
 * @param p probabilities; uniform if left out
 * @throws ValueError for more draws without replacement than there are elements
 * @example
 * random.choice(random.PRNGKey(0), 10, [3], { replace: false });
 */
export const choice = pythonFunction(
  'choice',
  ['key', 'a', 'shape', 'replace', 'p', 'axis', 'mode'],
  (
    key: Key,
    a: TensorLike,
    shape: Shape = [],
    replace: boolean = true,
    p: TensorLike | null = null,
    axis: number = 0,
    mode: GumbelMode = null,
  ) => {
    const array = typeof a === 'number' ? null : asTensor(a);
    const along = array ? normalizeAxis(axis, array.rank, 'choice') : 0;
    const inputs = array ? array.shape[along]! : (a as number);
    requireShape('choice', shape);
    const draws = sizeOf(shape);
    if (inputs <= 0 || (!replace && draws > inputs)) {
      throw new ValueError('[choice]: there are fewer elements than draws.', { received: `${draws} of ${inputs}` });
    }
    if (p === null && !replace) {
      const all = array ? permuted(asKey(key), array, along, false) : shuffled(asKey(key), iota(inputs), 0);
      const sizes = all.shape.map((size, i) => (i === along ? draws : size));
      return reshape(
        slice(
          all,
          sizes.map(() => 0),
          sizes,
        ),
        [...sizes.slice(0, along), ...shape, ...sizes.slice(along + 1)],
      );
    }
    const indices =
      p === null
        ? integers(asKey(key), shape, 0, inputs)
        : weighted(asKey(key), toFloat(p), inputs, shape, replace, mode);
    return array ? gather(array, indices, along) : indices;
  },
);

/** Positions drawn with probabilities `p`. */
function weighted(key: Tensor, p: Tensor, inputs: number, shape: Shape, replace: boolean, mode: GumbelMode): Tensor {
  if (!sameShape(p.shape, [inputs])) {
    throw new ValueError('[choice]: one probability for each element is needed.', {
      expected: formatShape([inputs]),
      received: formatShape(p.shape),
    });
  }
  if (!replace) {
    const noisy = add(gumbelOf(key, [inputs], p.dtype, mode), log(p));
    return reshape(topK(noisy, sizeOf(shape), 0)[1], shape);
  }
  const bounds = cumsum(p, 0);
  const total = slice(bounds, [inputs - 1], [1]);
  const u = sub(scalar(1, p.dtype), uniform(randomBits, key, [...shape, 1], p.dtype));
  const below = cast(less(bounds, mul(total, u)), 'int32');
  return sum(below, [shape.length]);
}
