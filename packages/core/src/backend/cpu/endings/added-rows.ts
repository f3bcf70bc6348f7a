/** Updates of tables by gradients that are zero but for the rows that a step has looked up: other rows stay as they are. */
import { is, madeBy, makerOf } from '../../../graph/match.js';
import type { Node } from '../../../graph/node.js';
import type { Users } from '../../../graph/users.js';
import { add, div, mul, neg, sub } from '../../../primitives/elementwise.js';
import { isZero } from '../../../primitives/movement.js';
import { type ScatterAttributes, scatteringOf, scatterNdPrimitive } from '../../../primitives/scatter.js';
import { type Flat, flatten } from '../../../primitives/scatter-in-order.js';
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
  /** Index vectors. */
  readonly at: Tensor;
}

/** The updates; those that change rows alone read these in the place of their sums. */
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
  const [result, ...others] = results;
  const table = arrays[result?.replaces ?? -1];
  const sums = arrays.find((x) => x !== table);
  const scatter = madeBy(sums, scatterNdPrimitive);
  if (!table || !sums || !scatter || arrays.length > 2 || others.length > 0) return null;
  const [zeros, at, rows] = scatter.inputs;
  const isAdded = hasScatterKernel(scatter) && scatter.attributes.reduction === 'add' && isZero(zeros!);
  const flat = flatten(scatteringOf(scatter, sums.dtype));
  // The kernel goes through rows in whole vectors.
  const fits = rows!.size > 1 && rows!.size <= MOST * sums.size && flat.width % VECTOR === 0;
  // It writes to the rows.
  const areOwn = makerOf(rows!) !== null && !users.get(rows!)!.has(null);
  const isOwn = [...users.get(sums)!].every((user) => user && nodes.includes(user));
  return isAdded && fits && areOwn && isOwn && keepsTable(nodes, table, sums, result!.tensor)
    ? { ...flat, scatter, sums, rows: rows!, at: at! }
    : null;
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
