import { definePrimitive, emitOne, type Primitive } from '../op.js';
import type { Tensor } from '../tensor.js';

const identityPrimitive: Primitive = definePrimitive({
  name: 'identity',
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  vjp: ([g]) => [g!],
  batch: ([x]) => [identity(x!)],
  lower: (_lowering, [x]) => x!,
  evaluate: ([x]) => x!.values,
  samples: [{ inputs: [{ shape: [2, 3], dtype: 'float32' }] }],
});

/** The same value as a tensor of its own: what a derivative is taken with respect to, apart from other uses of `x`. */
export const identity = (x: Tensor): Tensor => emitOne(identityPrimitive, [x], {});
