/**
 * Nested arrays and plain objects with leaves: Python's lists, tuples and dicts; and instances of classes that are registered as
 * nodes. As in JAX and Keras the leaves of an object come in the order of its sorted keys; objects that are built from leaves keep the
 * order of keys of their model.
 */

import { ValueError } from '../errors.js';
import { requireKind } from '../python/argument-kinds.js';
import { isPlainObject } from '../python/python-call.js';
import { isRegistered, partsOf } from './node-types.js';

export type Tree<Leaf> = Leaf | readonly Tree<Leaf>[] | { readonly [key: string]: Tree<Leaf> };

const isNode = (tree: unknown): tree is readonly unknown[] | Record<string, unknown> =>
  typeof tree === 'object' && tree !== null && (Array.isArray(tree) || isPlainObject(tree) || isRegistered(tree));

/** The array or plain object in which the children of a node are. */
const contentsOf = (node: object): readonly unknown[] | Record<string, unknown> =>
  isRegistered(node) ? partsOf(node).children : (node as Record<string, unknown>);

const sortedKeys = (node: object): string[] => Object.keys(node).sort((a, b) => (a < b ? -1 : 1));

/** The children of a node with their indices or keys, in order; null for a leaf. */
export function entriesOf(tree: unknown): [key: string | number, child: unknown][] | null {
  if (!isNode(tree)) return null;
  const contents = contentsOf(tree);
  if (Array.isArray(contents)) return [...contents.entries()];
  return sortedKeys(contents).map((key) => [key, (contents as Record<string, unknown>)[key]]);
}

/** Says where recursion stops earlier than at values that are neither arrays nor plain objects. */
export type IsLeaf = (value: unknown) => boolean;
export const never: IsLeaf = () => false;

/**
 * The leaves, from left to right.
 *
 * @example
 * flatten({ b: [1, 2], a: 3 }); // [3, 1, 2]
 */
export function flatten<Leaf>(tree: Tree<Leaf>, isLeaf: IsLeaf = never): Leaf[] {
  if (isLeaf !== never) requireKind('flatten', 'isLeaf', isLeaf);
  const leaves: Leaf[] = [];
  const visit = (node: unknown) => {
    if (!isNode(node) || isLeaf(node)) {
      leaves.push(node as Leaf);
      return;
    }
    const contents = contentsOf(node);
    if (Array.isArray(contents)) for (const child of contents) visit(child);
    else for (const key of sortedKeys(contents)) visit((contents as Record<string, unknown>)[key]);
  };
  visit(tree);
  return leaves;
}

/** Whether `test` holds for any leaf. */
export function anyLeaf(tree: unknown, test: (leaf: unknown) => boolean): boolean {
  if (Array.isArray(tree)) return tree.some((child) => anyLeaf(child, test));
  if (isRegistered(tree)) return anyLeaf(partsOf(tree).children, test);
  return isPlainObject(tree) ? Object.values(tree).some((child) => anyLeaf(child, test)) : test(tree);
}

/** A node of the kind of `model` with other children. They are made in the order of leaves; objects keep theirs. */
export function rebuild(model: unknown, child: (key: string | number) => unknown): unknown {
  if (Array.isArray(model)) return model.map((_, i) => child(i));
  if (isRegistered(model)) {
    const parts = partsOf(model);
    return parts.rebuild(parts.children.map((_, i) => child(i)));
  }
  const children = new Map(sortedKeys(model as object).map((key) => [key, child(key)]));
  return Object.fromEntries(Object.keys(model as object).map((key) => [key, children.get(key)]));
}

/**
 * The structure of `model` with `f` of what several trees have in the places of its leaves; that may be whole trees.
 *
 * @throws ValueError when a tree does not reach that far
 */
export function mapTogether<Result>(
  model: unknown,
  f: (...parts: never[]) => Result,
  trees: readonly unknown[],
  isLeaf: IsLeaf = never,
): unknown {
  if (isLeaf(model) || !isNode(model)) return f(...(trees as never[]));
  for (const tree of trees) if (!isSameNode(model, tree)) throw differing(model, tree);
  const inModel = contentsOf(model) as Record<string | number, unknown>;
  const inTrees = trees.map((tree) => contentsOf(tree as object) as Record<string | number, unknown>);
  return rebuild(model, (key) =>
    mapTogether(
      inModel[key],
      f,
      inTrees.map((contents) => contents[key]),
      isLeaf,
    ),
  );
}

/** The same structure with every leaf replaced. */
export const mapStructure = <A, B>(f: (leaf: A) => B, tree: Tree<A>, isLeaf: IsLeaf = never): Tree<B> =>
  mapTogether(tree, f as (leaf: never) => B, [tree], isLeaf) as Tree<B>;

/** A tree of the structure of `structure` with other leaves, from left to right. */
export function packSequenceAs<A, B>(structure: Tree<A>, leaves: readonly B[], isLeaf: IsLeaf = never): Tree<B> {
  let next = 0;
  return mapStructure(() => leaves[next++]!, structure, isLeaf);
}

/** Both leaves, or both arrays of one length, objects with the same keys, or instances of one class that hold the same besides. */
export function isSameNode(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isRegistered(a) !== isRegistered(b)) return false;
  if (isRegistered(a) && !(a.constructor === (b as object).constructor && isSameData(a, b as object))) return false;
  const [first, second] = [entriesOf(a), entriesOf(b)];
  if (!first || !second) return first === second;
  if (Array.isArray(a) !== Array.isArray(b) || first.length !== second.length) return false;
  return first.every(([key], i) => key === second[i]![0]);
}

const isSameData = (a: object, b: object): boolean => {
  const [first, second] = [partsOf(a).auxData, partsOf(b).auxData];
  return Object.is(first, second) || JSON.stringify(first) === JSON.stringify(second);
};

/** The structure as text, with a dot for each leaf: `[., {a: .}]`. */
export function structureOf(
  tree: unknown,
  isLeaf: IsLeaf = never,
  textOf: (leaf: unknown) => string = () => '.',
): string {
  const entries = isLeaf(tree) ? null : entriesOf(tree);
  if (!entries) return textOf(tree);
  const children = entries.map(([key, child]) => {
    const text = structureOf(child, isLeaf, textOf);
    return isPlainObject(tree) ? `${key}: ${text}` : text;
  });
  if (isPlainObject(tree)) return `{${children.join(', ')}}`;
  return `${Array.isArray(tree) ? '' : (tree as object).constructor.name}[${children.join(', ')}]`;
}

/** The error for two structures that are not the same. */
export const differing = (a: unknown, b: unknown): ValueError =>
  new ValueError("The two structures don't have the same nested structure.", {
    expected: structureOf(a),
    received: structureOf(b),
  });
