/** jax.tree_util: functions of trees in which null has no leaves. */

import { PythonTypeError, ValueError } from '../errors.js';
import { requireKind } from '../python/argument-kinds.js';
import { isPlainObject } from '../python/python-call.js';
import { range } from '../shape.js';
import { show } from '../show.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Variable } from '../tensor/variable.js';
import { flattenWithPath } from './keras.js';
import { flatten, type IsLeaf, mapTogether, never, type Tree } from './nested.js';

export { registerPytreeNode, registerPytreeNodeClass } from './node-types.js';

const isEmpty = (leaf: unknown): boolean => leaf === null || leaf === undefined;

/** The structure of a tree, without its leaves. */
export class TreeDef {
  /** @param model a tree of this structure */
  constructor(
    private readonly model: unknown,
    private readonly isLeaf: IsLeaf = never,
  ) {}

  get numLeaves(): number {
    return treeLeaves(this.model, this.isLeaf).length;
  }

  /** @throws ValueError when the number of leaves is another */
  unflatten<Leaf>(leaves: readonly Leaf[]): unknown {
    if (leaves.length !== this.numLeaves) {
      throw new ValueError('The number of leaves does not fit the tree.', {
        expected: `${this.numLeaves}`,
        received: `${leaves.length}`,
      });
    }
    let next = 0;
    return mapLeaves(() => leaves[next++], [this.model], this.isLeaf);
  }
}

/** Maps the leaves of the first of several trees, together with what the others have in their place. */
const mapLeaves = (f: (...leaves: never[]) => unknown, trees: readonly unknown[], isLeaf: IsLeaf): unknown => {
  requireKind('treeMap', 'f', f);
  return mapTogether(
    trees[0],
    (...leaves: never[]) => (isEmpty(leaves[0]) && !isLeaf(leaves[0]) ? null : f(...leaves)),
    trees,
    isLeaf,
  );
};

/** Keywords, told from a tree by their only key. */
interface Keywords {
  isLeaf: IsLeaf;
}
const isKeywords = (value: unknown): value is Keywords =>
  isPlainObject(value) && Object.keys(value).join() === 'isLeaf' && typeof value.isLeaf === 'function';

/** The leaves, from left to right. */
export const treeLeaves = <Leaf>(tree: unknown, isLeaf: IsLeaf = never): Leaf[] =>
  flatten<unknown>(tree, isLeaf).filter((leaf) => !isEmpty(leaf) || isLeaf(leaf)) as Leaf[];

/**
 * The same tree with `f` of its leaves, and of what further trees have in their places. A last argument `{ isLeaf }` says where
 * leaves are earlier than at values that are neither arrays nor plain objects.
 *
 * @throws ValueError when a further tree does not have the structure of the first
 * @example
 * treeMap((w: Tensor, g: Tensor) => w.sub(g.mul(0.1)), params, grads);
 */
export function treeMap<Leaf, Result, T>(
  f: (...leaves: Leaf[]) => Result,
  tree: T,
  ...rest: readonly unknown[]
): Mapped<T, Result> {
  const last = rest[rest.length - 1];
  const { isLeaf } = isKeywords(last) ? last : { isLeaf: never };
  const others = isKeywords(last) ? rest.slice(0, -1) : rest;
  return mapLeaves(f as (...leaves: never[]) => Result, [tree, ...others], isLeaf) as Mapped<T, Result>;
}

/** A tree of the kind of T with other leaves. */
export type Mapped<T, Result> = T extends readonly unknown[]
  ? { -readonly [K in keyof T]: Mapped<T[K], Result> }
  : T extends null | undefined
    ? T
    : T extends Tensor | Variable | ((...args: never[]) => unknown)
      ? Result
      : T extends object
        ? { [K in keyof T]: Mapped<T[K], Result> }
        : Result;

/** The leaves and the structure. */
export const treeFlatten = <Leaf>(tree: unknown, isLeaf: IsLeaf = never): [leaves: Leaf[], treedef: TreeDef] => [
  treeLeaves(tree, isLeaf),
  new TreeDef(tree, isLeaf),
];

/** @throws TypeError for what is no structure, such as a tree */
function structureGiven(callee: string, treedef: unknown): TreeDef {
  if (treedef instanceof TreeDef) return treedef;
  throw new PythonTypeError(`[${callee}]: a structure is needed.`, {
    expected: 'a TreeDef, as treeStructure(tree) gives',
    received: show(treedef),
  });
}

/** A tree of this structure with other leaves. @throws ValueError when their number does not fit */
export const treeUnflatten = (treedef: TreeDef, leaves: readonly unknown[]): unknown =>
  structureGiven('treeUnflatten', treedef).unflatten(leaves);

export const treeStructure = (tree: unknown, isLeaf: IsLeaf = never): TreeDef => new TreeDef(tree, isLeaf);

/**
 * Folds the leaves from left to right.
 *
 * @throws TypeError for a tree without leaves when there is no initial value
 * @example
 * treeReduce((n: number, x: Tensor) => n + x.size, params, 0); // number of parameters
 */
export function treeReduce<Leaf, Total = Leaf>(
  f: (total: Total, leaf: Leaf) => Total,
  tree: unknown,
  initializer?: Total,
): Total {
  requireKind('treeReduce', 'f', f);
  const leaves = treeLeaves<Leaf>(tree);
  if (initializer !== undefined) return leaves.reduce(f, initializer);
  if (leaves.length === 0) throw new PythonTypeError('[tree_reduce]: a tree without leaves needs an initial value.');
  return leaves.slice(1).reduce(f, leaves[0] as unknown as Total);
}

/** Whether all leaves are true. */
export const treeAll = (tree: unknown): boolean => treeLeaves(tree).every(Boolean);

/** The leaves with their paths, and the structure. */
export const treeFlattenWithPath = <Leaf>(
  tree: unknown,
): [leaves: [path: readonly (string | number)[], leaf: Leaf][], treedef: TreeDef] => [
  flattenWithPath<Leaf>(tree as Tree<Leaf>).filter(([, leaf]) => !isEmpty(leaf)),
  new TreeDef(tree),
];

/** {@link treeMap} of a function that gets the path first. */
export function treeMapWithPath<Leaf, Result>(
  f: (path: readonly (string | number)[], ...leaves: Leaf[]) => Result,
  tree: unknown,
  ...rest: readonly unknown[]
): unknown {
  requireKind('treeMapWithPath', 'f', f);
  const [leaves, treedef] = treeFlattenWithPath(tree);
  const paths = treedef.unflatten(leaves.map(([path]) => new PathLeaf(path)));
  return mapLeaves(
    ((leaf: Leaf, at: PathLeaf, ...others: Leaf[]) => f(at.path, leaf, ...others)) as (...leaves: never[]) => unknown,
    [tree, paths, ...rest],
    never,
  );
}

/** A path as a leaf: an array would be a part of the tree. */
class PathLeaf {
  constructor(readonly path: readonly (string | number)[]) {}
}

/**
 * Turns a tree of trees inside out.
 *
 * @example
 * treeTranspose(treeStructure([0, 0]), treeStructure({ a: 0 }), [{ a: 1 }, { a: 2 }]); // { a: [1, 2] }
 */
export function treeTranspose(outer: TreeDef, inner: TreeDef, tree: unknown): unknown {
  for (const each of [outer, inner]) structureGiven('treeTranspose', each);
  const leaves = treeLeaves(tree);
  const columns = range(inner.numLeaves).map((i) =>
    outer.unflatten(range(outer.numLeaves).map((o) => leaves[o * inner.numLeaves + i])),
  );
  return inner.unflatten(columns);
}

// jax.tree's names.
export {
  treeAll as all,
  treeFlatten as flatten,
  treeFlattenWithPath as flattenWithPath,
  treeLeaves as leaves,
  treeMap as map,
  treeMapWithPath as mapWithPath,
  treeReduce as reduce,
  treeStructure as structure,
  treeTranspose as transpose,
  treeUnflatten as unflatten,
};
