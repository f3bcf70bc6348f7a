/** Classes whose instances are nodes of trees: JAX's registered pytrees. */
import { ValueError } from '../errors.js';
import { requireKind } from '../python/argument-kinds.js';

type Class = abstract new (...args: never[]) => object;

/** How instances of a class are taken apart, and made again. */
interface NodeType {
  flatten(node: never): readonly [children: Iterable<unknown>, auxData: unknown];
  unflatten(auxData: never, children: never): unknown;
}

/** A class that knows its parts: `treeFlatten()` and, as a static method, `treeUnflatten(auxData, children)`. */
export type PytreeNodeClass = (abstract new (
  ...args: never[]
) => { treeFlatten(): readonly [children: Iterable<unknown>, auxData: unknown] }) & {
  treeUnflatten(auxData: never, children: never): unknown;
};

/** The parts of a node, and what it holds besides. */
export interface NodeParts {
  readonly children: readonly unknown[];
  readonly auxData: unknown;
  /** A node of the same class with other parts. */
  rebuild(children: readonly unknown[]): unknown;
}

const nodeTypes = new Map<unknown, NodeType>();

/**
 * Makes instances of a class nodes of trees, which all functions of trees and transformations go into.
 *
 * @param flattenFunc gives the children and what else an instance holds, which must be the same where two trees are
 * @param unflattenFunc makes an instance of both
 * @throws ValueError for a class that is registered already
 * @example
 * class Point { constructor(public x: unknown, public y: unknown) {} }
 * tree.registerPytreeNode(Point, (p: Point) => [[p.x, p.y], null], (_: null, [x, y]: [unknown, unknown]) => new Point(x, y));
 * tree.treeLeaves(new Point(1, 2)); // [1, 2]
 */
export function registerPytreeNode(
  nodetype: Class,
  flattenFunc: NodeType['flatten'],
  unflattenFunc: NodeType['unflatten'],
): void {
  requireKind('registerPytreeNode', 'nodetype', nodetype);
  for (const fn of [flattenFunc, unflattenFunc]) requireKind('registerPytreeNode', 'fn', fn);
  if (nodeTypes.has(nodetype))
    throw new ValueError(`The class ${nodetype.name} is registered as a node of trees already.`);
  nodeTypes.set(nodetype, { flatten: flattenFunc, unflatten: unflattenFunc });
}

/**
 * {@link registerPytreeNode} for a class with the methods `treeFlatten()` and `static treeUnflatten(auxData, children)`, which it
 * returns.
 */
export function registerPytreeNodeClass<T extends PytreeNodeClass>(cls: T): T {
  registerPytreeNode(
    cls,
    (node: { treeFlatten(): readonly [Iterable<unknown>, unknown] }) => node.treeFlatten(),
    (auxData: never, children: never) => cls.treeUnflatten(auxData, children),
  );
  return cls;
}

/** Whether a value is an instance of a registered class. */
export const isRegistered = (value: unknown): value is object =>
  nodeTypes.size > 0 && typeof value === 'object' && value !== null && nodeTypes.has(value.constructor);

/** The parts of an instance of a registered class. */
export function partsOf(node: object): NodeParts {
  const { flatten, unflatten } = nodeTypes.get(node.constructor)!;
  const [children, auxData] = flatten(node as never);
  return {
    children: [...children],
    auxData,
    rebuild: (others) => unflatten(auxData as never, others as never),
  };
}
