/** Models that take the columns of a table in another form than a data module has them. */
import { ops, PythonTypeError, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import {
  type Category,
  type Feature,
  FeaturesList,
  IdentityTransformation,
  MinMaxTransformation,
} from '../../data/index.js';
import { unknownName } from '../../utils/nearest.js';
import { functionOf, type Predictor, type RemotePredFn } from './predictor.js';

/** How a model takes the columns of a table. */
export interface ModelColumns {
  /** The features in the model's order; by default that of the data. */
  order?: readonly string[] | null;
  /** Numbers as the data module scales them, or in the units of the table. */
  numbers?: 'scaled' | 'raw';
  /** Categories as one column each, or as whole numbers. */
  categories?: 'onehot' | 'codes';
  /** The whole numbers of categories: those in the order 0, 1, ..., or one for each; by default the sorted categories are 0, 1, ... */
  codes?: Readonly<Record<string, readonly Category[] | Readonly<Record<string, number>>>>;
}

const OPTIONS = ['order', 'numbers', 'categories', 'codes'] satisfies (keyof ModelColumns)[];

const CHOICES = { numbers: ['scaled', 'raw'], categories: ['onehot', 'codes'] } as const;

/** What one feature becomes: `x · weights + offset`. */
interface Part {
  readonly weights: readonly (readonly number[])[];
  readonly offset: readonly number[];
}

/**
 * A predictor for rows as a data module has them, from a model that takes numbers in the units of the table, categories as whole numbers,
 * or columns in another order. The way to the model's columns is linear, so that derivatives lead through it: between two categories lies
 * the mean of their numbers. Counterfactuals stay one-hot.
 *
 * @param model a function of tensors, a Keras model, `layers.ONNXLayer`, an object with `predFn`, or a function that answers by promises
 * @param data a data module, or its features
 * @throws TypeError for what is no predictor or no data; ValueError for unknown names, features that are named twice, categories without a number, and features whose form says too little
 * @example
 * const labelEncoded = adaptPredictor(predFn, dataModule, { categories: 'codes', numbers: 'raw' });
 */
export function adaptPredictor(
  model: Predictor | RemotePredFn,
  data: { readonly features: FeaturesList } | FeaturesList,
  columns: ModelColumns = {},
): (xs: Tensor) => Tensor {
  const unknown = Object.keys(columns).find((key) => !(OPTIONS as string[]).includes(key));
  if (unknown !== undefined) throw new ValueError(...unknownName('adaptPredictor()', unknown, OPTIONS));
  for (const [key, known] of Object.entries(CHOICES)) {
    const given = columns[key as keyof typeof CHOICES];
    if (given !== undefined && !(known as readonly string[]).includes(given))
      throw new ValueError(...unknownName(`${key} of adaptPredictor()`, given, known));
  }
  const fn = functionOf(model);
  const list = data instanceof FeaturesList ? data : data?.features;
  if (!(list instanceof FeaturesList)) {
    throw new PythonTypeError('A predictor is adapted to the columns of a data module.', {
      expected: 'a data module, or its features',
      received: Array.isArray(data) ? `an array of ${data.length}` : typeof data,
    });
  }
  const names = list.features.map(({ name }) => name);
  const order = columns.order ?? names;
  for (const name of [...order, ...Object.keys(columns.codes ?? {})]) {
    if (!names.includes(name)) throw new ValueError(...unknownName('The data', name, names));
  }
  const twice = order.find((name, i) => order.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new ValueError('The model takes each column once.', {
      expected: `some of ${names.join(', ')}`,
      received: `'${twice}' twice`,
    });
  }
  const width = list.featureIndices.at(-1)![1];
  const parts = order.map((name) => {
    const [feature, [start]] = list.featuresAndIndices[names.indexOf(name)]!;
    return { start, ...partOf(feature, columns) };
  });
  const total = parts.reduce((sum, { offset }) => sum + offset.length, 0);
  const weights = new Float32Array(width * total);
  let column = 0;
  for (const { start, weights: own, offset } of parts) {
    for (const [i, row] of own.entries())
      for (const [j, value] of row.entries()) weights[(start + i) * total + column + j] = value;
    column += offset.length;
  }
  const [w, b] = [tensor(weights, [width, total]), tensor(Float32Array.from(parts.flatMap(({ offset }) => offset)))];
  return (xs: TensorLike) => fn(ops.convertToTensor(xs, { dtype: 'float32' }).matmul(w).add(b)) as Tensor;
}

const asIs = (size: number): Part => ({
  weights: Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_unused, j) => Number(i === j))),
  offset: new Array<number>(size).fill(0),
});

function partOf(feature: Feature, { numbers = 'scaled', categories = 'codes', codes = {} }: ModelColumns): Part {
  const size = feature.transformedData.shape[1]!;
  const { transformation, name } = feature;
  if (!feature.isCategorical) {
    if (numbers === 'scaled' || transformation instanceof IdentityTransformation) return asIs(size);
    if (transformation instanceof MinMaxTransformation) {
      const { min_, max_ } = transformation.toDict().transformer as { min_: number[]; max_: number[] };
      return { weights: [[max_[0]! - min_[0]!]], offset: [min_[0]!] };
    }
    throw unclear(name, transformation.name, "the transformation 'minmax' or 'identity'");
  }
  const known = (transformation.transformer?.toDict().categories_ ?? []) as readonly Category[];
  const isCode = transformation.name === 'ordinal';
  if (isCode && (categories === 'onehot' || Object.hasOwn(codes, name))) {
    throw unclear(name, transformation.name, "the transformation 'ohe'");
  }
  if (categories === 'onehot' || isCode) return asIs(size);
  return { weights: known.map((category) => [codeOf(name, category, known, codes[name])]), offset: [0] };
}

function codeOf(
  name: string,
  category: Category,
  known: readonly Category[],
  codes: readonly Category[] | Readonly<Record<string, number>> | undefined,
): number {
  const order = codes ?? known;
  const isList = Array.isArray(order);
  const code = isList ? order.indexOf(category) : (order as Readonly<Record<string, number>>)[String(category)];
  if (code !== undefined && !(isList && code < 0)) return code;
  throw new ValueError(`The category '${category}' of '${name}' has no number.`, {
    expected: `a number for each of ${known.join(', ')}`,
    received: JSON.stringify(codes),
  });
}

const unclear = (name: string, transformation: string, expected: string): Error =>
  new ValueError(`What the model takes can't be told from '${name}' alone.`, {
    expected,
    received: `'${transformation}'`,
    hint: `dataModule.setTransformations({ ${name}: ... })`,
  });
