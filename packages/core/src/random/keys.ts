/** Keys: two uint32 words from which random numbers are computed. Names and bits are those of jax.random. */
import { PythonTypeError, ValueError } from '../errors.js';
import { cast } from '../primitives/elementwise.js';
import { concatenate, reshape } from '../primitives/movement.js';
import { threefry2x32 } from '../primitives/random.js';
import { pythonFunction } from '../python/python-call.js';
import { formatShape, range, requireShape, type Shape, sizeOf } from '../shape.js';
import { show } from '../show.js';
import { asTensor, isTensor, type Tensor, type TensorLike, tensor } from '../tensor/tensor.js';
import { isVariable, type Variable } from '../tensor/variable.js';

/** A uint32 tensor of shape [2], or a variable that holds one. */
export type Key = Tensor | Variable;

/** Whether a value can only be meant as a key: a tensor or variable of unsigned words. */
export const isKey = (value: unknown): value is Key =>
  (isTensor(value) || isVariable(value)) && value.dtype === 'uint32' && value.shape[value.shape.length - 1] === 2;

/** @throws TypeError for anything that is not one key */
export function asKey(value: unknown): Tensor {
  if (!isKey(value)) {
    throw new PythonTypeError('This is not a random key.', {
      expected: 'a uint32 tensor of shape [2]',
      received:
        isTensor(value) || isVariable(value) ? `${value.dtype} of shape ${formatShape(value.shape)}` : show(value),
      hint: 'make one by random.PRNGKey(seed).',
    });
  }
  const key = asTensor(value);
  if (key.rank !== 1) {
    throw new ValueError('One key is needed, not a batch of keys.', {
      received: `shape ${formatShape(key.shape)}`,
      hint: 'map over keys with vmap.',
    });
  }
  return key;
}

const keysFrom = (name: string) => (value: Key | TensorLike) => {
  const keys: Tensor = asTensor(value);
  const areKeys: boolean = isKey(keys);
  if (areKeys) return keys;
  throw new PythonTypeError(`[${name}]: these are no random keys.`, {
    expected: 'uint32 words whose last axis is of size 2',
    received: `${keys.dtype} of shape ${formatShape(keys.shape)}`,
  });
};

/**
 * The words of a key, or of an array of keys: here they are the key itself.
 *
 * @param keys of any shape
 * @example
 * random.keyData(random.PRNGKey(3)); // [0, 3]
 */
export const keyData = pythonFunction('keyData', ['keys'], (keys: Key | TensorLike) => keysFrom('keyData')(keys));

/**
 * A key, or an array of keys, from its words.
 *
 * @param keyBitsArray uint32, the last axis of size 2
 * @param impl the generator, of which there is one
 * @throws TypeError for words of another type or number, ValueError for another generator
 */
export const wrapKeyData = pythonFunction(
  'wrapKeyData',
  ['keyBitsArray', 'impl'],
  (keyBitsArray: TensorLike, impl: 'threefry2x32' | null = null) => {
    if (impl !== null && impl !== 'threefry2x32') {
      throw new ValueError('[wrapKeyData]: the only generator is threefry2x32.', { received: String(impl) });
    }
    return keysFrom('wrapKeyData')(keyBitsArray);
  },
);

/**
 * The same key, where it is meant to be used again.
 *
 * @param key of any shape
 */
export const clone = pythonFunction('clone', ['key'], (key: Key | TensorLike) => keysFrom('clone')(key));

/**
 * The name of the generator that a key belongs to.
 *
 * @param keys of any shape
 */
export const keyImpl = pythonFunction('keyImpl', ['keys'], (keys: Key): 'threefry2x32' => {
  keysFrom('keyImpl')(keys);
  return 'threefry2x32';
});

/** The key [high, low] as a constant. */
export const keyOf = (high: number, low: number): Tensor => tensor(new Uint32Array([high, low]));

function makeKey(seed: TensorLike): Tensor {
  if (typeof seed === 'number') {
    if (!Number.isInteger(seed)) throw new PythonTypeError('A seed must be an integer.', { received: show(seed) });
    // As JAX without 64-bit types: the lowest 32 bits.
    return keyOf(0, Number(BigInt.asUintN(32, BigInt(seed))));
  }
  const value = asTensor(seed);
  if (value.rank !== 0) {
    throw new PythonTypeError('A seed must be a scalar.', { received: `shape ${formatShape(value.shape)}` });
  }
  return concatenate([tensor(new Uint32Array(1)), reshape(cast(value, 'uint32'), [1])], 0);
}

/**
 * A key from an integer seed.
 *
 * @param seed an integer
 * @example
 * const key = random.PRNGKey(0);
 * random.normal(key, [3]);
 */
export const PRNGKey = pythonFunction('PRNGKey', ['seed'], makeKey);

/**
 * The same as {@link PRNGKey}.
 *
 * @param seed an integer
 */
export const key = PRNGKey;

function counters(n: number): Tensor {
  const words = new Uint32Array(n);
  for (let i = 0; i < n; i++) words[i] = i;
  return tensor(words);
}

/** {@link split} with the plain signature. */
export function splitKey(key: Tensor, num: number | Shape = 2): Tensor {
  const shape = typeof num === 'number' ? [num] : num;
  requireShape('split', shape);
  return threefry2x32(key, reshape(counters(sizeOf(shape)), shape));
}

/** {@link splitKey} into separate keys. */
export function splitKeys(key: Tensor, num: number): Tensor[] {
  return range(num).map((i) => threefry2x32(key, reshape(tensor(new Uint32Array([i])), [])));
}

/**
 * New keys from a key, as a tensor `[num, 2]`, or `[...num, 2]` for a shape.
 *
 * @param key the key that is used up
 * @param num how many keys, or the sizes of an array of keys
 * @example
 * const [first, second] = random.split(random.PRNGKey(0));
 */
export const split = pythonFunction('split', ['key', 'num'], (key: Key, num: number | Shape = 2) =>
  splitKey(asKey(key), num),
);

/**
 * A new key from a key and an integer.
 *
 * @param key the key that is used up
 * @param data an integer, such as the number of a step
 * @example
 * const stepKey = random.foldIn(key, step);
 */
export const foldIn = pythonFunction('foldIn', ['key', 'data'], (key: Key, data: TensorLike) => {
  const word = typeof data === 'number' ? tensor(new Uint32Array([data]), []) : cast(asTensor(data), 'uint32');
  return threefry2x32(asKey(key), word);
});
