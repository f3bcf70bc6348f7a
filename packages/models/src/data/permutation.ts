import { randomInteger, shuffleInPlace } from '@org/core/internal';

/** The numbers from 0 to `size - 1`. A loop, since `from` takes twenty times as long, a part of each epoch that shows. */
export function inOrder(size: number): Int32Array {
  const order = new Int32Array(size);
  for (let i = 0; i < size; i++) order[i] = i;
  return order;
}

/** The same in random order, within blocks of `block` numbers, as Keras on JAX draws it after `setRandomSeed`: by NumPy. */
export function permutation(size: number, block = size): Int32Array {
  const order = inOrder(size);
  for (let start = 0; start < size; start += block) shuffleInPlace(order.subarray(start, start + block));
  return order;
}

/** The same as Keras draws it for batches by number: Python's `random.shuffle`. */
export function batchOrder(count: number): Int32Array {
  const order = inOrder(count);
  for (let i = count - 1; i > 0; i--) {
    const j = randomInteger(0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
