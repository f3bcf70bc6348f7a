/**
 * The table of primitives. Apart from op.ts, and without imports, because modules that import each other in a circle define
 * primitives while op.ts is still loading.
 */
import type { Attributes } from '../graph/node.js';
import type { Primitive } from '../op.js';

const table = new Map<string, Primitive>();

/** Registers a primitive and returns it. */
export function definePrimitive<A extends Attributes>(primitive: Primitive<A>): Primitive<A> {
  table.set(primitive.name, primitive);
  return primitive;
}

/** Every primitive, by name. */
export const primitives = (): ReadonlyMap<string, Primitive> => table;
