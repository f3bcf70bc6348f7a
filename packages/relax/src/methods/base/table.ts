/** What is known of rows, in arrays on the host. */
import { evaluate, type Tensor, tensor } from '@org/core';
import { tensorOfOwn, valuesHere } from '@org/core/python';
import type { Rows } from './search.js';

type Column = { readonly values: ArrayLike<number>; readonly shape: readonly number[]; readonly like: Tensor };

/** Rows as arrays, from which batches are made. */
export interface Table {
  readonly length: number;
  /** How many columns rows have. */
  readonly width: number;
  /** @param names what is asked of them; by default all that is known */
  rows(indices: ArrayLike<number>, names?: readonly (keyof Rows)[]): Rows;
  /** Whether it is known of rows. */
  has(name: keyof Rows): boolean;
  /** Its values, flat. */
  values(name: keyof Rows): ArrayLike<number>;
}

/** The values of a tensor, which are only read: what is at hand is not copied. */
export async function valuesOf(x: Tensor): Promise<Float32Array> {
  await evaluate([x]);
  if (!x.host) await x.read();
  return valuesHere('rows', x) as Float32Array;
}

/** Rows as arrays. */
export async function tableOf(rows: Rows): Promise<Table> {
  const columns = Object.entries(rows).filter(([, column]) => column !== undefined) as [keyof Rows, Tensor][];
  const read = await Promise.all(
    columns.map(
      async ([name, like]) => [name, { values: await valuesOf(like), shape: like.shape.slice(1), like }] as const,
    ),
  );
  const [length, width] = rows.xs.shape as [number, number];
  return {
    length,
    width,
    rows: (indices, names) =>
      Object.fromEntries(
        read.flatMap(([name, column]) => (names?.includes(name) === false ? [] : [[name, gathered(column, indices)]])),
      ) as unknown as Rows,
    has: (name) => read.some(([own]) => own === name),
    values: (name) => read.find(([own]) => own === name)![1].values,
  };
}

/** Rows of an array, as a tensor of the same type. */
function gathered({ values, shape, like }: Column, indices: ArrayLike<number>): Tensor {
  const width = shape.reduce((a, b) => a * b, 1);
  const source = values as Float32Array;
  const first = indices[0] ?? 0;
  if (areInTurn(indices)) {
    const part = source.subarray(first * width, (first + indices.length) * width);
    const own = [indices.length, ...shape];
    // Nobody writes to the array, which is of tensors: it need not be copied.
    return like.dtype === 'float32' ? tensorOfOwn(part, own) : tensor(part, own, like.dtype);
  }
  const picked = new (source.constructor as Float32ArrayConstructor)(indices.length * width);
  copyRows(width, source, indices, picked, null);
  if (like.dtype === 'float32') return tensorOfOwn(picked, [indices.length, ...shape]);
  return tensor(picked, [indices.length, ...shape], like.dtype);
}

function areInTurn(indices: ArrayLike<number>): boolean {
  for (let i = 1; i < indices.length; i++) if (indices[i] !== indices[0]! + i) return false;
  return true;
}

/** Rows of which a loop is quicker than a view of the array. */
const FEW = 8;

/** Copies rows of some width from their places in one array to those in another; null for the places 0, 1, ... */
export function copyRows(
  width: number,
  source: Float32Array,
  from: ArrayLike<number> | null,
  target: Float32Array,
  to: ArrayLike<number> | null,
): void {
  const count = (from ?? to)!.length;
  for (let row = 0; row < count; ) {
    const [first, place] = [from?.[row] ?? row, to?.[row] ?? row];
    // Rows that lie one after the other in both are copied at once.
    let next = row + 1;
    while (next < count && (from?.[next] ?? next) === first + next - row && (to?.[next] ?? next) === place + next - row)
      next++;
    if (next - row < FEW) {
      const length = (next - row) * width;
      for (let i = 0; i < length; i++) target[place * width + i] = source[first * width + i]!;
    } else target.set(source.subarray(first * width, (first + next - row) * width), place * width);
    row = next;
  }
}
