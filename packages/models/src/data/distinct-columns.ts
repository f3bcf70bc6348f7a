import { isTensor, type Tensor, tree } from '@org/core';
import type { DataColumns } from './array-data.js';

/** Columns with each tensor once, as where inputs are targets as well: a compiled function takes its arguments for different ones. */
export interface DistinctColumns {
  readonly tensors: readonly Tensor[];
  /** The columns with the numbers of tensors, as texts, in their places. */
  readonly places: unknown;
}

export function distinct(columns: DataColumns): DistinctColumns {
  const tensors: Tensor[] = [];
  const placeOf = (leaf: unknown): unknown => {
    if (!isTensor(leaf)) return leaf;
    const known = tensors.indexOf(leaf);
    return String(known < 0 ? tensors.push(leaf) - 1 : known);
  };
  const places = tree.mapStructure(placeOf, columns as tree.Tree<unknown>);
  return { tensors, places };
}

/** The columns again, of what `f` makes of each tensor. */
export function withColumns({ tensors, places }: DistinctColumns, f: (column: Tensor) => Tensor): DataColumns {
  const made = tensors.map(f);
  const columnAt = (leaf: unknown): unknown => (typeof leaf === 'string' ? made[Number(leaf)] : leaf);
  return tree.mapStructure(columnAt, places as tree.Tree<unknown>) as unknown as DataColumns;
}
