/** `lfxai.utils.metrics` */
import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { pearson, spearman } from './correlation.js';
import { mean, numbersOf, rowsOfUnits } from './numbers.js';

export { AverageMeter } from './average-meter.js';

/** The sum of what is not on the diagonal of a matrix. */
export async function offDiagonalSum(mat: TensorLike): Promise<number> {
  const { data, shape } = await numbersOf(mat);
  return data.reduce((sum, value, i) => (i % (shape[1]! + 1) === 0 ? sum : sum + value), 0);
}

/** The mean of what is not on the diagonal. */
const offDiagonalMean = (matrix: readonly (readonly number[])[]): number => {
  const all = matrix.flatMap((row, i) => row.filter((_, j) => j !== i));
  return mean(all);
};

/**
 * Mean Pearson correlation between the saliency maps of different units.
 *
 * @param saliency [samples, units, height, width]
 * @example
 * await pearsonSaliency(ops.reshape(ops.arange(24), [2, 3, 2, 2]));
 */
export async function pearsonSaliency(saliency: TensorLike): Promise<number> {
  return offDiagonalMean(pearson(await rowsOfUnits(saliency)));
}

/**
 * Mean Spearman correlation between the saliency maps of different units; of two as well, for which the original fails.
 *
 * @param saliency [samples, units, height, width]
 */
export async function spearmanSaliency(saliency: TensorLike): Promise<number> {
  return offDiagonalMean(spearman(await rowsOfUnits(saliency)));
}

/**
 * Mean cosine between the saliency maps of different units, sample by sample. A map that is zero everywhere makes it NaN.
 *
 * @param saliency [samples, units, height, width]
 */
export async function cosSaliency(saliency: TensorLike): Promise<number> {
  const { shape } = ops.convertToTensor(saliency);
  const rows = await rowsOfUnits(saliency);
  const samples = shape[0]!;
  const size = rows[0]!.length / samples;
  const dots = (a: Float64Array, b: Float64Array): number[] =>
    Array.from({ length: samples }, (_, i) => {
      let sum = 0;
      for (let k = i * size; k < (i + 1) * size; k++) sum += a[k]! * b[k]!;
      return sum;
    });
  const squares = rows.map((row) => dots(row, row));
  const cosines = rows.map((a, i) =>
    rows.map((b, j) =>
      i === j ? 1 : mean(dots(a, b).map((dot, k) => dot / Math.sqrt(squares[i]![k]! * squares[j]![k]!))),
    ),
  );
  return offDiagonalMean(cosines);
}

/** For each pixel whose saliencies sum to more than zero, the shares of the units in the sum. */
async function sharesOfUnits(saliency: TensorLike): Promise<number[][]> {
  const rows = await rowsOfUnits(saliency);
  return Array.from(rows[0]!, (_, pixel) => rows.map((row) => row[pixel]!)).flatMap((values) => {
    const sum = values.reduce((a, b) => a + b, 0);
    return sum > 0 ? [values.map((value) => value / sum)] : [];
  });
}

/**
 * Mean entropy, in nats, of how the saliency of a pixel is distributed over units.
 *
 * @param saliency [samples, units, height, width], not negative
 */
export async function entropySaliency(saliency: TensorLike): Promise<number> {
  const term = (p: number) => (p > 0 ? -p * Math.log(p) : p === 0 ? 0 : Number.NEGATIVE_INFINITY);
  return mean((await sharesOfUnits(saliency)).map((shares) => shares.reduce((sum, p) => sum + term(p), 0)));
}

/**
 * The mean number of units that have more than an even share in the saliency of a pixel.
 *
 * @param saliency [samples, units, height, width], not negative
 */
export async function countActivatedNeurons(saliency: TensorLike): Promise<number> {
  return mean((await sharesOfUnits(saliency)).map((shares) => shares.filter((p) => p > 1 / shares.length).length));
}

/** How many examples are considered, by default. */
const TOP = [1, 2, 5, 10, 20, 30, 40, 50];

/**
 * The shares of training examples with the label of the test example among its most, and its least, important ones.
 *
 * @param exampleImportance [test, train]
 * @param nTopList numbers of examples that are considered
 * @returns for each of these numbers, the mean over test examples: of the most, and of the least important
 * @throws ValueError where labels are not those of the importances, and for numbers beyond the training examples
 */
export async function similarityRates(
  exampleImportance: TensorLike,
  labelsSubtrain: TensorLike,
  labelsTest: TensorLike,
  nTopList: readonly number[] | { nTopList?: readonly number[] } = TOP,
): Promise<[most: number[], least: number[]]> {
  const counts = Array.isArray(nTopList) ? nTopList : ((nTopList as { nTopList?: readonly number[] }).nTopList ?? TOP);
  const [importance, trained, tested] = await Promise.all(
    [exampleImportance, labelsSubtrain, labelsTest].map(numbersOf),
  );
  const size = trained!.data.length;
  if (`${importance!.shape}` !== `${[tested!.data.length, size]}`)
    throw new ValueError('Each example has one label.', {
      expected: `importances [tests, trainings], and ${importance!.shape[1]} and ${importance!.shape[0]} labels`,
      received: `[${importance!.shape}], ${size} and ${tested!.data.length} labels`,
    });
  const wrong = counts.find((count: number) => !Number.isInteger(count) || count < 0 || count > size);
  if (wrong !== undefined)
    throw new ValueError('nTopList are numbers of training examples.', {
      expected: `whole numbers up to ${size}`,
      received: `${wrong}`,
    });
  const [most, least] = [counts.map(() => 0), counts.map(() => 0)];
  for (const [i, label] of tested!.data.entries()) {
    const row = importance!.data.subarray(i * size, (i + 1) * size);
    const order = Array.from(row, (_, k) => k).sort((a, b) => row[b]! - row[a]!);
    const isSame = order.map((k) => Number(trained!.data[k] === label));
    for (const [k, count] of counts.entries()) {
      most[k]! += mean(isSame.slice(0, count)) / tested!.data.length;
      least[k]! += mean(isSame.slice(size - count)) / tested!.data.length;
    }
  }
  return [most, least];
}

/** The values of several metrics. */
export const computeMetrics = (
  data: Tensor,
  metrics: readonly ((data: Tensor) => number | Promise<number>)[],
): Promise<number[]> => Promise.all(metrics.map((metric) => metric(data)));
