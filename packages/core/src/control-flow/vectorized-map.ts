import { opFamily } from '../ops/support/define.js';
import type { Tensor } from '../tensor/tensor.js';
import type { ArraysOf } from '../transforms/types.js';
import { vmap } from '../transforms/vmap.js';

interface VectorizedMap {
  /** Applies a function to all slices of the leading axis at once. */
  <const Elements, Result>(function_: (element: ArraysOf<Elements>) => Result, elements: Elements): Result;
}

/**
 * Applies a function to all slices of the leading axis at once: {@link vmap} of one argument.
 *
 * @example
 * await vectorizedMap((x) => x.sum(), tensor([[1, 2], [3, 4]])).array(); // [3, 7]
 */
export const vectorizedMap = opFamily('core')(
  'vectorized_map',
  ['function', 'elements'],
  (fn: (element: Tensor) => unknown, elements: unknown) => vmap(fn)(elements as Tensor),
  { tensors: 2 },
) as unknown as VectorizedMap;
