/** Batch renormalization: corrects a batch's statistics towards their moving averages (Ioffe, 2017). */

import { ops, type Shape, type Tensor, ValueError, type Variable, type VariableInitializer } from '@org/core';
import { show } from '@org/core/internal';
import type { BatchNormalization } from './batch-normalization.js';
import type { Moments } from './masked-moments.js';
import { movingAverage } from './moving-average.js';

/** Bounds of the correction; what is left out is not bounded. */
export interface RenormClipping {
  rmin?: number | null;
  rmax?: number | null;
  dmax?: number | null;
}

/** @throws ValueError for unknown keys, rmax below rmin, or a negative dmax */
export function standardizeClipping(clipping: RenormClipping | null | undefined): RenormClipping {
  const given = clipping ?? {};
  const { rmin = null, rmax = null, dmax = null, ...unknown } = given;
  const received = show(given);
  if (Object.keys(unknown).length > 0) {
    throw new ValueError('Unknown key in `renormClipping`.', { expected: 'rmin, rmax, dmax', received });
  }
  if (rmin !== null && rmax !== null && rmax < rmin) {
    throw new ValueError('Invalid `renormClipping`.', { expected: 'rmax >= rmin', received });
  }
  if (dmax !== null && dmax < 0) throw new ValueError('Invalid `renormClipping`.', { expected: 'dmax >= 0', received });
  return given;
}

/** The statistics that renormalization keeps besides those of its layer, and the correction that they make. */
export class Renormalization {
  readonly movingStddev: Variable;
  readonly renormMean: Variable;
  readonly renormStddev: Variable;

  constructor(
    private readonly layer: BatchNormalization,
    addWeight: (name: string, initializer: unknown) => Variable,
  ) {
    const { movingMeanInitializer, movingVarianceInitializer } = layer;
    const stddev: VariableInitializer = (shape: Shape, options) => ops.sqrt(movingVarianceInitializer(shape, options));
    this.movingStddev = addWeight('moving_stddev', stddev);
    this.renormMean = addWeight('renorm_mean', movingMeanInitializer);
    this.renormStddev = addWeight('renorm_stddev', stddev);
  }

  /** Scale and offset that undo the difference between the batch and the moving statistics, which then move on. */
  apply({ mean, variance }: Moments, gamma: Tensor | null, beta: Tensor | null) {
    const { epsilon, renormClipping } = this.layer;
    const { rmin = null, rmax = null, dmax = null } = renormClipping ?? {};
    const stddev = ops.sqrt(variance.add(epsilon));
    const knownStddev = ops.maximum(ops.cast(this.renormStddev, mean.dtype), Math.sqrt(epsilon));
    let r = stddev.div(knownStddev);
    let d = mean.sub(ops.cast(this.renormMean, mean.dtype)).div(knownStddev);
    if (rmin !== null) r = ops.maximum(r, rmin);
    if (rmax !== null) r = ops.minimum(r, rmax);
    if (dmax !== null) d = ops.clip(d, -dmax, dmax);
    [r, d] = [ops.stopGradient(r), ops.stopGradient(d)];
    this.#update(mean, stddev);
    const offset = gamma ? d.mul(gamma) : d;
    return { gamma: gamma ? r.mul(gamma) : r, beta: beta ? offset.add(beta) : offset };
  }

  #update(mean: Tensor, stddev: Tensor): void {
    const { layer } = this;
    const move = (variable: Variable, value: Tensor, momentum: number) =>
      variable.assign(movingAverage(ops.cast(variable, value.dtype), value, momentum));
    move(this.renormMean, mean, layer.renormMomentum);
    move(this.renormStddev, stddev, layer.renormMomentum);
    move(layer.movingMean, mean, layer.momentum);
    const moved = move(this.movingStddev, stddev, layer.momentum);
    layer.movingVariance.assign(ops.relu(ops.square(moved).sub(layer.epsilon)));
  }
}
