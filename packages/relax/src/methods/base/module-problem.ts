/** What a method is asked to solve, put together from what the data and the user say. */
import { ops, type Tensor, vmap } from '@org/core';
import type { BoundConstraints } from '../../constraints/index.js';
import {
  DataModule,
  GumbelSoftmaxTransformation,
  IdentityTransformation,
  MinMaxTransformation,
  SoftmaxTransformation,
} from '../../data/index.js';
import { isCompat } from '../../utils/index.js';
import { outsideOf } from './outside.js';
import type { PredFn } from './predictor.js';
import type { ApplyConstraintsFn, ComputeRegLossFn, ConstraintSource, Problem } from './problem.js';
import type { Target } from './target.js';
import { wholeNumbersOf } from './whole.js';

export interface ProblemParts {
  readonly predFn: PredFn;
  readonly target: Target;
  readonly applyConstraints: ApplyConstraintsFn;
  readonly computeRegLoss: ComputeRegLossFn;
  /** The data, if it is their constraints that are applied. */
  readonly source: ConstraintSource | null;
  /** What the user asks for besides. */
  readonly bound: BoundConstraints | null;
  /** All rows that are explained, `[n, k]`. */
  readonly given: Tensor;
}

export function problemOf(parts: ProblemParts): Problem {
  const { predFn, target, applyConstraints, computeRegLoss, source, bound, given } = parts;
  const isCompatible = isCompat();
  const features = isCompatible ? undefined : source?.features;
  const outside = features ? outsideOf(features, given) : null;
  const whole = features ? wholeNumbersOf(features) : null;
  const eachRow = (fn: (x: Tensor, cf: Tensor) => Tensor) => (xs: Tensor, cfs: Tensor) =>
    vmap((x: Tensor, cf: Tensor) => fn(ops.expandDims(x, 0), ops.expandDims(cf, 0)))(xs, cfs);
  return {
    predFn,
    target,
    constrain: ({ xs, frozen }, cfs, hard) => {
      const prepared = bound ? bound.prepare(xs, cfs) : cfs;
      const own = isCompatible
        ? ops.reshape(eachRow((x, cf) => applyConstraints(x, cf, hard))(xs, prepared), cfs.shape)
        : applyConstraints(xs, prepared, hard);
      const allowed = outside ? outside(xs, prepared, own) : own;
      const held = frozen ? ops.where(frozen, xs, allowed) : allowed;
      const rounded = hard && whole ? whole.round(xs, held) : held;
      return bound ? bound.enforce(xs, rounded, hard) : rounded;
    },
    whole,
    keepsMixes: !bound && !isCompatible && keepsMixes(source),
    isBound: bound !== null,
    isOfData: isOfData(source),
    regLoss: ({ xs }, cfs) => eachRow((x, cf) => computeRegLoss(x, cf, false))(xs, cfs),
    isCompatible,
  };
}

/** Whether a data module constrains features one by one: no subclass of it does otherwise. */
const isOfData = (source: ConstraintSource | null): source is DataModule =>
  source instanceof DataModule &&
  Object.getPrototypeOf(source).applyConstraints === DataModule.prototype.applyConstraints;

/** Whether it constrains numbers by bounds alone: no transformation of the user does otherwise. */
const keepsMixes = (source: ConstraintSource | null): boolean =>
  isOfData(source) &&
  [...source.features].every(({ transformation: { constructor } }) => KEEP_MIXES.some((each) => each === constructor));
const KEEP_MIXES: readonly unknown[] = [
  MinMaxTransformation,
  IdentityTransformation,
  SoftmaxTransformation,
  GumbelSoftmaxTransformation,
];
