import { is, madeBy } from '../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit } from '../../../op.js';
import { clamp } from '../../../primitives/activations.js';
import { cast } from '../../../primitives/cast.js';
import { mul, neg, scalarLike, sub } from '../../../primitives/elementwise.js';
import { isZero } from '../../../primitives/movement.js';
import { selectPrimitive } from '../../../primitives/select.js';
import { sameShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';

/** Results from which on it pays. */
const LARGE = 2 ** 10;

/**
 * A choice between a tensor and a multiple of it, as in gradients of leaky_relu and of absolute values, or between a number and zero, as in
 * masks of dropout, is a product with the condition as numbers, to the bit: the runtime's Where makes three passes and two arrays of its own,
 * and takes twice as long as all of these operations.
 */
export function multiplySelections(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length > 0)
      return emit(node.primitive, inputs, mapBodies(node.attributes, multiplySelections));
    if (!is(node, selectPrimitive)) return keep();
    const [x, y, condition] = inputs as [Tensor, Tensor, Tensor];
    const { shape, size, dtype } = node.outputs[0]!;
    if (size < LARGE || dtype !== 'float32' || !sameShape(condition.shape, shape)) return keep();
    const product = multiplied(x, y, () => cast(condition, dtype));
    return product ? [product] : keep();
  });
}

/** @param flags 1 where `x` is wanted, 0 where `y` is */
function multiplied(x: Tensor, y: Tensor, flags: () => Tensor): Tensor | null {
  const number = finite(x);
  if (number !== null && isZero(y)) return mul(flags(), scalarLike(number, x));
  if (madeBy(y, neg)?.inputs[0] === x || (number !== null && finite(y) === -number))
    return mul(sub(flags(), scalarLike(0.5, x)), mul(x, scalarLike(2, x)));
  const factors = madeBy(y, mul)?.inputs;
  const slope = factors?.[0] === x ? finite(factors[1]!) : factors?.[1] === x ? finite(factors[0]!) : null;
  return slope !== null && slope > 0 && slope < 1 ? mul(x, clamp(flags(), { low: slope, high: 1 })) : null;
}

/** The one number that is known to be a tensor's value; null for none. */
function finite({ size, host }: Tensor): number | null {
  const value = size === 1 && host ? Number(host.data[0]) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}
