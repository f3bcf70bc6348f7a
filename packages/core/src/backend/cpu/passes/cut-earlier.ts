import { is, madeBy } from '../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies, type Node } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { type Users, usersOf } from '../../../graph/users.js';
import { emit } from '../../../op.js';
import { slicePrimitive } from '../../../primitives/blocks.js';
import { add } from '../../../primitives/elementwise.js';
import { matmulPrimitive, product } from '../../../primitives/matmul.js';
import { broadcastPrimitive, broadcastTo, reshape, reshapePrimitive, slice } from '../../../primitives/movement.js';
import type { Tensor } from '../../../tensor/tensor.js';

/** Numbers of a tensor from which on it pays. */
const LARGE = 2 ** 14;
/** How many times more rows a tall product has than the matrix on its right has rows or columns. */
const TALL = 8;
/** Parts of one product: more are cut out by one operation. */
const FEW = 2;

/** Columns of a tensor: a part of its last axis. */
interface Columns {
  readonly start: number;
  readonly count: number;
}

/**
 * Some columns of a tall product, or of what is repeated, are made from these columns of the matrix on the right, or of what is there once:
 * the runtime copies short runs out of each row, which takes as long as a narrow product does.
 */
export function cutEarlier(graph: Graph): Graph {
  const users = usersOf(graph);
  return rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length > 0)
      return emit(node.primitive, inputs, mapBodies(node.attributes, cutEarlier));
    const columns = columnsOf(node);
    if (!columns || node.inputs[0]!.size < LARGE) return keep();
    const isProducts = isCutAlone(node.inputs[0]!, users);
    const part = (isProducts && ofProduct(inputs[0]!, columns)) || ofRepeated(inputs[0]!, columns);
    return part ? [part] : keep();
  });
}

/** The columns that a slice takes out of its input, all of whose rows it takes; null for other nodes. */
function columnsOf(node: Node | null): Columns | null {
  if (!node || !is(node, slicePrimitive)) return null;
  const { starts, sizes, steps } = node.attributes;
  const { shape, rank } = node.inputs[0]!;
  const isWhole = (axis: number) => sizes[axis] === shape[axis];
  const areRows = shape.every((_, axis) => isWhole(axis) === axis < rank - 1);
  return areRows && steps.every((step) => step === 1) ? { start: starts[rank - 1]!, count: sizes[rank - 1]! } : null;
}

/** Whether nothing but few slices reads a tensor, nor anything else what a row is added to for it. */
function isCutAlone(x: Tensor, users: Users): boolean {
  const readers = [...users.get(x)!];
  const whole = withoutRow(x).whole;
  return (
    readers.length <= FEW &&
    readers.every((user) => columnsOf(user) !== null) &&
    (whole === x || users.get(whole)!.size === 1)
  );
}

/** A sum with a row as its two parts. */
function withoutRow(x: Tensor): { readonly whole: Tensor; readonly row: Tensor | null } {
  const parts = madeBy(x, add)?.inputs;
  const row = parts?.find((each) => each.size === each.shape.at(-1)) ?? null;
  return row ? { whole: parts!.find((each) => each !== row)!, row } : { whole: x, row };
}

const cut = (x: Tensor, axis: number, { start, count }: Columns): Tensor =>
  slice(
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.with(axis, count),
  );

/** The columns of a product, with a row that is added to it or without. */
function ofProduct(x: Tensor, columns: Columns): Tensor | null {
  const { whole, row } = withoutRow(x);
  const made = madeBy(whole, matmulPrimitive);
  if (!made || whole.shape.at(-1) !== x.shape.at(-1)) return null;
  const [left, right] = made.inputs as [Tensor, Tensor];
  const { transposeX, transposeY } = made.attributes;
  if (right.rank !== 2 || left.rank !== 2 || whole.shape[0]! < TALL * Math.max(...right.shape)) return null;
  const part = product(left, cut(right, transposeY ? 0 : 1, columns), transposeX, transposeY);
  return row ? add(part, cut(row, row.rank - 1, columns)) : part;
}

/** The columns of what is repeated along other axes, and may have got another shape since. */
function ofRepeated(x: Tensor, columns: Columns): Tensor | null {
  const shaped = madeBy(x, reshapePrimitive);
  const whole = shaped ? shaped.inputs[0]! : x;
  const source = madeBy(whole, broadcastPrimitive)?.inputs[0];
  const width = x.shape.at(-1)!;
  if (!source || whole.shape.at(-1) !== width || source.shape.at(-1) !== width || 2 * source.size > x.size) return null;
  const part = broadcastTo(cut(source, source.rank - 1, columns), [...whole.shape.slice(0, -1), columns.count]);
  return shaped ? reshape(part, [...x.shape.slice(0, -1), columns.count]) : part;
}
