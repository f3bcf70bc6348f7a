import type { Spec } from '../graph/node.js';
import { Origin, originOf } from '../graph/origin.js';
import { Tensor } from '../tensor/tensor.js';
import type { Value } from '../tensor/value.js';

/** Tensors for what was made of inputs in a way that nobody notes: derivatives that lead through it are an error. */
export function withoutHistory(values: readonly Value[], specs: readonly Spec[], inputs: readonly Tensor[]): Tensor[] {
  const origin = new Origin(inputs.map(originOf));
  return values.map((known, i) => {
    const made = new Tensor(known.shape, specs[i]!.dtype, { known });
    made.origin = origin;
    return made;
  });
}
