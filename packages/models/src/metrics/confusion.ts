/** Counts of true and false positives and negatives at several thresholds. */
import { epsilon, ops, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { convert } from '@org/core/internal';
import { squeezeOrExpandToSameRank } from '../losses/reduction.js';
import type { Update } from './metric.js';

/** The variables that take up the counts; shape [thresholds], or [thresholds, labels] of several labels. */
export interface ConfusionVariables {
  readonly truePositives?: Variable;
  readonly falsePositives?: Variable;
  readonly trueNegatives?: Variable;
  readonly falseNegatives?: Variable;
}

/** A prediction is positive at a threshold that it exceeds. */
export interface Thresholds {
  readonly values: readonly number[];
  /** Whether they divide [0, 1] evenly, so that the bucket of a prediction can be computed. */
  readonly even: boolean;
}

export interface ConfusionSettings {
  readonly thresholds: Thresholds;
  /** Only the so many largest predictions of a sample can be positive. */
  readonly topK?: number | null;
  /** Only this class counts. */
  readonly classId?: number | null;
  /** Whether labels (the last axis) are counted apart. */
  readonly multiLabel?: boolean;
  /** A weight for each label. */
  readonly labelWeights?: Tensor | null;
}

/** Below every prediction: what is not among the top k, and the threshold of those that are. */
export const NEVER = -1e10;

/** @throws ValueError for a threshold outside of [0, 1] */
export function parseThresholds(given: number | readonly number[] | null | undefined, otherwise: number): Thresholds {
  if (given === null || given === undefined) return { values: [otherwise], even: false };
  const values = [given].flat() as number[];
  const invalid = values.filter((value) => !(typeof value === 'number' && value >= 0 && value <= 1));
  if (invalid.length > 0) {
    throw new ValueError('Threshold values must be in [0, 1].', { received: `[${invalid.map(String).join(', ')}]` });
  }
  return { values, even: areEven(values) };
}

/** Each threshold, and each class, has variables of its own. */
const MAX_COUNT = 2 ** 20;

/** @throws ValueError for a number of thresholds or classes that is not whole, not positive, or beyond all use */
export function checkCount(count: unknown, name: string): void {
  if (Number.isInteger(count) && (count as number) > 0 && (count as number) <= MAX_COUNT) return;
  throw new ValueError(`Invalid \`${name}\`.`, {
    expected: `an integer from 1 to ${MAX_COUNT}`,
    received: String(count),
  });
}

/** `count` thresholds from 0 to 1. */
export function evenThresholds(count: number): number[] {
  checkCount(count, 'numThresholds');
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

export const areEven = (values: readonly number[]): boolean =>
  values.length >= 3 &&
  evenThresholds(values.length).every((even, i) => Math.abs(values[i]! - even) <= epsilon() + 1e-5 * even);

/** Adds the counts of a batch to the variables. */
export function updateConfusion(variables: ConfusionVariables, update: Update, settings: ConfusionSettings): void {
  const samples = weightedLabels(update, settings);
  const { even } = settings.thresholds;
  const { positives, total } = even ? countByBuckets(samples, settings) : countByComparison(samples, settings);
  const add = (variable: Variable | undefined, counts: () => Tensor) =>
    variable?.assignAdd(counts().reshape(variable.shape as number[]));
  add(variables.truePositives, () => positives[0]);
  add(variables.falsePositives, () => positives[1]);
  add(variables.falseNegatives, () => total[0].sub(positives[0]));
  add(variables.trueNegatives, () => total[1].sub(positives[1]));
}

interface Samples {
  /** [samples, labels]; one label where labels are not counted apart. */
  readonly predicted: Tensor;
  /** The weights of true and of false labels. */
  readonly weights: readonly [Tensor, Tensor];
}

interface Counts {
  /** At each threshold, [thresholds, labels]: true ones, false ones. */
  readonly positives: readonly [Tensor, Tensor];
  /** Of all true and of all false labels, [labels]. */
  readonly total: readonly [Tensor, Tensor];
}

function weightedLabels({ yTrue, yPred, sampleWeight }: Update, settings: ConfusionSettings): Samples {
  const { topK = null, classId = null, multiLabel = false, labelWeights = null } = settings;
  let [predicted, labels] = squeezeOrExpandToSameRank(convert(yPred, 'float32'), convert(yTrue, 'float32'));
  let weights: Tensor = ops.ones([]);
  if (sampleWeight !== null) weights = alignedWeight(sampleWeight, labels);
  if (topK !== null) predicted = onlyTopK(predicted, topK);
  if (classId !== null) {
    if (predicted.rank < 2) {
      throw new ValueError('A class can be chosen among several only.', {
        expected: 'predictions of shape [samples, classes]',
        received: `shape [${predicted.shape}], classId ${classId}`,
      });
    }
    [labels, predicted] = [ofClass(labels, classId), ofClass(predicted, classId)];
  }
  if (labelWeights) weights = weights.mul(labelWeights.cast('float32').expandDims(0));
  const shape = multiLabel ? [...predicted.shape] : [predicted.size, 1];
  const isTrue = labels.cast('bool').cast('float32');
  const all = ops.broadcastTo(weights, predicted.shape);
  return {
    predicted: predicted.reshape(shape),
    weights: [isTrue.mul(all).reshape(shape), ops.subtract(1, isTrue).mul(all).reshape(shape)],
  };
}

/** Weights of samples, with the axis of the labels added. */
function alignedWeight(sampleWeight: TensorLike, labels: Tensor): Tensor {
  const column = convert(sampleWeight, 'float32').expandDims(-1);
  return squeezeOrExpandToSameRank(labels, column, false)[1];
}

const ofClass = (x: Tensor, classId: number): Tensor => ops.take(x, [classId], -1);

function onlyTopK(predicted: Tensor, k: number): Tensor {
  const [, indices] = ops.topK(predicted, k);
  const isTop = ops.oneHot(indices!, predicted.shape.at(-1)!).sum(-2);
  return ops.where(isTop.greater(0), predicted, NEVER);
}

/** Every prediction against every threshold. */
function countByComparison({ predicted, weights }: Samples, { thresholds }: ConfusionSettings): Counts {
  const levels = ops.array(thresholds.values as number[], 'float32').reshape([-1, 1, 1]);
  const isPositive = predicted.expandDims(0).greater(levels).cast('float32');
  const count = (each: Tensor) => isPositive.mul(each).sum(1);
  return { positives: [count(weights[0]), count(weights[1])], total: [weights[0].sum(0), weights[1].sum(0)] };
}

/**
 * Each prediction falls between two thresholds, and is positive at all that are lower: one sum of segments and a cumulative sum,
 * however many thresholds there are.
 */
function countByBuckets({ predicted, weights }: Samples, { thresholds }: ConfusionSettings): Counts {
  const { values } = thresholds;
  const [count, labels] = [values.length, predicted.shape[1]!];
  const hasMargin = values[0]! < 0 || values.at(-1)! > 1;
  const bucket = ops
    .clip(predicted, 0, 1)
    .mul(count - 1)
    .ceil()
    .sub(1);
  // With a margin around [0, 1] the lowest prediction exceeds the first threshold, else none.
  const isCounted = hasMargin ? ops.onesLike(bucket) : bucket.greaterEqual(0).cast('float32');
  const segments = bucket.maximum(0).cast('int32').mul(labels).add(ops.arange(labels).expandDims(0)).flatten();
  const sum = (each: Tensor) => {
    const sums = ops.segmentSum(each.mul(isCounted).flatten(), segments, count * labels).reshape([count, labels]);
    return ops.flip(ops.cumsum(ops.flip(sums, 0), 0), 0);
  };
  return { positives: [sum(weights[0]), sum(weights[1])], total: [weights[0].sum(0), weights[1].sum(0)] };
}
