import { NotImplementedError, ValueError } from '../errors.js';
import { closeOver } from '../graph/closure.js';
import { opFamily } from '../ops/support/define.js';
import { add, cast, maximum, scalar, sub } from '../primitives/elementwise.js';
import { loop } from '../primitives/loop.js';
import { reshape } from '../primitives/movement.js';
import { convert } from '../python/promotion.js';
import { range } from '../shape.js';
import { KerasTensor } from '../symbolic/keras-tensor.js';
import { asTensor, placeholder, type Tensor, type TensorLike, tensor } from '../tensor/tensor.js';
import { tensorTree } from '../transforms/tensor-tree.js';
import type { TensorsOf } from '../transforms/types.js';
import { mapStructure, type Tree } from '../tree/nested.js';
import { carriedTensors, recordLoop } from './carry.js';
import { countedLoop } from './counted-loop.js';
import { scan } from './scan.js';
import { assignAll } from './state.js';

const core = opFamily('core');

/** Without a bound: the largest int64. */
const UNBOUNDED = 2 ** 63;

/** The loop of {@link whileLoop} on one tree, as jax.lax has it. */
export function whileTree(
  condition: (carry: unknown) => unknown,
  body: (carry: unknown) => unknown,
  init: unknown,
  maximumIterations: number | null = null,
): unknown {
  const carry = tensorTree(init, 'trees');
  const iteration = placeholder({ shape: [], dtype: 'int32' });
  const recorded = recordLoop(carry, [
    (carried) => carriedTensors('while_loop', carry, body(carried)),
    (carried) => [truthOf('while_loop', condition(carried))],
  ]);
  const { initial, state, variables, before, after, outputs } = recorded;
  if (after[1]!.some((value, i) => value !== before[i])) {
    throw new NotImplementedError('[while_loop]: the condition must not assign variables.');
  }
  const inputs = [iteration, ...state, ...before];
  const { bodies, captured } = closeOver(
    [
      { inputs, outputs: [...outputs[0]!, ...after[0]!] },
      { inputs, outputs: outputs[1]! },
    ],
    recorded,
  );
  const values = [...initial, ...variables.map((variable) => variable.uncast)];
  const count = scalar(maximumIterations ?? UNBOUNDED, 'int64');
  const results = loop(count, bodies[0]!, bodies[1]!, values, captured);
  assignAll(variables, results.slice(initial.length));
  return carry.pack(results.slice(0, initial.length));
}

/** A condition as bool of rank 0. */
export function truthOf(op: string, value: unknown): Tensor {
  const truth = asTensor(value as TensorLike);
  if (truth.size === 1) return cast(reshape(truth, []), 'bool');
  throw new ValueError(`[${op}]: the condition must be one truth value.`, { received: `shape [${truth.shape}]` });
}

interface WhileLoop {
  /** Repeats `body` while `cond` holds, with the loop variables for arguments. */
  <const Carry extends readonly unknown[]>(
    cond: (...carry: TensorsOf<Carry>) => TensorLike,
    body: (...carry: TensorsOf<Carry>) => unknown,
    loopVars: Carry,
    maximumIterations?: number | null | { maximumIterations?: number | null },
  ): TensorsOf<Carry>;
  /** Repeats `body` while `cond` holds, with the loop variable for argument. */
  <Carry>(
    cond: (carry: TensorsOf<Carry>) => TensorLike,
    body: (carry: TensorsOf<Carry>) => unknown,
    loopVars: Carry,
    maximumIterations?: number | null | { maximumIterations?: number | null },
  ): TensorsOf<Carry>;
}

/**
 * Repeats `body` while `cond` holds; the loop really stops there. Several loop variables, given as an array, are several
 * arguments of both functions. There is no reverse-mode gradient.
 *
 * @throws ValueError when a loop variable changes its shape or dtype
 * @example
 * const [i, x] = whileLoop((i, x) => x.less(100), (i, x) => [i.add(1), x.mul(2)], [0, 1]);
 * await x.item(); // 128
 */
export const whileLoop = core(
  'while_loop',
  ['cond', 'body', 'loopVars', 'maximumIterations'],
  (
    cond: (...carry: unknown[]) => unknown,
    body: (...carry: unknown[]) => unknown,
    loopVars: unknown,
    maximumIterations: number | null = null,
  ) => {
    const spread = (fn: (...carry: unknown[]) => unknown) => (carry: unknown) =>
      Array.isArray(loopVars) ? fn(...(carry as unknown[])) : fn(carry);
    return whileTree(spread(cond), spread(body), loopVars, maximumIterations);
  },
  {
    tensors: 3,
    // Loop variables keep their shapes and dtypes.
    spec: (_cond: unknown, _body: unknown, loopVars: unknown) =>
      mapStructure(
        (leaf: TensorLike) => {
          const { shape, dtype } = asTensor(leaf);
          return new KerasTensor(shape, dtype);
        },
        loopVars as Tree<TensorLike>,
      ),
  },
) as unknown as WhileLoop;

interface ForiLoop {
  /** Runs `bodyFun` for i from `lower` up to, but without, `upper`. */
  <const Carry>(
    lower: TensorLike,
    upper: TensorLike,
    bodyFun: (i: Tensor, carry: TensorsOf<Carry>) => unknown,
    initVal: Carry,
  ): TensorsOf<Carry>;
}

/**
 * Runs `bodyFun` for i from `lower` up to, but without, `upper`. With plain numbers for bounds it is differentiable; with tensors
 * the number of iterations is found when it runs.
 *
 * @example
 * await foriLoop(0, 5, (i, x) => x.add(i), 0).item(); // 10
 */
export const foriLoop = core(
  'fori_loop',
  ['lower', 'upper', 'bodyFun', 'initVal'],
  (lower: TensorLike, upper: TensorLike, bodyFun: (i: Tensor, carry: unknown) => unknown, initVal: unknown) => {
    if (typeof lower === 'number' && typeof upper === 'number') {
      const indices = tensor(Int32Array.from(range(Math.max(0, upper - lower)), (i) => lower + i));
      return scan((carry: unknown, i: Tensor) => [bodyFun(i, carry), null], initVal, indices)[0];
    }
    const first = asTensor(lower);
    const count = maximum(sub(convert(upper, 'int64'), convert(lower, 'int64')), scalar(0, 'int64'));
    return countedLoop(count, (i, carry) => bodyFun(add(cast(first, 'int32'), i), carry), initVal);
  },
  { tensors: 2 },
) as unknown as ForiLoop;
