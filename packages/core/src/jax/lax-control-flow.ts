/** Control flow as jax.lax has it: loop states are one tree, branches take operands. */
import { condWithOperands } from '../control-flow/cond.js';
import { scan as scanTrees } from '../control-flow/scan.js';
import { whileTree } from '../control-flow/while-loop.js';
import { ValueError } from '../errors.js';
import { concatenate, reshape, slice } from '../primitives/movement.js';
import { requireKind } from '../python/argument-kinds.js';
import type { Tensor, TensorLike } from '../tensor/tensor.js';
import { tensorTree } from '../transforms/tensor-tree.js';
import type { ArraysOf, TensorsOf } from '../transforms/types.js';
import { vmap } from '../transforms/vmap.js';

export { associativeScan } from '../control-flow/associative-scan.js';
export { switchCase as switch } from '../control-flow/cond.js';
export { scan } from '../control-flow/scan.js';
export { foriLoop } from '../control-flow/while-loop.js';

/**
 * Repeats `bodyFun` while `condFun` holds. The state is one tree, given to both functions as it is.
 *
 * @throws ValueError when the state changes its structure, shape or dtype
 * @example
 * const { x } = lax.whileLoop(({ x }) => x.less(100), ({ x }) => ({ x: x.mul(2) }), { x: 1 });
 */
export const whileLoop = <const State>(
  condFun: (state: TensorsOf<State>) => TensorLike,
  bodyFun: (state: TensorsOf<State>) => unknown,
  initVal: State,
): TensorsOf<State> => {
  requireKind('while_loop', 'condFun', condFun);
  requireKind('while_loop', 'bodyFun', bodyFun);
  return whileTree(
    condFun as (state: unknown) => unknown,
    bodyFun as (state: unknown) => unknown,
    initVal,
  ) as TensorsOf<State>;
};

/**
 * `trueFun(...operands)` if `pred` holds, else `falseFun(...operands)`.
 *
 * @throws TypeError when the two return values of different structures
 * @example
 * lax.cond(x.sum().greater(0), (v) => v.log(), (v) => v.exp(), x);
 */
export const cond = <Operands extends readonly unknown[], Result>(
  pred: TensorLike,
  trueFun: (...operands: Operands) => Result,
  falseFun: (...operands: Operands) => Result,
  ...operands: Operands
): Result => {
  requireKind('cond', 'trueFun', trueFun);
  requireKind('cond', 'falseFun', falseFun);
  return condWithOperands(
    pred,
    trueFun as (...operands: never[]) => unknown,
    falseFun as (...operands: never[]) => unknown,
    operands,
  ) as Result;
};

/**
 * Applies `f` to each slice of `xs`, one after the other, or `batchSize` of them at once.
 *
 * @throws ValueError for a batch size that is not positive
 * @example
 * await lax.map((x) => x.sum(), tensor([[1, 2], [3, 4]])).array(); // [3, 7]
 */
export function map<const Xs, Y>(
  f: (x: ArraysOf<Xs>) => Y,
  xs: Xs,
  { batchSize = null }: { batchSize?: number | null } = {},
): Y {
  requireKind('map', 'f', f);
  const each = (x: ArraysOf<Xs>) => [null, f(x)] as const;
  const over = (stack: unknown, body: (x: never) => readonly [null, unknown]): unknown =>
    scanTrees((_carry, x) => body(x as never), null, stack as null, null)[1];
  if (batchSize === null) return over(xs, each) as Y;
  if (!(batchSize > 0)) throw new ValueError('[map]: the batch size must be positive.', { received: `${batchSize}` });
  const { tensors, pack } = tensorTree(xs, 'tensors');
  const length = tensors[0]!.shape[0]!;
  const whole = length - (length % batchSize);
  const rows = (x: Tensor, from: number, to: number) =>
    slice(
      x,
      x.shape.map((_, axis) => (axis === 0 ? from : 0)),
      x.shape.map((dim, axis) => (axis === 0 ? to - from : dim)),
    );
  const batches = tensors.map((x) => reshape(rows(x, 0, whole), [whole / batchSize, batchSize, ...x.shape.slice(1)]));
  const together = vmap(f as (x: Tensor) => unknown) as (x: unknown) => unknown;
  const parts: unknown[] = [];
  if (whole > 0) parts.push(unbatched(over(pack(batches), (batch) => [null, together(batch)])));
  if (whole < length) parts.push(together(pack(tensors.map((x) => rows(x, whole, length)))));
  const results = parts.map((part) => tensorTree(part, 'tensors'));
  const joined = results[0]!.tensors.map((_, i) =>
    concatenate(
      results.map((result) => result.tensors[i]!),
      0,
    ),
  );
  return results[0]!.pack(joined) as Y;
}

/** Joins the two leading axes of every tensor. */
function unbatched(tree: unknown): unknown {
  const { tensors, pack } = tensorTree(tree, 'tensors');
  return pack(tensors.map((x) => reshape(x, [x.shape[0]! * x.shape[1]!, ...x.shape.slice(2)])));
}
