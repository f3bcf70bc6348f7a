import { ops } from '@org/core';
import { type SplineKind, starts } from './pieces.js';

/** Straight pieces of equal widths: of a uniform distribution they make a histogram (Müller et al., arXiv:1808.03856). */
export const linear: SplineKind = {
  parameterCount: (bins) => bins,

  pieces(parameters, bins) {
    const logHeight = parameters.sub(ops.logsumexp(parameters, { axis: 0, keepdims: true }));
    const height = logHeight.exp();
    const width = ops.fullLike(height, 1 / bins);
    return { left: starts(width), width, bottom: starts(height), height, logSlope: logHeight.add(Math.log(bins)) };
  },

  forwards: ({ bottom, height, logSlope }, t) => [bottom.add(height.mul(t)), logSlope!],
  backwards: ({ bottom, height }, y) => ops.clip(y.sub(bottom).div(ops.maximum(height, Number.MIN_VALUE)), 0, 1),
};
