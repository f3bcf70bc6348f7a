import { PythonTypeError, ValueError } from '../errors.js';
import { materializeBatch, transpose } from '../primitives/movement.js';
import { bindArguments } from '../python/python-call.js';
import { requireFunction } from '../python/require-function.js';
import { formatShape, normalizeAxis, range } from '../shape.js';
import { show } from '../show.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { traced } from '../tracing/trace.js';
import { entriesOf } from '../tree/nested.js';
import { batchGraph } from './batch.js';
import { isTensorLike, tensorTree } from './tensor-tree.js';
import type { LooseArgs } from './types.js';

/** Which axis of each leaf is mapped: one for all of a tree, null for none, or a tree that starts like the arguments do. */
export type Axes = number | null | readonly Axes[] | { readonly [key: string]: Axes };

/** The axis for each tensor of a tree, of which `axes` may be a prefix. */
function leafAxes(what: string, axes: Axes, tree: unknown, arrays: 'tensors' | 'arguments'): (number | null)[] {
  if (axes === null || typeof axes === 'number') return tensorTree(tree, arrays).tensors.map(() => axes);
  const children = arrays === 'tensors' && isTensorLike(tree) ? null : entriesOf(tree);
  const given = new Map(entriesOf(axes));
  if (!children || children.length !== given.size || children.some(([key]) => !given.has(key))) {
    throw new ValueError(`[vmap]: ${what} must be an axis, null, or a tree of them that the values extend.`, {
      received: show(axes),
    });
  }
  return children.flatMap(([key, child]) => leafAxes(what, given.get(key) as Axes, child, 'tensors'));
}

/** Moves one axis of a tensor; the others keep their order. */
function moveAxis(x: Tensor, from: number, to: number): Tensor {
  const order = range(x.rank).filter((axis) => axis !== from);
  order.splice(to, 0, from);
  return transpose(x, order);
}

function batchSize(tensors: readonly Tensor[], axes: readonly (number | null)[], axisSize: number | null): number {
  const sizes = tensors.flatMap((x, i) => (axes[i] === null ? [] : [x.shape[axes[i]!]!]));
  const distinct = new Set(axisSize === null ? sizes : [...sizes, axisSize]);
  if (distinct.size === 1) return [...distinct][0]!;
  throw new ValueError('[vmap]: the mapped axes must have one size.', {
    expected: distinct.size === 0 ? 'at least one argument with an axis' : 'equal sizes',
    received: tensors.map((x, i) => `${formatShape(x.shape)} along ${axes[i]}`).join(', '),
  });
}

interface VmapOptions {
  inAxes?: Axes;
  outAxes?: Axes;
  axisSize?: number | null;
}

/**
 * Vectorises a function: what it does to one row it then does to all rows at once, without a loop.
 *
 * @param inAxes the axis of each argument that counts the rows; null for an argument that all rows share
 * @param outAxes where that axis is to be in the results; null for results that are the same for all rows
 * @throws ValueError when sizes differ; NotImplementedError for an op without batching rule
 * @example
 * const dots = vmap((x: Tensor, w: Tensor) => x.mul(w).sum(), [0, null]);
 * await dots([[1, 2], [3, 4]], [1, 1]).array(); // [3, 7]
 */
export function vmap<Args extends readonly Tensor[], Out>(
  fun: (...args: Args) => Out,
  ...settings: [inAxes?: Axes, outAxes?: Axes, axisSize?: number | null] | [options: VmapOptions]
): (...args: LooseArgs<Args>) => Out;
export function vmap<Args extends readonly unknown[], Out>(
  fun: (...args: Args) => Out,
  ...settings: [inAxes?: Axes, outAxes?: Axes, axisSize?: number | null] | [options: VmapOptions]
): (...args: LooseArgs<Args>) => Out;
export function vmap(fun: (...args: never[]) => unknown, ...settings: readonly unknown[]): unknown {
  requireFunction('vmap', fun);
  const names = ['fun', 'inAxes', 'outAxes', 'axisSize'];
  const bound = bindArguments('vmap', names, 1, [fun, ...settings]).slice(1);
  const [inAxes = 0, outAxes = 0, axisSize = null] = bound as [Axes?, Axes?, (number | null)?];
  return (...args: readonly unknown[]) => {
    const given = tensorTree(args, 'arguments');
    const axes = leafAxes('inAxes', inAxes, args, 'arguments').map((axis, i) => rowAxis(given.tensors[i]!, axis));
    const size = batchSize(given.tensors, axes, axisSize);
    const rows = given.tensors.map(({ shape, dtype }, i) =>
      axes[i] === null ? given.tensors[i]! : placeholder({ shape: shape.filter((_, axis) => axis !== axes[i]), dtype }),
    );
    const { out, writes } = runOnce(() => fun(...(given.pack(rows) as never[])));
    const mapped = range(rows.length).filter((i) => axes[i] !== null);
    const { tensors, batched } = batchGraph(
      { inputs: mapped.map((i) => rows[i]!), outputs: [...out.tensors, ...writes.values()] },
      mapped.map((i) => moveAxis(given.tensors[i]!, axes[i]!, 0)),
      mapped.map(() => true),
      size,
    );
    const count = out.tensors.length;
    [...writes.keys()].forEach((variable, i) => {
      if (!batched[count + i]) variable.assign(tensors[count + i]!);
      else
        throw new ValueError(`[vmap]: the variable ${variable.path} would get another value for each row.`, {
          hint: 'return the value instead of assigning it.',
        });
    });
    const targets = leafAxes('outAxes', outAxes, out.tree, 'tensors');
    return out.pack(tensors.slice(0, count).map((x, i) => placeRows(x, batched[i]!, targets[i]!, size)));
  };
}

function rowAxis(x: Tensor, axis: number | null): number | null {
  if (axis !== null && x.rank === 0) {
    throw new PythonTypeError('[vmap]: a scalar has no axis to map over.', { hint: 'give it null in inAxes.' });
  }
  return axis === null ? null : normalizeAxis(axis, x.rank, 'vmap');
}

/** Runs the function on one row. Variables have the values that they have outside; what it assigns is kept apart. */
function runOnce(fun: () => unknown) {
  const run = () => {
    const tree = fun();
    return { tree, ...tensorTree(tree, 'tensors') };
  };
  const { result, trace } = traced(run, { standIn: (_variable, outside) => outside() });
  return { out: result, writes: trace.writes };
}

function placeRows(x: Tensor, batched: boolean, axis: number | null, size: number): Tensor {
  if (axis === null) {
    if (!batched) return x;
    throw new ValueError('[vmap]: a result with null in outAxes must be the same for all rows.');
  }
  const rows = materializeBatch([x], [batched], size)[0]!;
  return moveAxis(rows, 0, normalizeAxis(axis, rows.rank, 'vmap'));
}
