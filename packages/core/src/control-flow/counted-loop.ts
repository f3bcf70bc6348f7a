import { closeOver } from '../graph/closure.js';
import { cast } from '../primitives/elementwise.js';
import { loop } from '../primitives/loop.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { tensorTree } from '../transforms/tensor-tree.js';
import { carriedTensors, recordLoop } from './carry.js';
import { assignAll } from './state.js';

/**
 * Runs `body` a number of times that is known only when the graph runs. Variables that the body assigns keep their values from
 * one iteration to the next, so a whole training step can be the body.
 *
 * @param count integer tensor of rank 0
 * @param body from (iteration as int32, carried tree) to the next carried tree
 * @param most what `count` is at most, where that is known: random numbers of all iterations can be drawn before the first then
 * @example
 * const step = jit((steps: Tensor) => countedLoop(steps, () => void variable.assignAdd(1)));
 */
export function countedLoop<Carry = void>(
  count: Tensor,
  body: (iteration: Tensor, carry: Carry) => Carry,
  init?: Carry,
  most?: number,
): Carry {
  const carry = tensorTree(init, 'trees');
  const iteration = placeholder({ shape: [], dtype: 'int32' });
  const recorded = recordLoop(carry, [(carried) => carriedTensors('loop', carry, body(iteration, carried as Carry))]);
  const { initial, state, variables, before, after, outputs } = recorded;
  const inputs = [iteration, ...state, ...before];
  const { bodies, captured } = closeOver([{ inputs, outputs: [...outputs[0]!, ...after[0]!] }], recorded);
  const present = variables.map((variable) => variable.uncast);
  const results = loop(cast(count, 'int64'), bodies[0]!, null, [...initial, ...present], captured, most);
  assignAll(variables, results.slice(initial.length));
  return carry.pack(results.slice(0, initial.length)) as Carry;
}
