/** Piecewise activations for which ONNX has kernels with a parameter: one pass over the elements instead of three. */

import type { Attributes } from '../graph/node.js';
import { type Attribute, float } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { emitOne, floatKernel, type Primitive, type Sample } from '../op.js';
import type { Tensor } from '../tensor/tensor.js';
import { greater, greaterEqual, less, logicalAnd } from './compare.js';
import { definePrimitive } from './define-primitive.js';
import { add, expm1, maximum, minimum, mul, scalarLike, select } from './elementwise.js';
import { specialValues } from './special-values.js';

/** A function of each element with constant parameters. */
function parametric<A extends Attributes>(
  name: string,
  rule: {
    lower: (lowering: Lowering, x: string, attributes: A) => string;
    evaluate: (x: number, attributes: A) => number;
    derivative: (g: Tensor, x: Tensor, y: Tensor, attributes: A) => Tensor;
    /** The same in float64, for which the runtime has no such kernels. */
    wide: (x: Tensor, attributes: A) => Tensor;
    samples: readonly A[];
  },
): (x: Tensor, attributes: A) => Tensor {
  const primitive: Primitive<A> = definePrimitive<A>({
    name,
    elementwise: true,
    infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
    vjp: ([g], { inputs: [x], outputs: [y], attributes }) => [rule.derivative(g!, x!, y!, attributes)],
    batch: ([x], _batched, attributes) => [emitOne(primitive, [x!], attributes)],
    cpuKernel: floatKernel,
    compose: ([x], attributes) => (x!.dtype === 'float64' ? [rule.wide(x!, attributes)] : null),
    lower: (lowering, [x], { attributes }) => rule.lower(lowering, x!, attributes),
    evaluate: ([x], attributes) => Float64Array.from(x!.values, (v) => rule.evaluate(v, attributes)),
    get samples() {
      const values = specialValues('float32');
      return rule.samples.flatMap((attributes): Sample<A>[] => [
        { inputs: [{ shape: [3, 4], dtype: 'float32' }], attributes },
        { inputs: [{ shape: [values.length], dtype: 'float32', values }], attributes },
      ]);
    },
  });
  return (x, attributes) => emitOne(primitive, [x], attributes);
}

/** A single ONNX node with float attributes. */
const node =
  <A extends Readonly<Record<string, number>>>(type: string) =>
  (lowering: Lowering, x: string, attributes: A): string => {
    const entries = Object.entries(attributes).map(([key, value]): [string, Attribute] => [key, float(value)]);
    return lowering.op(type, [x], Object.fromEntries(entries));
  };

type Slope = { readonly alpha: number };

/** x, below 0 alpha (e^x - 1). */
export const elu = parametric<Slope>('elu', {
  lower: node('Elu'),
  evaluate: (x, { alpha }) => (x <= 0 ? alpha * Math.expm1(x) : x),
  derivative: (g, x, y, { alpha }) => select(greater(x, scalarLike(0, x)), g, mul(g, add(y, scalarLike(alpha, y)))),
  wide: (x, { alpha }) => select(greater(x, scalarLike(0, x)), x, mul(expm1(x), scalarLike(alpha, x))),
  samples: [{ alpha: 1 }, { alpha: 0.3 }],
});

/** x, below 0 alpha x. */
export const leakyRelu = parametric<Slope>('leaky_relu', {
  lower: node('LeakyRelu'),
  evaluate: (x, { alpha }) => (x < 0 ? alpha * x : x),
  // By the output, where its sign is that of the input: a product that nothing else reads becomes one kernel with the activation. By
  // selection, since alpha is the slope at NaN, as in JAX.
  derivative: (g, x, y, { alpha }) =>
    select(greaterEqual(alpha > 0 ? y : x, scalarLike(0, x)), g, mul(g, scalarLike(alpha, g))),
  wide: (x, { alpha }) => select(less(x, scalarLike(0, x)), mul(x, scalarLike(alpha, x)), x),
  samples: [{ alpha: 0.2 }, { alpha: 1.5 }],
});

/** x, not below `low` and not above `high`; the gradient is that between the bounds, and 0 on them. */
export const clamp = parametric<{ readonly low: number; readonly high: number }>('clamp', {
  lower: (lowering, x, { low, high }) =>
    lowering.op('Clip', [x, lowering.scalar(low, 'float32'), lowering.scalar(high, 'float32')]),
  evaluate: (x, { low, high }) => Math.min(Math.max(x, low), high),
  derivative: (g, x, _y, { low, high }) => {
    const inside = logicalAnd(greater(x, scalarLike(low, x)), less(x, scalarLike(high, x)));
    return select(inside, g, scalarLike(0, g));
  },
  wide: (x, { low, high }) => minimum(maximum(x, scalarLike(low, x)), scalarLike(high, x)),
  samples: [{ low: -0.5, high: 1 }],
});
