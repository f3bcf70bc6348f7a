/** keras.tree: functions of nested arrays and plain objects. null is a leaf; an object's leaves come by sorted keys. */

import { ValueError } from '../errors.js';
import { requireKind } from '../python/argument-kinds.js';
import {
  differing,
  entriesOf,
  flatten,
  type IsLeaf,
  isSameNode,
  mapTogether,
  packSequenceAs as pack,
  rebuild,
  type Tree,
} from './nested.js';

export { flatten };

type Path = readonly (string | number)[];

/** Whether a value is an array or a plain object. */
export const isNested = (structure: unknown): boolean => entriesOf(structure) !== null;

/** Pairs of a path and the leaf there. */
export function flattenWithPath<Leaf>(structure: Tree<Leaf>): [path: Path, leaf: Leaf][] {
  const entries = entriesOf(structure);
  if (!entries) return [[[], structure as Leaf]];
  return entries.flatMap(([key, child]) =>
    flattenWithPath(child as Tree<Leaf>).map(([path, leaf]): [Path, Leaf] => [[key, ...path], leaf]),
  );
}

/**
 * The same structure with `f` of the leaves, or of the leaves that several structures have in one place. After one structure a
 * predicate may say where leaves are earlier than at values that are neither arrays nor plain objects.
 *
 * @throws ValueError when the structures differ
 * @example
 * mapStructure((a, b) => a + b, [1, { x: 2 }], [10, { x: 20 }]); // [11, { x: 22 }]
 */
export function mapStructure<Leaf, Result>(
  f: (leaf: Leaf) => Result,
  structure: Tree<Leaf>,
  isLeaf: (value: unknown) => boolean,
): Tree<Result>;
export function mapStructure<Leaf, Result>(
  f: (...leaves: Leaf[]) => Result,
  ...structures: readonly Tree<Leaf>[]
): Tree<Result>;
export function mapStructure(f: (...leaves: never[]) => unknown, ...given: readonly unknown[]): unknown {
  requireKind('mapStructure', 'f', f);
  const [first, second] = given;
  if (given.length === 2 && typeof second === 'function' && typeof first !== 'function') {
    return mapTogether(first, f, [first], second as IsLeaf);
  }
  for (const other of given.slice(1)) assertSameStructure(first, other);
  return mapTogether(first, f, given);
}

/**
 * {@link mapStructure} down to the leaves of `shallow` only; what the structures have below them goes to `f` as it is.
 *
 * @throws ValueError when a structure does not reach that far
 */
export const mapStructureUpTo = <Result>(
  shallow: unknown,
  f: (...parts: never[]) => Result,
  ...structures: readonly unknown[]
): unknown => {
  requireKind('mapStructureUpTo', 'f', f);
  return mapTogether(shallow, f, structures);
};

/** @throws ValueError when two structures are nested differently; the leaves may be anything */
export function assertSameStructure(a: unknown, b: unknown): void {
  const isSame = (x: unknown, y: unknown): boolean => {
    if (!isSameNode(x, y)) return false;
    const others = new Map(entriesOf(y));
    return (entriesOf(x) ?? []).every(([key, child]) => isSame(child, others.get(key)));
  };
  if (!isSame(a, b)) throw differing(a, b);
}

/** @throws ValueError when the leaves of two structures have different paths */
export function assertSamePaths(a: unknown, b: unknown): void {
  const paths = (structure: unknown) => flattenWithPath(structure).map(([path]) => `(${path.join(', ')})`);
  const [first, second] = [paths(a), paths(b)];
  const missing = (from: readonly string[], others: readonly string[]) =>
    from.filter((path) => !others.includes(path)).join(', ') || 'none';
  if (missing(first, second) === 'none' && missing(second, first) === 'none') return;
  throw new ValueError("The two structures don't have the same paths.", {
    expected: `also ${missing(first, second)}`,
    received: `instead ${missing(second, first)}`,
  });
}

/**
 * A tree of the structure of `structure` with other leaves.
 *
 * @throws ValueError when there are too few leaves, or too many
 * @example
 * packSequenceAs({ b: 0, a: [0] }, [10, 20]); // { b: 20, a: [10] }
 */
export function packSequenceAs<Leaf>(structure: unknown, flatSequence: readonly Leaf[], isLeaf?: IsLeaf): Tree<Leaf> {
  requireKind('packSequenceAs', 'flatSequence', flatSequence);
  const count = flatten<unknown>(structure as Tree<unknown>, isLeaf).length;
  if (count === flatSequence.length) return pack(structure as Tree<unknown>, flatSequence, isLeaf);
  throw new ValueError(`Too ${flatSequence.length < count ? 'few' : 'many'} leaves for the structure.`, {
    expected: `${count} leaves`,
    received: `${flatSequence.length}`,
  });
}

/** What the function of {@link traverse} returns to put null in the place of a part. */
export const MAP_TO_NONE: unique symbol = Symbol('MAP_TO_NONE');

/**
 * Visits all parts of a structure, each before its children or (`topDown` false) after them. A part for which `f` returns
 * something is replaced by it, and not entered; null goes on.
 */
export function traverse(f: (part: unknown) => unknown, structure: unknown, topDown = true): unknown {
  requireKind('traverse', 'f', f);
  const replacement = (part: unknown, otherwise: () => unknown): unknown => {
    const result = f(part);
    if (result === null || result === undefined) return otherwise();
    return result === MAP_TO_NONE ? null : result;
  };
  const enter = (part: unknown): unknown => {
    const children = new Map(entriesOf(part));
    return isNested(part) ? rebuild(part, (key) => traverse(f, children.get(key), topDown)) : part;
  };
  if (topDown) return replacement(structure, () => enter(structure));
  const visited = enter(structure);
  return replacement(visited, () => visited);
}

/** Python's tuples are arrays here: a copy of the structure. */
export const listsToTuples = (structure: unknown): unknown => traverse(() => null, structure);

const isShape = (value: unknown): boolean =>
  Array.isArray(value) && value.every((size) => size === null || typeof size === 'number');

/** The same structure with `f` of the shapes (arrays of numbers and null) in it. */
export function mapShapeStructure(f: (shape: readonly (number | null)[]) => unknown, structure: unknown): unknown {
  requireKind('mapShapeStructure', 'f', f);
  if (isShape(structure)) return f(structure as (number | null)[]);
  const entries = entriesOf(structure);
  if (!entries) throw new ValueError('A structure of shapes is needed.', { received: String(structure) });
  const children = new Map(entries);
  return rebuild(structure, (key) => mapShapeStructure(f, children.get(key)));
}
