/** The same value as another tensor: what only differentiation tells apart. */
import { definePrimitive, emitOne, type Primitive } from '../op.js';
import type { Tensor } from '../tensor/tensor.js';

const identityPrimitive: Primitive = definePrimitive({
  name: 'identity',
  takesTexts: true,
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  vjp: ([g]) => [g!],
  batch: ([x]) => [identity(x!)],
  transparent: (inputs) => inputs,
  lower: (_lowering, [x]) => x!,
  evaluate: ([x]) => x!.values,
  samples: [{ inputs: [{ shape: [2, 3], dtype: 'float32' }] }],
});

/** The same value as a tensor of its own: what a derivative is taken with respect to, apart from other uses of `x`. */
export const identity = (x: Tensor): Tensor => emitOne(identityPrimitive, [x], {});

const stopGradientPrimitive = definePrimitive({
  name: 'stop_gradient',
  takesTexts: true,
  stopsDerivatives: true,
  elementwise: true,
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  vjp: () => [null],
  batch: ([x]) => [stopGradient(x!)],
  transparent: (inputs) => inputs,
  lower: (lowering, [x]) => lowering.op('Identity', [x!]),
  evaluate: ([x]) => x!.values,
  samples: [{ inputs: [{ shape: [2], dtype: 'int32' }] }],
});

/** The same values, through which no gradient flows. */
export const stopGradient = (x: Tensor): Tensor => emitOne(stopGradientPrimitive, [x], {});
