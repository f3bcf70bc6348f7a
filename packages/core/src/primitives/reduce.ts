/** Reductions over axes. */
import type { DType } from '../dtype.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { sizeOf } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { type ReduceAttributes, reduction } from './combinators.js';
import { equal } from './compare.js';
import { cast, div, mul, scalarLike } from './elementwise.js';
import { broadcastTo } from './movement.js';

interface ReduceNode {
  readonly attributes: ReduceAttributes;
}

/** ONNX's Reduce* ops take the axes as an input, but ReduceMax and ReduceMin as well from opset 18 on. */
const reduceOp =
  (type: string) =>
  (lowering: Lowering, [x]: readonly string[], { attributes: { axes, keepdims } }: ReduceNode): string =>
    lowering.op(type, [x!, lowering.builder.ints(axes)], {
      keepdims: int(keepdims ? 1 : 0),
      noop_with_empty_axes: int(1),
    });

/** Reductions have kernels for float32, float64, int32 and int64. */
const reduceKernel = (dtype: DType): DType => {
  if (dtype === 'float16' || dtype === 'bfloat16') return 'float32';
  if (dtype === 'int8' || dtype === 'int16' || dtype === 'uint8' || dtype === 'uint16' || dtype === 'bool')
    return 'int32';
  return dtype === 'uint32' || dtype === 'uint64' ? 'int64' : dtype;
};

export const sum = reduction('sum', {
  lower: reduceOp('ReduceSum'),
  evaluate: (group) => group.reduce((a, b) => a + b, 0),
  derivative: (g, x) => broadcastTo(g, x.shape),
  kernelType: reduceKernel,
  dtypes: ['float32', 'int32'],
});

export const mean = reduction('mean', {
  lower: reduceOp('ReduceMean'),
  evaluate: (group) => group.reduce((a, b) => a + b, 0) / group.length,
  derivative: (g, x, _y, axes) =>
    broadcastTo(div(g, scalarLike(sizeOf(axes.map((axis) => x.shape[axis]!)), g)), x.shape),
  kernelType: reduceKernel,
});

/** The gradient of an extreme is shared by all elements that reach it, as in JAX. */
const extremeDerivative = (g: Tensor, x: Tensor, y: Tensor, axes: readonly number[]): Tensor => {
  const reached = cast(equal(x, y), x.dtype);
  return mul(reached, div(g, sum(reached, axes, true)));
};

const extreme = (name: string, type: string, pick: (a: number, b: number) => number, start: number) =>
  reduction(name, {
    lower: reduceOp(type),
    evaluate: (group) => group.reduce((a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : pick(a, b)), start),
    derivative: extremeDerivative,
    // On int64 the runtime compares the lower 32 bits only.
    kernelType: (dtype) => (reduceKernel(dtype) === 'int64' ? 'float64' : reduceKernel(dtype)),
    dtypes: ['float32', 'int32'],
  });

export const max = extreme('max', 'ReduceMax', Math.max, Number.NEGATIVE_INFINITY);
export const min = extreme('min', 'ReduceMin', Math.min, Number.POSITIVE_INFINITY);
