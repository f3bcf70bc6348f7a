import { ops, type Tensor } from '@org/core';

export interface TruncatedNormal {
  /** The logarithms of the densities of single numbers. */
  logDensity(x: Tensor): Tensor;
  /** Below what each part of the numbers lies. */
  quantile(part: Tensor): Tensor;
}

const ROOT_TWO = Math.sqrt(2);

/** Normal numbers along the last axis with the given means, of which those outside an interval are left out. */
export function truncatedNormal(
  means: readonly number[],
  deviation: number,
  least: number,
  most: number,
): TruncatedNormal {
  const parts = (x: Tensor) => {
    const mean = ops.cast(ops.convertToTensor([...means]), x.dtype);
    const below = (bound: number) => ops.erf(ops.subtract(bound, mean).div(deviation * ROOT_TWO));
    return { mean, low: below(least), high: below(most) };
  };
  return {
    logDensity(x) {
      const { mean, low, high } = parts(x);
      const density = x
        .sub(mean)
        .div(deviation)
        .square()
        .mul(-0.5)
        .sub(Math.log(deviation * Math.sqrt(Math.PI / 2)));
      const isInside = x.greaterEqual(least).logicalAnd(x.less(most));
      return ops.where(isInside, density.sub(high.sub(low).log()), Number.NEGATIVE_INFINITY);
    },
    quantile(part) {
      const { mean, low, high } = parts(part);
      const x = ops
        .erfinv(low.add(high.sub(low).mul(part)))
        .mul(deviation * ROOT_TWO)
        .add(mean);
      // At the ends of (-1, 1) erfinv is infinite.
      return ops.clip(x, least, most);
    },
  };
}
