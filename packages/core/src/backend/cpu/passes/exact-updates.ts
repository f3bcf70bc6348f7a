import { is, makerOf } from '../../../graph/match.js';
import type { Node } from '../../../graph/node.js';
import type { Users } from '../../../graph/users.js';
import { abs, add, div, mul, neg, sqrt, sub } from '../../../primitives/elementwise.js';
import { selectPrimitive } from '../../../primitives/select.js';
import type { Tensor } from '../../../tensor/tensor.js';
import type { Chain } from './elementwise-chains.js';

/**
 * Operations of which IEEE 754 says each bit. Others, logarithms for one, come out another way at the ends of an array, where there is
 * no vector left, than within it.
 */
const EXACT: ReadonlySet<unknown> = new Set([
  ...[add, sub, mul, div, neg, abs, sqrt].map(({ primitive }) => primitive),
  selectPrimitive,
]);

/**
 * Whether a chain gives the same bits however it is cut, such as most updates of optimizers. It has to keep clear of what the runtime
 * joins with its neighbours where it finds them side by side: products with a factor or a term, and a factor that is a quotient.
 */
export function isExactUpdate(chain: Chain, users: Users): boolean {
  const own = new Set<Node | null>(chain);
  const mayJoin = (x: Tensor): boolean => {
    const maker = makerOf(x);
    if (!maker || own.has(maker) || users.get(x)!.size > 1) return false;
    return !maker.primitive.elementwise || is(maker, div);
  };
  const isInner = (x: Tensor): boolean => [...users.get(x)!].every((user) => user === null || own.has(user));
  return chain.every(
    ({ primitive, inputs, outputs }) => EXACT.has(primitive) && !inputs.some(mayJoin) && outputs.every(isInner),
  );
}
