/** Mean and variance together: their common gradient is a multiple of x plus a constant. */

import type { Attributes } from '../graph/node.js';
import { emit, floatKernel, type Primitive } from '../op.js';
import { reducedShape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { foldGroups } from './combinators.js';
import { definePrimitive } from './define-primitive.js';
import { mul, scalarLike, sub } from './elementwise.js';
import { addsMany, meanOver } from './long-sums.js';
import { broadcastTo } from './movement.js';

interface MomentsAttributes extends Attributes {
  readonly axes: readonly number[];
}

export const meanOf = (group: Float64Array): number => group.reduce((a, b) => a + b, 0) / group.length;

export function varianceOf(group: Float64Array): number {
  const mean = meanOf(group);
  return group.reduce((total, value) => total + (value - mean) ** 2, 0) / group.length;
}

export const momentsPrimitive: Primitive<MomentsAttributes> = definePrimitive<MomentsAttributes>({
  mayBeLarge: addsMany,
  name: 'moments',
  infer: ([x], { axes }) => {
    const spec = { shape: reducedShape(x!.shape, axes, true), dtype: x!.dtype };
    return [spec, spec];
  },
  // ∂mean / ∂x = 1 / n and ∂variance / ∂x = 2 (x - mean) / n.
  vjp: ([gMean, gVariance], { inputs: [x], outputs: [mean], attributes: { axes } }) => {
    const share = 1 / sizeOf(axes.map((axis) => x!.shape[axis]!));
    const scaled = (g: Tensor, factor: number) => mul(g, scalarLike(factor * share, g));
    const constant = gMean && scaled(gMean, 1);
    if (!gVariance) return [broadcastTo(constant!, x!.shape)];
    const factor = scaled(gVariance, 2);
    const atZero = mul(factor, mean!);
    return [sub(mul(x!, factor), constant ? sub(atZero, constant) : atZero)];
  },
  batch: ([x], _batched, { axes }) => emit(momentsPrimitive, [x!], { axes: axes.map((axis) => axis + 1) }),
  cpuKernel: floatKernel,
  lower: (lowering, [x], node) => {
    const summands = { shape: node.inputs[0]!.shape, axes: node.attributes.axes, kernel: lowering.kernelType(node)! };
    const average = (value: string) => meanOver(lowering, value, summands);
    const mean = average(x!);
    const deviation = lowering.op('Sub', [x!, mean]);
    return [mean, average(lowering.op('Mul', [deviation, deviation]))];
  },
  evaluate: ([x], { axes }) => [foldGroups(x!, axes, meanOf), foldGroups(x!, axes, varianceOf)],
  samples: [[1], [0, 2], [0, 1, 2]].map((axes) => ({
    inputs: [{ shape: [2, 3, 4], dtype: 'float32' }],
    attributes: { axes },
  })),
});

/** Mean and variance over `axes`, which stay with size 1. */
export const moments = (x: Tensor, axes: readonly number[]): [mean: Tensor, variance: Tensor] =>
  emit(momentsPrimitive, [x], { axes }) as [Tensor, Tensor];
