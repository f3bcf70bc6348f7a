import { ops, type Tensor, type TensorLike } from '@org/core';
import { asTensor, pythonFunction } from '@org/core/internal';

/** The range moved a little, so that zero is one of its steps, and how wide they are. */
function nudged(low: Tensor, high: Tensor, numBits: number, narrowRange: boolean) {
  const most = 2 ** numBits - 1;
  const least = narrowRange ? 1 : 0;
  const range = ops.subtract(high, low);
  const scale = ops.divide(range, most - least);
  const inverse = ops.divide(most - least, range);
  const zero = ops.round(ops.clip(ops.subtract(least, ops.divide(low, scale)), least, most));
  return {
    low: ops.multiply(ops.subtract(least, zero), scale),
    high: ops.multiply(ops.subtract(most, zero), scale),
    scale,
    inverse,
  };
}

/**
 * Numbers as they come back from a quantization to whole numbers of some bits; what lies outside of the range is cut off. The derivative
 * passes through where it lies inside, and goes to the bound that cuts it off where not.
 *
 * @param minVals the lower bound of the range, or one for each position along the axis
 * @param maxVals the upper bound, or bounds
 * @param narrowRange whether the smallest whole number is left out
 * @param axis that of the bounds; null where they are two numbers
 * @example
 * quantizers.fakeQuantWithMinMaxVars([0.1, 7], -6, 6); // [0.094, 5.976]
 */
export const fakeQuantWithMinMaxVars = /* @__PURE__ */ pythonFunction(
  'fake_quant_with_min_max_vars',
  ['inputs', 'minVals', 'maxVals', 'numBits', 'narrowRange', 'axis'],
  (
    inputs: TensorLike,
    minVals: TensorLike,
    maxVals: TensorLike,
    numBits: number = 8,
    narrowRange: boolean = false,
    axis: number | null = null,
  ): Tensor => {
    const quantized = ops.customGradient((x: Tensor, min: Tensor, max: Tensor) => {
      const along = axis === null ? null : axis < 0 ? axis + x.rank : axis;
      /** Bounds lie along the axis. */
      const spread = (bound: Tensor): Tensor =>
        along === null || bound.rank === 0
          ? bound
          : ops.reshape(
              bound,
              x.shape.map((_, i) => (i === along ? -1 : 1)),
            );
      const { low, high, scale, inverse } = nudged(spread(min), spread(max), Math.trunc(numBits), narrowRange);
      const zero = ops.floor(ops.add(ops.multiply(ops.negative(low), inverse), 0.5));
      const steps = ops.multiply(ops.subtract(ops.clip(ops.cast(x, low.dtype), low, high), low), inverse);
      const result = ops.multiply(ops.floor(ops.add(ops.subtract(steps, zero), 0.5)), scale);
      const gradient = (upstream: Tensor): Tensor[] => {
        const axes = x.shape.map((_, i) => i).filter((i) => i !== along);
        const where = (mask: Tensor): Tensor => ops.where(mask, upstream, 0);
        const toBound = (mask: Tensor, bound: Tensor): Tensor =>
          ops.reshape(ops.sum(where(mask), axes), bound.shape as number[]);
        return [
          where(ops.logicalAnd(ops.greaterEqual(x, low), ops.lessEqual(x, high))),
          toBound(ops.lessEqual(x, low), min),
          toBound(ops.greaterEqual(x, high), max),
        ];
      };
      return [ops.cast(result, x.dtype), gradient];
    });
    const x = asTensor(inputs);
    const bound = (values: TensorLike): Tensor =>
      ops.cast(asTensor(values), x.dtype === 'float64' ? x.dtype : 'float32');
    return quantized(x, bound(minVals), bound(maxVals)) as Tensor;
  },
);
