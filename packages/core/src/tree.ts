/** Nested arrays and plain objects with leaves: Python's lists, tuples and dicts. An object's keys keep their order. */
import { isPlainObject } from './python-call.js';

export type Tree<Leaf> = Leaf | readonly Tree<Leaf>[] | { readonly [key: string]: Tree<Leaf> };

const isNode = (tree: unknown): tree is readonly unknown[] | Record<string, unknown> =>
  Array.isArray(tree) || isPlainObject(tree);

/** Says where recursion stops earlier than at values that are neither arrays nor plain objects. */
export type IsLeaf = (value: unknown) => boolean;
const never: IsLeaf = () => false;

/** The leaves, from left to right. */
export function flatten<Leaf>(tree: Tree<Leaf>, isLeaf: IsLeaf = never): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (node: unknown) => {
    if (isLeaf(node) || !isNode(node)) leaves.push(node as Leaf);
    else for (const child of Array.isArray(node) ? node : Object.values(node)) visit(child);
  };
  visit(tree);
  return leaves;
}

/** The same structure with every leaf replaced. */
export function mapStructure<A, B>(f: (leaf: A) => B, tree: Tree<A>, isLeaf: IsLeaf = never): Tree<B> {
  const visit = (node: unknown): unknown => {
    if (isLeaf(node) || !isNode(node)) return f(node as A);
    if (Array.isArray(node)) return node.map(visit);
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, visit(child)]));
  };
  return visit(tree) as Tree<B>;
}

/** A tree of the structure of `structure` with other leaves, from left to right. */
export function packSequenceAs<A, B>(structure: Tree<A>, leaves: readonly B[], isLeaf: IsLeaf = never): Tree<B> {
  let next = 0;
  return mapStructure(() => leaves[next++]!, structure, isLeaf);
}
