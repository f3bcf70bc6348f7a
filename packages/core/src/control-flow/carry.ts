import { ValueError } from '../errors.js';
import { cast } from '../primitives/elementwise.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { type TensorTree, tensorTree } from '../transforms/tensor-tree.js';
import { type Recorded, record } from './state.js';

/** The body of a loop, recorded. */
export interface RecordedLoop extends Recorded {
  /** The values before the first iteration, in the dtypes that the body returns. */
  readonly initial: readonly Tensor[];
  /** What stands for the carried values. */
  readonly state: readonly Tensor[];
}

/** The tensors of a carried value, which must have the structure of `carry`. */
export function carriedTensors(op: string, carry: TensorTree, returned: unknown): readonly Tensor[] {
  const { tensors, structure } = tensorTree(returned, 'trees');
  if (structure !== carry.structure) {
    throw new ValueError(`[${op}]: the body must return carried values of the structure that it received.`, {
      expected: carry.structure,
      received: structure,
    });
  }
  return tensors;
}

/**
 * Records functions of carried values. A bare number takes the dtype that the first function returns in its place, so that a
 * sum may start from 0.
 */
export function recordLoop(
  carry: TensorTree,
  functions: readonly ((carried: unknown) => readonly Tensor[])[],
): RecordedLoop {
  let initial = carry.tensors;
  for (let weak = carry.weak; ; weak = weak.map(() => false)) {
    const state = initial.map(placeholder);
    const recorded = record(functions.map((fn) => () => fn(carry.pack(state))));
    const returned = recorded.outputs[0]!;
    const converted = initial.map((value, i) => (weak[i] ? cast(value, returned[i]!.dtype) : value));
    if (converted.every((value, i) => value === initial[i])) return { ...recorded, initial, state };
    initial = converted;
  }
}
