/**
 * Nested arrays and plain objects with leaves: Python's lists, tuples and dicts. As in JAX and Keras the leaves of an object come
 * in the order of its sorted keys; objects that are built from leaves keep the order of keys of their model.
 */
import { isPlainObject } from './python-call.js';

export type Tree<Leaf> = Leaf | readonly Tree<Leaf>[] | { readonly [key: string]: Tree<Leaf> };

const isNode = (tree: unknown): tree is readonly unknown[] | Record<string, unknown> =>
  Array.isArray(tree) || isPlainObject(tree);

const sortedEntries = (node: Record<string, unknown>): [string, unknown][] =>
  Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1));

/** The children of an array or object with their indices or keys, in order; null for a leaf. */
export function entriesOf(tree: unknown): [key: string | number, child: unknown][] | null {
  if (!isNode(tree)) return null;
  return Array.isArray(tree) ? [...tree.entries()] : sortedEntries(tree as Record<string, unknown>);
}

/** Says where recursion stops earlier than at values that are neither arrays nor plain objects. */
export type IsLeaf = (value: unknown) => boolean;
const never: IsLeaf = () => false;

/** The leaves, from left to right. */
export function flatten<Leaf>(tree: Tree<Leaf>, isLeaf: IsLeaf = never): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (node: unknown) => {
    const entries = isLeaf(node) ? null : entriesOf(node);
    if (!entries) leaves.push(node as Leaf);
    else for (const [, child] of entries) visit(child);
  };
  visit(tree);
  return leaves;
}

/** The same structure with every leaf replaced. */
export function mapStructure<A, B>(f: (leaf: A) => B, tree: Tree<A>, isLeaf: IsLeaf = never): Tree<B> {
  const visit = (node: unknown): unknown => {
    if (isLeaf(node) || !isNode(node)) return f(node as A);
    if (Array.isArray(node)) return node.map(visit);
    const mapped = new Map(sortedEntries(node as Record<string, unknown>).map(([key, child]) => [key, visit(child)]));
    return Object.fromEntries(Object.keys(node).map((key) => [key, mapped.get(key)]));
  };
  return visit(tree) as Tree<B>;
}

/** A tree of the structure of `structure` with other leaves, from left to right. */
export function packSequenceAs<A, B>(structure: Tree<A>, leaves: readonly B[], isLeaf: IsLeaf = never): Tree<B> {
  let next = 0;
  return mapStructure(() => leaves[next++]!, structure, isLeaf);
}
