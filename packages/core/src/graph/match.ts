/** Questions about nodes, asked by the primitives themselves, so that the attributes have their types. */
import type { Primitive } from '../op.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Attributes, Node } from './node.js';

/** A primitive, or the function that emits it. */
export type Op<A extends Attributes> = Primitive<A> | { readonly primitive: Primitive<A> };

declare const asked: unique symbol;
/** A node of an operation that was asked for. Nodes that were not are not known to be others, hence the mark, which is a type alone. */
export type NodeOf<A extends Attributes> = Node<A> & { readonly [asked]: true };

/** Whether a node is one of this operation. */
export const is = <A extends Attributes>(node: Node, op: Op<A>): node is NodeOf<A> =>
  node.primitive === (('primitive' in op ? op.primitive : op) as unknown);

/** The node that computes a tensor, if it is one of this operation; null for any other tensor, and for one that needs no node. */
export function madeBy<A extends Attributes>(tensor: Tensor | undefined, op: Op<A>): Node<A> | null {
  const node = tensor && makerOf(tensor);
  return node && is(node, op) ? node : null;
}

/** The node that computes a tensor; null where its value is there. */
export const makerOf = ({ node, known }: Tensor): Node | null => (known ? null : node);
