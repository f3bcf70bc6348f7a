/**
 * Layer normalisation without its parameters. A primitive for the sake of its gradient, which in closed form takes half of the
 * passes over the elements that the composed one does.
 */

import type { Attributes } from '../graph/node.js';
import { emit, floatKernel, type Primitive } from '../op.js';
import { reducedShape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { foldGroups } from './combinators.js';
import { definePrimitive } from './define-primitive.js';
import { add, mul, scalarLike, sub } from './elementwise.js';
import { addsMany, meanOver } from './long-sums.js';
import { meanOf, varianceOf } from './moments.js';
import { broadcastOffsets } from './offsets.js';
import { mean } from './reduce.js';

interface StandardizeAttributes extends Attributes {
  readonly axes: readonly number[];
  readonly epsilon: number;
  /** Whether the mean is subtracted; else only the mean square is made 1. */
  readonly centered: boolean;
}

/** Outputs: y = (x - mean) · scale, and scale = 1 / √(mean((x - mean)²) + epsilon) with axes of size 1. */
const standardizePrimitive: Primitive<StandardizeAttributes> = definePrimitive<StandardizeAttributes>({
  mayBeLarge: addsMany,
  name: 'standardize',
  infer: ([x], { axes }) => [
    { shape: x!.shape, dtype: x!.dtype },
    { shape: reducedShape(x!.shape, axes, true), dtype: x!.dtype },
  ],
  vjp: ([g, gScale], { inputs: [x], outputs: [y, scale], attributes: { axes, centered } }) => {
    const terms: Tensor[] = [];
    if (g) {
      const level = centered ? sub(g, mean(g, axes, true)) : g;
      terms.push(mul(scale!, sub(level, mul(y!, mean(mul(g, y!), axes, true)))));
    }
    if (gScale) {
      // ∂scale / ∂x = -scale² y / n.
      const n = sizeOf(axes.map((axis) => x!.shape[axis]!));
      const factor = mul(mul(gScale, mul(scale!, scale!)), scalarLike(-1 / n, gScale));
      terms.push(mul(y!, factor));
    }
    return [terms.reduce(add)];
  },
  batch: ([x], _batched, { axes, ...rest }) =>
    emit(standardizePrimitive, [x!], { axes: axes.map((axis) => axis + 1), ...rest }),
  cpuKernel: floatKernel,
  lower: (lowering, [x], node) => {
    const { axes, epsilon, centered } = node.attributes;
    const kernel = lowering.kernelType(node)!;
    const average = (value: string) => meanOver(lowering, value, { shape: node.inputs[0]!.shape, axes, kernel });
    const constant = (value: number) => lowering.scalar(value, kernel);
    const deviation = centered ? lowering.op('Sub', [x!, average(x!)]) : x!;
    const variance = average(lowering.op('Mul', [deviation, deviation]));
    const root = lowering.op('Sqrt', [lowering.op('Add', [variance, constant(epsilon)])]);
    const scale = lowering.op('Reciprocal', [root]);
    return [lowering.op('Mul', [deviation, scale]), scale];
  },
  evaluate: ([x], { axes, epsilon, centered }) => {
    const means = foldGroups(x!, axes, (group) => (centered ? meanOf(group) : 0));
    const scales = foldGroups(x!, axes, (group) => {
      const square = varianceOf(group) + (centered ? 0 : meanOf(group) ** 2);
      return 1 / Math.sqrt(square + epsilon);
    });
    const groups = broadcastOffsets(reducedShape(x!.shape, axes, true), x!.shape);
    return [Float64Array.from(groups, (group, i) => (x!.values[i]! - means[group]!) * scales[group]!), scales];
  },
  samples: [true, false].flatMap((centered) =>
    [[2], [0, 2]].map((axes) => ({
      inputs: [{ shape: [2, 3, 4], dtype: 'float32' as const }],
      attributes: { axes, epsilon: 0.1, centered },
    })),
  ),
});

/** Mean 0 and variance 1 over `axes`; not `centered`, mean square 1. */
export const standardize = (x: Tensor, axes: readonly number[], epsilon: number, centered = true): Tensor =>
  emit(standardizePrimitive, [x], { axes, epsilon, centered })[0]!;
