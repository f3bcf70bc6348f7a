import { PythonTypeError, ValueError } from '../errors.js';
import { closeOver } from '../graph/closure.js';
import { isShort } from '../graph/short.js';
import { opFamily } from '../ops/support/define.js';
import { cond as condGraph } from '../primitives/cond.js';
import { cast } from '../primitives/elementwise.js';
import { reshape } from '../primitives/movement.js';
import { type Promotable, resultType } from '../python/promotion.js';
import { isClass } from '../python/require-function.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { traced } from '../tracing/trace.js';
import { type TensorTree, tensorTree } from '../transforms/tensor-tree.js';
import { assignAll } from './state.js';
import { truthOf } from './while-loop.js';

const core = opFamily('core');

/** The result of one of `branches`, which are all recorded. A branch may assign variables. */
export function choose(op: string, index: Tensor, branches: readonly (() => unknown)[]): unknown {
  const traces = branches.map((branch) =>
    traced(() => tensorTree(branch(), 'tensors'), { standIn: (_variable, outside) => outside() }),
  );
  const trees = traces.map(({ result }) => result);
  const first = trees[0]!;
  for (const { structure } of trees) {
    if (structure === first.structure) continue;
    throw new PythonTypeError(`[${op}]: the branches must return values of one structure.`, {
      expected: first.structure,
      received: structure,
    });
  }
  const dtypes = first.tensors.map((_, k) => resultType(...trees.map((tree) => promotableLeaf(tree, k))));
  const variables = [...new Set(traces.flatMap(({ trace }) => [...trace.writes.keys()]))];
  const present = variables.map((variable) => variable.uncast);
  const { bodies, captured } = closeOver(
    traces.map(({ result: { tensors, weak }, trace }) => ({
      inputs: [],
      outputs: [
        ...tensors.map((value, k) => (weak[k] ? cast(value, dtypes[k]!) : value)),
        ...variables.map((variable, i) => trace.writes.get(variable) ?? present[i]!),
      ],
    })),
    {
      nodes: (node, i) => traces[i]!.trace.made.has(node),
      constants: (tensor) => isShort(tensor) && traces.some(({ trace }) => trace.made.has(tensor)),
    },
  );
  const results = condGraph(index, bodies, captured);
  const count = first.tensors.length;
  assignAll(variables, results.slice(count));
  return first.pack(results.slice(0, count));
}

const promotableLeaf = ({ tensors, weak }: TensorTree, k: number): Promotable => {
  const { dtype } = tensors[k]!;
  return weak[k] ? (dtype === 'int32' ? 'int' : 'float') : dtype;
};

/** {@link cond} with operands for both branches, as jax.lax has it. */
export function condWithOperands(
  pred: unknown,
  trueFn: (...operands: never[]) => unknown,
  falseFn: (...operands: never[]) => unknown,
  operands: readonly unknown[],
): unknown {
  const given = tensorTree(operands, 'arguments');
  const args = given.pack(given.tensors) as never[];
  if (typeof pred === 'boolean') return pred ? trueFn(...args) : falseFn(...args);
  const branches = [falseFn, trueFn].map((fn) => () => fn(...args));
  return choose('cond', cast(truthOf('cond', pred), 'int32'), branches);
}

interface Cond {
  /** The result of `trueFn` if `pred` holds, else of `falseFn`; only that one is computed. */
  <Result>(pred: TensorLike, trueFn: () => Result, falseFn: () => Result): Result;
}

/**
 * The result of `trueFn` if `pred` holds, else of `falseFn`; only that one is computed. Differentiable. Under vmap with a `pred`
 * that differs between the rows, both are computed.
 *
 * @throws TypeError when the two return values of different structures; ValueError when shapes or dtypes differ
 * @example
 * await cond(x.sum().greater(0), () => x.log(), () => x.exp()).array();
 */
export const cond = core(
  'cond',
  ['pred', 'trueFn', 'falseFn'],
  (pred: TensorLike, trueFn: () => unknown, falseFn: () => unknown) => condWithOperands(pred, trueFn, falseFn, []),
) as unknown as Cond;

interface Switch {
  /** The result of `branches[index]`, called with the operands; an index outside is moved to the nearest branch. */
  <Operands extends readonly unknown[], Result>(
    index: TensorLike,
    branches: readonly ((...operands: Operands) => Result)[],
    ...operands: Operands
  ): Result;
}

/**
 * The result of `branches[index]`, called with the operands; an index outside is moved to the nearest branch.
 *
 * @example
 * await switchCase(1, [(x) => x.add(1), (x) => x.mul(10)], tensor(5)).item(); // 50
 */
export const switchCase: Switch = (index, branches, ...operands) =>
  switchOver(index, branches as never, operands) as never;

const switchOver = core(
  'switch',
  ['index', 'branches', 'operands'],
  (
    index: TensorLike,
    branches: readonly ((...operands: readonly unknown[]) => unknown)[],
    operands: readonly unknown[],
  ): unknown => {
    if (!Array.isArray(branches) || branches.some((branch) => typeof branch !== 'function' || isClass(branch))) {
      throw new PythonTypeError('[switch]: the branches must be functions.', { expected: 'an array of functions' });
    }
    if (!Array.isArray(operands)) throw new PythonTypeError('[switch]: the operands must be in an array.');
    if (branches.length === 0) throw new ValueError('[switch]: there must be at least one branch.');
    const given = tensorTree(operands, 'arguments');
    const args = given.pack(given.tensors) as typeof operands;
    const at = asTensor(index);
    if (at.size !== 1)
      throw new ValueError('[switch]: the index must be one number.', { received: `shape [${at.shape}]` });
    return choose(
      'switch',
      cast(reshape(at, []), 'int32'),
      branches.map((branch) => () => branch(...args)),
    );
  },
);
