/**
 * Updates of tables by gradients that are zero but for the rows that a step has looked up: rows are added up by themselves, and no gradient as
 * large as the table is made. Other rows stay as they are, or are updated by zeros.
 */
import { is, madeBy, makerOf } from '../../../graph/match.js';
import type { Node } from '../../../graph/node.js';
import type { Users } from '../../../graph/users.js';
import { add, div, mul, neg, sub } from '../../../primitives/elementwise.js';
import { broadcastPrimitive, isZero, reshapePrimitive } from '../../../primitives/movement.js';
import { broadcastOffsets } from '../../../primitives/offsets.js';
import { type ScatterAttributes, scatteringOf, scatterNdPrimitive } from '../../../primitives/scatter.js';
import { type Flat, flatten } from '../../../primitives/scatter-in-order.js';
import { sizeOf } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { hasScatterKernel } from '../scatter-kernels.js';
import type { Update } from './updates.js';

/** Passes of the runtime over a table that are needed to make the sums: zeros, and the sums themselves, which are copied. */
export const ADDED = 3;
/** How many times the elements of a table rows may have, until it is better to go through the table. */
const MOST = 2;
/** Numbers of a vector. */
const VECTOR = 4;

/** Rows of `width` numbers are added up at places of zeros. */
export interface Added extends Pick<Flat, 'lead' | 'count' | 'width'> {
  readonly scatter: Node<ScatterAttributes>;
  readonly sums: Tensor;
  readonly rows: Tensor;
  /** Where rows are added several times: which of them, for each index vector. */
  readonly numbers: ArrayLike<number> | null;
  /** Index vectors. */
  readonly at: Tensor;
  /** Whether other rows of what is updated stay as they are. */
  readonly keepsOthers: boolean;
}

/** The updates; those that change rows read these in the place of their sums. */
export function withRows(updates: readonly Update[], users: Users): Update[] {
  const taken = new Set(updates.flatMap(({ arrays }) => arrays));
  return updates.map((update, i) => {
    const added = addedIn(update, users);
    // Each array has one place.
    if (!added || taken.has(added.rows)) return update;
    taken.add(added.rows);
    const arrays = update.arrays.map((x) => (x === added.sums ? added.rows : x));
    return { ...update, arrays, added, key: `rows ${i}` };
  });
}

function addedIn({ nodes, arrays, results }: Update, users: Users): Added | null {
  const replaced = new Set(results.map(({ replaces }) => replaces));
  const [others, [sums, ...more]] = [
    arrays.filter((_, i) => replaced.has(i)),
    arrays.filter((_, i) => !replaced.has(i)),
  ];
  const scatter = madeBy(sums, scatterNdPrimitive);
  if (!sums || !scatter || more.length > 0 || replaced.has(-1)) return null;
  const [zeros, at, updates] = scatter.inputs;
  const isAdded = hasScatterKernel(scatter) && scatter.attributes.reduction === 'add' && isZero(zeros!);
  const flat = flatten(scatteringOf(scatter, sums.dtype));
  // The kernel goes through rows in whole vectors.
  const fits = updates!.size > 1 && updates!.size <= MOST * sums.size && flat.width % VECTOR === 0;
  const { rows, numbers } = repeatedRows(updates!, flat.width);
  // The kernel writes to rows that are added once.
  const areOwn = makerOf(rows) !== null && (numbers !== null || !users.get(rows)!.has(null));
  const isOwn = [...users.get(sums)!].every((user) => user && nodes.includes(user));
  if (!(isAdded && fits && areOwn && isOwn)) return null;
  const [table, ...states] = others;
  const keepsOthers = states.length === 0 && keepsTable(nodes, table!, sums, results[0]!.tensor);
  return { ...flat, scatter, sums, rows, numbers, at: at!, keepsOthers };
}

/** The rows that are repeated, as those of a mean's gradient are, and by which numbers. */
function repeatedRows(updates: Tensor, width: number): Pick<Added, 'rows' | 'numbers'> {
  let x = updates;
  for (let node = makerOf(x); node && is(node, reshapePrimitive); node = makerOf(x)) x = node.inputs[0]!;
  const [rows] = madeBy(x, broadcastPrimitive)?.inputs ?? [];
  const own = rows && rows.size > 1 ? x.shape.findIndex((_, axis) => sizeOf(x.shape.slice(axis)) === width) : -1;
  const depth = x.rank - own;
  if (own < 0 || !rows || sizeOf(rows.shape.slice(-depth)) !== width) return { rows: updates, numbers: null };
  return { rows, numbers: broadcastOffsets(rows.shape.slice(0, -depth), x.shape.slice(0, own)) };
}

/** Whether a result is the table where the sums are zero and numbers are neither zero nor infinite: plus or minus multiples of the sums. */
function keepsTable(nodes: readonly Node[], table: Tensor, sums: Tensor, result: Tensor): boolean {
  const [kept, zeros] = [new Set([table]), new Set([sums])];
  for (const node of nodes) {
    const [x, y] = node.inputs as [Tensor, Tensor];
    const [out] = node.outputs as [Tensor];
    const isMultiple =
      is(node, neg) || (is(node, mul) && (x.size === 1 || y.size === 1)) || (is(node, div) && y.size === 1);
    const from = x.size === 1 && isMultiple ? y : x;
    if (isMultiple && zeros.has(from)) zeros.add(out);
    else if ((is(node, add) || is(node, sub)) && kept.has(x) && zeros.has(y)) kept.add(out);
    else if (is(node, add) && zeros.has(x) && kept.has(y)) kept.add(out);
    else return false;
  }
  return kept.has(result);
}
