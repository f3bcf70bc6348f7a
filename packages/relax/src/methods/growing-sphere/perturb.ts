/** Points around a row, drawn at random. */
import { ops, random, type Tensor, ValueError } from '@org/core';
import { pythonFunction } from '@org/core/python';
import { type FeaturesList, GumbelSoftmaxTransformation, SoftmaxTransformation } from '../../data/index.js';
import { isCompat } from '../../utils/index.js';

/**
 * Draws categories: `count` of them, for `nSamples` points, as columns that the data has for them.
 *
 * @param from the first of these points, where they are part of more
 */
export type CatPerturbFn = (rngKey: Tensor, count: number, nSamples: number, from?: number) => Tensor;

/** Draws `nSamples` points around a row `[1, k]`, no nearer than `low` and no further than `high`. */
export type PerturbFn = (
  rngKey: Tensor,
  x: Tensor,
  nSamples: number,
  high: Tensor,
  low: Tensor,
  pNorm: number,
) => Tensor;

const keysOf = (rngKey: Tensor, count = 2): Tensor[] => {
  const keys = random.split(rngKey, count) as Tensor;
  return Array.from({ length: count }, (_, i) => keys.at(i) as Tensor);
};

/**
 * Points between two spheres around a row: directions are uniform, and so are distances.
 *
 * @param pNorm the norm that distances are measured in, 1 or 2
 * @returns `[nSamples, k]`
 * @example
 * hyperSphereCoordinates(random.PRNGKey(0), ops.zeros([1, 2]), 100, 0.5, 0.25);
 */
export const hyperSphereCoordinates = pythonFunction(
  'hyperSphereCoordinates',
  ['rngKey', 'x', 'nSamples', 'high', 'low', 'pNorm'],
  (
    rngKey: Tensor,
    x: Tensor,
    nSamples: number,
    high: Tensor | number,
    low: Tensor | number,
    pNorm: number = 2,
  ): Tensor => sphereAround({ rngKey, x, nSamples, high, low, pNorm }, 0, x.shape.at(-1)!),
);

/** What is drawn around a row. */
export interface Draw {
  readonly rngKey: Tensor;
  readonly x: Tensor;
  readonly nSamples: number;
  /** The first of the points, where they are part of more; by default 0. */
  readonly from?: number;
  /** Whether numbers stay as they are. */
  readonly keepsNumbers?: boolean;
  readonly high: Tensor | number;
  readonly low: Tensor | number;
  readonly pNorm: number;
}

/** Columns of the points between two spheres: the distance is that in all columns. */
function sphereAround({ rngKey, x, nSamples, from = 0, high, low, pNorm }: Draw, start: number, end: number): Tensor {
  const [directions, distances] = keysOf(rngKey) as [Tensor, Tensor];
  const width = x.shape.at(-1)!;
  const delta = random.normal(directions, [nSamples, width], { start: from * width }) as Tensor;
  const fraction = random.uniform(distances, [nSamples], { start: from }) as Tensor;
  const radius = fraction.mul(ops.subtract(high, low)).add(low);
  // Of each point a number for all of its columns, by a product, which the runtime repeats numbers in much sooner than in others.
  const factors = ops.expandDims(radius.div(distanceBetween(delta, 0, pNorm)), -1).matmul(ops.ones([1, end - start]));
  return columns(x, start, end).add(columns(delta, start, end).mul(factors));
}

/** The distance of points in the norm of 1 or 2, along the last axis. */
export const distanceBetween = (a: Tensor, b: Tensor | number, pNorm: number): Tensor => {
  const difference = a.sub(b);
  return pNorm === 1 ? ops.sum(ops.abs(difference), -1) : ops.sqrt(ops.sum(ops.square(difference), -1));
};

/**
 * Categories, each as likely as the others.
 *
 * @returns codes `[nSamples, 1]`
 */
export const sampleCategorical = pythonFunction(
  'sampleCategorical',
  ['rngKey', 'colSize', 'nSamples'],
  (rngKey: Tensor, colSize: number, nSamples: number): Tensor => categories(rngKey, colSize, nSamples),
);

const categories: CatPerturbFn = (rngKey, colSize, nSamples, from) =>
  ops.expandDims(ops.argmax(categoryScores(rngKey, colSize, nSamples, from), 1), -1);

/** What `random.categorical` compares for equal logits: the largest of uniform numbers is that of their Gumbel numbers, without two logarithms of each. */
const categoryScores = (rngKey: Tensor, colSize: number, nSamples: number, from = 0): Tensor =>
  random.uniform(keysOf(rngKey)[0]!, [nSamples, colSize], { start: from * colSize }) as Tensor;

/** Points around a row of which nothing is known but its numbers. */
export const defaultPerturbFunction = pythonFunction(
  'defaultPerturbFunction',
  ['rngKey', 'x', 'nSamples', 'high', 'low', 'pNorm'],
  (rngKey: Tensor, x: Tensor, nSamples: number, high: Tensor, low: Tensor, pNorm: number): Tensor =>
    hyperSphereCoordinates(rngKey, x, nSamples, high, low, pNorm),
);

/**
 * Points around a row of data: numbers between two spheres, categories at random, and what is immutable as it is.
 *
 * @param contMasks 1 for columns that hold numbers, `[k]`
 * @param immutMasks 1 for columns that may not change, `[k]`
 * @param numCategories for each feature its number of categories, 1 for numbers
 * @param catPerturbFn draws categories; one for all features, or one for each
 */
export const perturbFunctionWithFeatures = pythonFunction(
  'perturbFunctionWithFeatures',
  ['rngKey', 'x', 'nSamples', 'high', 'low', 'pNorm', 'contMasks', 'immutMasks', 'numCategories', 'catPerturbFn'],
  (
    rngKey: Tensor,
    x: Tensor,
    nSamples: number,
    high: Tensor | number,
    low: Tensor | number,
    pNorm: number,
    contMasks: readonly number[],
    immutMasks: readonly number[],
    numCategories: readonly number[],
    catPerturbFn: CatPerturbFn | readonly (CatPerturbFn | null)[],
  ): Tensor => {
    const draw = { rngKey, x, nSamples, high, low, pNorm };
    const points = pointsAround(draw, contMasks, immutMasks, numCategories, catPerturbFn);
    const immutable = ops.convertToTensor(immutMasks as number[], { dtype: 'float32' }).greater(0);
    return ops.where(immutable, x, points);
  },
);

/**
 * The same, for points that the data's own constraints are yet to be applied to: the category is that of the largest number in its columns,
 * and columns that are to stay hold anything.
 */
export function scoresAround(features: FeaturesList): (draw: Draw) => Tensor {
  const [[contMasks, immutMasks, numCategories], drawn] = featuresToInfosAndPerturbFn(features);
  const own = [...features];
  const most = Math.max(0, ...numCategories.filter((_, i) => isScored(own[i]!.transformation)));
  const samplers = own.map(({ isImmutable, transformation }, i): CatPerturbFn | null => {
    if (!isScored(transformation)) return drawn[i]!;
    if (isImmutable) return (_key, count, nSamples) => ops.zeros([nSamples, count]);
    return isCompat() ? scoresOfMost(most) : drawnScores;
  });
  return (draw) => pointsAround(draw, contMasks, immutMasks, numCategories, samplers);
}

/** Transformations whose hard constraints take the category with the largest number. */
const SCORED: readonly unknown[] = [SoftmaxTransformation, GumbelSoftmaxTransformation];
export const isScored = (transformation: object): boolean => SCORED.includes(transformation.constructor);

/** Points around a row, immutable columns among them, `[nSamples, k]`. */
function pointsAround(
  draw: Draw,
  contMasks: readonly number[],
  immutMasks: readonly number[],
  numCategories: readonly number[],
  catPerturbFn: CatPerturbFn | readonly (CatPerturbFn | null)[],
): Tensor {
  const { x, nSamples, from: first = 0, keepsNumbers } = draw;
  const [ofNumbers, ofCategories] = keysOf(draw.rngKey) as [Tensor, Tensor];
  const isSame = isCompat();
  // The original has one key for all features, whose draws begin alike.
  const own = isSame ? [] : keysOf(ofCategories, numCategories.length);
  const sphere = { ...draw, rngKey: ofNumbers };
  const parts: Tensor[] = [];
  let [start, numbers] = [0, 0];
  /** Numbers beside each other are one part. */
  const addNumbers = () => {
    if (numbers === 0) return;
    const [from, to] = [start - numbers, start];
    if (keepsNumbers) parts.push(ops.repeat(columns(x, from, to), nSamples, 0));
    else if (isSame) parts.push(sphereAround(sphere, from, to));
    else parts.push(sphereOfNumbers(sphere, contMasks, immutMasks, from, to));
    numbers = 0;
  };
  for (const [i, count] of numCategories.entries()) {
    const fn = typeof catPerturbFn === 'function' ? (count > 1 ? catPerturbFn : null) : catPerturbFn[i];
    if (!fn) {
      start++;
      numbers++;
      continue;
    }
    addNumbers();
    const part = fn(own[i] ?? ofCategories, count, nSamples, first);
    const end = start + part.shape[1]!;
    const staysAnyway = immutMasks.slice(start, end).every((each) => each !== 0);
    parts.push(isSame || staysAnyway ? part : sometimesKept(own[i]!, part, columns(x, start, end), first));
    start = end;
  }
  addNumbers();
  return ops.concatenate(parts, -1);
}

const columns = (x: Tensor, from: number, to: number): Tensor => x.at(':', `${from}:${to}`) as Tensor;

/** Columns of the sphere in the numbers that may change: other columns would take most of its radius. */
function sphereOfNumbers(
  draw: Draw,
  contMasks: readonly number[],
  immutMasks: readonly number[],
  start: number,
  end: number,
): Tensor {
  const { x, nSamples } = draw;
  const free = contMasks.flatMap((isNumber, i) => (isNumber && !immutMasks[i] ? [i] : []));
  const drawn = free.length > 0 ? sphereAround({ ...draw, x: ops.take(x, free, 1) }, 0, free.length) : null;
  const parts = Array.from({ length: end - start }, (_, i) => {
    const at = free.indexOf(start + i);
    return at < 0 ? ops.repeat(columns(x, start + i, start + i + 1), nSamples, 0) : columns(drawn!, at, at + 1);
  });
  return ops.concatenate(parts, -1);
}

/** Half of the points keep the category that the row has, so that few features change where few need to. */
function sometimesKept(rngKey: Tensor, drawn: Tensor, own: Tensor, from: number): Tensor {
  const fraction = random.uniform(keysOf(rngKey)[1]!, [drawn.shape[0]!, 1], { start: from }) as Tensor;
  return ops.where(fraction.less(0.5), own, drawn.cast('float32'));
}

/** Numbers of which the largest is at the category that {@link catPerturbFn} draws. */
const drawnScores: CatPerturbFn = (rngKey, count, nSamples, from) =>
  categoryScores(keysOf(rngKey)[0]!, count, nSamples, from);

/**
 * The same as the first of those for `most` categories: in the original all features have one key, of which each number depends on its place
 * alone, so that one draw is enough for all.
 */
const scoresOfMost =
  (most: number): CatPerturbFn =>
  (rngKey, count, nSamples, from = 0) => {
    if (from > 0) return drawnScores(rngKey, count, nSamples, from);
    const scores = ops.reshape(drawnScores(rngKey, most, nSamples), [-1]);
    return ops.reshape(scores.at(`:${nSamples * count}`) as Tensor, [nSamples, count]);
  };

/** The scores of all features' categories in the original's way, of as many as one has at most, `[nSamples, most]`. */
export const sharedScores: CatPerturbFn = (rngKey, most, nSamples) => drawnScores(keysOf(rngKey)[1]!, most, nSamples);

/**
 * Draws categories in the form that a transformation gives them: one-hot columns for 'ohe' and 'gumbel', codes for 'ordinal'.
 *
 * @throws ValueError for a transformation without categories
 */
export function catPerturbFn(name: string): CatPerturbFn {
  if (['ohe', 'softmax', 'gumbel'].includes(name)) {
    return (rngKey, count, nSamples, from) =>
      ops.oneHot(ops.squeeze(categories(keysOf(rngKey)[0]!, count, nSamples, from), -1), count);
  }
  if (name === 'ordinal') {
    return (rngKey, count, nSamples, from) => categories(keysOf(rngKey)[0]!, count, nSamples, from).cast('float32');
  }
  throw new ValueError(`No categories are drawn for the transformation '${name}'.`, {
    expected: "'ohe', 'gumbel' or 'ordinal'",
  });
}

/** What {@link perturbFunctionWithFeatures} needs to know of features. */
export type FeatureInfos = readonly [contMasks: number[], immutMasks: number[], numCategories: number[]];

/**
 * Masks by column and numbers of categories by feature, and, for each feature, what draws its categories.
 *
 * @example
 * const [infos, perturbFn] = featuresToInfosAndPerturbFn(dataModule.features);
 * const row = ops.take(dataModule.xs, [0], { axis: 0 });
 * const points = perturbFunctionWithFeatures(random.PRNGKey(0), row, 100, 1, 0, 2, ...infos, perturbFn);
 */
export function featuresToInfosAndPerturbFn(
  features: FeaturesList,
): readonly [infos: FeatureInfos, catPerturbFn: (CatPerturbFn | null)[]] {
  const contMasks: number[] = [];
  const immutMasks: number[] = [];
  const numCategories: number[] = [];
  const samplers: (CatPerturbFn | null)[] = [];
  for (const [feature, [start, end]] of features.featuresAndIndices) {
    const width = end - start;
    const { isCategorical, transformation } = feature;
    contMasks.push(...new Array<number>(width).fill(isCategorical ? 0 : 1));
    immutMasks.push(...new Array<number>(width).fill(feature.isImmutable ? 1 : 0));
    numCategories.push(isCategorical ? categoriesOf(transformation, width) : 1);
    samplers.push(isCategorical ? catPerturbFn(transformation.name) : null);
  }
  return [[contMasks, immutMasks, numCategories], samplers];
}

const categoriesOf = (transformation: object, width: number): number =>
  (transformation as { numCategories?: number }).numCategories ?? width;
