/** gyoza.tutorials.data_synthesis: the tutorial's data, and pairs from it. */
import { floatx, ops, type Tensor, type TensorLike, tensor } from '@org/core';
import { pythonFunction, RandomState } from '@org/core/python';
import { utils } from '@org/models';
import { AssertionError } from '../errors.js';
import { numbersOf, range } from '../utilities/numbers.js';

/** What draws the data, as NumPy's global generator does in Python. */
const session = { random: new RandomState(Date.now() >>> 0) };

/**
 * Starts the generators of this module and of Keras anew. The numbers of this module are those that NumPy draws after the same seed.
 *
 * @example
 * resetRandomNumberGenerators(953);
 */
export const resetRandomNumberGenerators = pythonFunction(
  'resetRandomNumberGenerators',
  ['seed'],
  (seed: number): void => {
    session.random = new RandomState(seed);
    utils.setRandomSeed(seed);
  },
);

/** The generator that {@link resetRandomNumberGenerators} starts. */
export const randomState = (): RandomState => session.random;

/** Maps positions along a curve to its points. */
export type ManifoldFunction = (positions: Tensor) => readonly [TensorLike, TensorLike];

const float64 = (values: Float64Array | readonly number[], shape: readonly number[]): Tensor =>
  tensor(Float64Array.from(values), [...shape], 'float64');

/** Both coordinates with normal noise of the standard deviations. */
export const addNoise = pythonFunction(
  'addNoise',
  ['x1', 'x2', 'noiseStandardDeviation'],
  (x1: TensorLike, x2: TensorLike, noiseStandardDeviation: readonly number[]): [Tensor, Tensor] => {
    const noisy = (x: TensorLike, scale: number) => {
      const { shape, size } = ops.convertToTensor(x);
      return ops.add(x, float64(session.random.normal(size, { scale }), shape));
    };
    const [first, second] = noiseStandardDeviation as [number, number];
    return [noisy(x1, first), noisy(x2, second)];
  },
);

/**
 * Noisy points of a curve, and their factors: the residual, drawn at random, and the position along the curve, standardized.
 *
 * @param S positions, `[instances]`
 * @returns the points `[instances, 2]` and the factors `[instances, 2]`, in float64
 * @example
 * const [Z, Y] = createDataSet([-1, 0, 1, 2], (s) => [s, s.mul(s).mul(0.5)], [0.1, 0.1]);
 */
export const createDataSet = pythonFunction(
  'createDataSet',
  ['S', 'manifoldFunction', 'noiseStandardDeviation'],
  (
    S: TensorLike,
    manifoldFunction: ManifoldFunction,
    noiseStandardDeviation: readonly number[],
  ): [Z: Tensor, Y: Tensor] => {
    const positions = ops.cast(S, 'float64');
    const count = positions.shape[0]!;
    const residuals = float64(session.random.normal(count), [count]);
    const Y = ops.stack([residuals, positions.sub(ops.mean(positions)).div(ops.std(positions))], 1);
    const [x1, x2] = manifoldFunction(positions);
    return [ops.stack(addNoise(x1, x2, noiseStandardDeviation), 1), Y];
  },
);

/** Two batches of instances, and the correlations of their factors. */
export type PairBatch = [X: [a: Tensor, b: Tensor], Y: Tensor];

/**
 * Batches of pairs without end. The first of a pair is drawn at random. For the second, factors are drawn that have the target
 * correlations with those of the first, and the instance with the nearest factors is taken.
 *
 * @param X instances, `[instances, ...]`
 * @param Y their factors, the residual first: `[instances, factors]`, uncorrelated
 * @param targetCorrelations one for each factor
 * @throws AssertionError where X and Y have different numbers of instances, or Y is no matrix
 * @example
 * const pairs = factorizedPairIterator(x, y.mul([[0, 1]]).add(x.at(':', ':2')), 4, [0, 0.9]);
 * const [[a, b], correlations] = pairs.next().value!;
 */
export const factorizedPairIterator = pythonFunction(
  'factorizedPairIterator',
  ['X', 'Y', 'batchSize', 'targetCorrelations'],
  function factorizedPairIterator(
    X: TensorLike,
    Y: TensorLike,
    batchSize: number,
    targetCorrelations: readonly number[],
  ): Generator<PairBatch, void, undefined> {
    const [instances, factors] = [ops.convertToTensor(X), ops.convertToTensor(Y)];
    if (factors.rank !== 2 || instances.shape[0] !== factors.shape[0] || factors.shape[0] === 0) {
      throw new AssertionError('Instances and factors come in the same number, factors as a matrix.', {
        received: `X [${instances.shape}], Y [${factors.shape}]`,
      });
    }
    return pairs(instances, factors, batchSize, targetCorrelations);
  },
);

function* pairs(
  X: Tensor,
  Y: Tensor,
  batchSize: number,
  correlations: readonly number[],
): Generator<PairBatch, void, undefined> {
  const rows = rowsOf(Y);
  const taken = rowTaker(X);
  const moments = correlations.map((_, factor) => momentsOf(rows.map((row) => row[factor]!)));
  const nearest = nearestRow(rows);
  const targets = float64(
    range(batchSize).flatMap(() => [...correlations]),
    [batchSize, correlations.length],
  );
  for (;;) {
    const a = session.random.integers(rows.length, batchSize);
    const noise = session.random.normal(batchSize * correlations.length);
    const b = Int32Array.from(a, (row, i) =>
      nearest(
        correlations.map((correlation, factor) => {
          const { mean, deviation } = moments[factor]!;
          const explained = mean + correlation * (rows[row]![factor]! - mean);
          return explained + deviation * Math.sqrt(1 - correlation ** 2) * noise[i * correlations.length + factor]!;
        }),
      ),
    );
    yield [[taken(a), taken(b)], targets];
  }
}

function rowsOf(matrix: Tensor): number[][] {
  const width = matrix.shape[1]!;
  const numbers = numbersOf(matrix);
  return range(matrix.shape[0]!).map((row) => numbers.slice(row * width, (row + 1) * width));
}

/** Makes batches of rows, without a graph for each. */
function rowTaker(x: Tensor): (rows: ArrayLike<number>) => Tensor {
  const numbers = Float64Array.from(numbersOf(x));
  const size = numbers.length / x.shape[0]!;
  const dtype = floatx();
  return (rows) => {
    const values = new (dtype === 'float64' ? Float64Array : Float32Array)(rows.length * size);
    for (let i = 0; i < rows.length; i++)
      values.set(numbers.subarray(rows[i]! * size, (rows[i]! + 1) * size), i * size);
    return ops.cast(tensor(values, [rows.length, ...x.shape.slice(1)]), dtype);
  };
}

function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/** Finds the row that is nearest to a point, the first of several, by going outwards from the point along the first column. */
function nearestRow(rows: readonly (readonly number[])[]): (point: readonly number[]) => number {
  const order = range(rows.length).sort((i, j) => rows[i]![0]! - rows[j]![0]! || i - j);
  const keys = Float64Array.from(order, (row) => rows[row]![0]!);
  const placeOf = (key: number): number => {
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (point) => {
    let [best, bestSquare] = [-1, Number.POSITIVE_INFINITY];
    const look = (place: number): boolean => {
      const gap = keys[place]! - point[0]!;
      if (gap * gap > bestSquare) return false;
      const row = order[place]!;
      const square = point.reduce((sum, each, factor) => sum + (rows[row]![factor]! - each) ** 2, 0);
      if (square < bestSquare || (square === bestSquare && row < best)) [best, bestSquare] = [row, square];
      return true;
    };
    const start = placeOf(point[0]!);
    for (let right = start; right < keys.length && look(right); right++);
    for (let left = start - 1; left >= 0 && look(left); left--);
    return best;
  };
}
