/** Continuous columns cut into bins that hold equally many rows, and back. */
import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { entered } from '@org/core/internal';
import { pythonFunction } from '@org/core/python';
import { bindMethods } from '../../base/bind-methods.js';
import { columnsOf, joined, ownersOf, SMALL } from './segments.js';

const floats = (x: TensorLike): Tensor => ops.convertToTensor(x, { dtype: 'float32' });

/** Whether a feature is categorical, and which columns are its own. */
export type CategoricalAndIndices = readonly [isCategorical: boolean, indices: readonly [start: number, end: number]];

/**
 * Cuts values into `q` bins of equally many.
 *
 * @returns the number of each value's bin (int32), and the `q - 1` bounds between bins; of fewer than two values zeros and no bounds
 * @throws ValueError unless `q` is positive
 * @example
 * const [codes, quantiles] = qcut([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4);
 * await quantiles.array(); // [2.25, 4.5, 6.75]
 */
export const qcut = pythonFunction(
  'qcut',
  ['x', 'q', 'axis'],
  (x: TensorLike, q: number, axis = 0): [codes: Tensor, quantiles: Tensor] => {
    if (!(Number.isInteger(q) && q > 0)) {
      throw new ValueError('The number of bins is a positive whole number.', { received: String(q) });
    }
    const values = floats(x);
    const size = values.shape.reduce((a, b) => a * b, 1);
    if (size <= 1 || q === 1) return [ops.zeros(values.shape, 'int32'), ops.zeros([0], 'float32')];
    // As jnp.linspace has them in float32: a bound may lie on a value, and beside it with the last digit.
    const fractions = Array.from({ length: q - 1 }, (_, i) => Math.fround((i + 1) * Math.fround(1 / q)));
    const quantiles = quantilesOf(values, fractions, axis);
    return [digitize(values, quantiles, axis), quantiles];
  },
);

/** Between the neighbours of each place, rounded as XLA rounds: the first product, then the sum with the second one. */
function quantilesOf(values: Tensor, fractions: readonly number[], axis: number): Tensor {
  const sorted = ops.sort(values, axis);
  const last = sorted.shape.at(axis)! - 1;
  const bounds = fractions.map((fraction) => {
    const place = Math.fround(fraction * last);
    const weight = Math.fround(place - Math.floor(place));
    const [low, high] = [Math.floor(place), Math.min(Math.ceil(place), last)].map((i) => ops.take(sorted, i, axis)) as [
      Tensor,
      Tensor,
    ];
    const below = low.mul(Math.fround(1 - weight)).cast('float64');
    return below.add(high.cast('float64').mul(weight)).cast('float32');
  });
  return ops.stack(bounds, 0);
}

/** How many bounds each value has reached: the number of its bin. */
function digitize(values: Tensor, quantiles: Tensor, axis = 0): Tensor {
  const bounds = ops.expandDims(quantiles, (axis < 0 ? axis + values.rank : axis) + 1);
  return ops.sum(ops.greaterEqual(ops.expandDims(values, 0), bounds).cast('int32'), 0);
}

/**
 * Values by their bins: one-hot rows `[n, q]` (or shares of bins) times what bins stand for.
 *
 * @param quantiles what each bin stands for, `[q]`, as {@link cutQuantiles} gives it
 * @returns `[n, 1]`, or `[n, m]` for `quantiles` of shape `[q, m]`
 * @example
 * await qcutInverse([[0, 1], [1, 0]], [0.25, 0.75]).array(); // [[0.75], [0.25]]
 */
export const qcutInverse = pythonFunction(
  'qcutInverse',
  ['digitized', 'quantiles'],
  (digitized: TensorLike, quantiles: TensorLike): Tensor => {
    const [bins, values] = [floats(digitized), floats(quantiles)];
    return ops.matmul(bins, values.rank === 1 ? ops.expandDims(values, -1) : values);
  },
);

/**
 * The middle of each bin, of which the outer ones reach to the smallest and the largest value.
 *
 * @example
 * await cutQuantiles([2.25, 4.5, 6.75], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).array(); // [1.125, 3.375, 5.625, 7.875]
 */
export const cutQuantiles = pythonFunction(
  'cutQuantiles',
  ['quantiles', 'xs'],
  (quantiles: TensorLike, xs: TensorLike): Tensor => {
    const [inner, values] = [ops.reshape(floats(quantiles), [-1]), floats(xs)];
    const ends = [ops.min(values), ops.max(values)].map((end) => ops.reshape(end, [1])) as [Tensor, Tensor];
    const bounds = inner.shape[0] === 0 ? ends : [ends[0], inner, ends[1]];
    const all = ops.concatenate(bounds, 0);
    return (all.at(':-1') as Tensor).add(all.at('1:') as Tensor).div(2);
  },
);

/**
 * Rows whose continuous columns are cut into `q` bins each. Of each feature: its one-hot columns, the bounds between its bins (null for a
 * categorical one), and what its columns stand for (`[q]` middles, or the identity).
 *
 * @example
 * const [columns, quantiles, mids] = discretizeXs([[0.1], [0.4], [0.9]], [[false, [0, 1]]], 2);
 */
export const discretizeXs = pythonFunction(
  'discretizeXs',
  ['xs', 'isCatAndIndices', 'q'],
  (
    xs: TensorLike,
    isCatAndIndices: readonly CategoricalAndIndices[],
    q = 4,
  ): [columns: Tensor[], quantiles: (Tensor | null)[], mids: Tensor[]] => {
    const rows = floats(xs);
    const parts = isCatAndIndices.map(([isCategorical, [start, end]]) => {
      const columns = rows.at(':', `${start}:${end}`) as Tensor;
      if (isCategorical) return { columns, quantiles: null, mid: ops.eye(end - start) };
      const values = ops.reshape(columns, [-1]);
      const [codes, quantiles] = qcut(values, q);
      return { columns: ops.oneHot(codes, q), quantiles, mid: cutQuantiles(quantiles, values) };
    });
    return [parts.map(({ columns }) => columns), parts.map(({ quantiles }) => quantiles), parts.map(({ mid }) => mid)];
  },
);

/**
 * Cuts continuous columns into bins, remembers their bounds, and gives values back for bins.
 *
 * @example
 * const discretizer = new Discretizer([[false, [0, 1]], [true, [1, 3]]], { q: 2 });
 * discretizer.fitTransform([[0.2, 1, 0], [0.8, 0, 1], [0.5, 0, 1]]).shape; // [3, 4]
 */
export class Discretizer {
  readonly isCatAndIndices: readonly CategoricalAndIndices[];
  readonly q: number;
  #quantiles: (Tensor | null)[] | null = null;
  #mid: Tensor[] | null = null;

  constructor(isCatAndIndices: readonly CategoricalAndIndices[], q: number | { q?: number } = 4) {
    this.isCatAndIndices = isCatAndIndices;
    this.q = typeof q === 'number' ? q : (q.q ?? 4);
    bindMethods(this);
  }

  /** The bounds between the bins of each feature; null for a categorical one. */
  get quantiles(): readonly (Tensor | null)[] {
    return this.#fitted(this.#quantiles);
  }

  /** What the columns of each feature stand for: `[q]` middles of bins, or the identity. */
  get mid(): readonly Tensor[] {
    return this.#fitted(this.#mid);
  }

  /** Which of the new columns belong to each feature. */
  get indices(): readonly (readonly [start: number, end: number])[] {
    let end = 0;
    return this.isCatAndIndices.map(([isCategorical, [first, last]]) => {
      const start = end;
      end += isCategorical ? last - first : this.q;
      return [start, end] as const;
    });
  }

  /** Where features end among the columns of rows, but the last. */
  get transformIndices(): number[] {
    return this.isCatAndIndices.slice(0, -1).map(([, [, end]]) => end);
  }

  /** The same among the new columns. */
  get inverseTransformIndices(): number[] {
    return this.indices.slice(0, -1).map(([, end]) => end);
  }

  /** Looks for the bounds in rows `[n, k]`. */
  fit(xs: TensorLike): this {
    const [, quantiles, mids] = discretizeXs(xs, this.isCatAndIndices, this.q);
    this.#quantiles = quantiles;
    this.#mid = mids;
    return this;
  }

  /** The bounds and middles as they were found elsewhere. */
  restore(quantiles: readonly (TensorLike | null)[], mid: readonly TensorLike[]): this {
    this.#quantiles = quantiles.map((each) => (each === null ? null : floats(each)));
    this.#mid = mid.map(floats);
    return this;
  }

  /** Rows with one-hot bins in place of continuous columns; values beyond all bounds are in the outer bins. */
  transform(xs: TensorLike): Tensor {
    const [rows, quantiles] = [floats(xs), this.quantiles];
    const columns = this.isCatAndIndices.map(([, [start, end]], i) => {
      const part = rows.at(':', `${start}:${end}`) as Tensor;
      const bounds = quantiles[i];
      return bounds ? ops.oneHot(digitize(ops.reshape(part, [-1]), bounds), this.q) : part;
    });
    return ops.concatenate(columns, -1);
  }

  /** {@link fit}, then {@link transform}. */
  fitTransform(xs: TensorLike): Tensor {
    return this.fit(xs).transform(xs);
  }

  /** Rows as they were, with the middles of bins for values; bins may be shares, as soft choices are. */
  inverseTransform(xs: TensorLike): Tensor {
    const rows = floats(xs);
    const width = this.isCatAndIndices.reduce((sum, [, [start, end]]) => sum + end - start, 0);
    // One product for all, where that costs less than to cut columns out.
    if (rows.shape[1]! * width <= SMALL) return rows.matmul(this.#middles(rows.shape[1]!, width));
    return joined(
      this.#runs.map(({ isCategorical, first, last, range }) => {
        const part = columnsOf(rows, range);
        if (isCategorical) return part;
        const own = this.indices.slice(first, last).map(([start, end]) => [start - range[0], end - range[0]] as const);
        const middles = ops.expandDims(joined(this.mid.slice(first, last)), -1);
        return part.matmul(middles.mul(ops.transpose(ownersOf(own))));
      }),
    );
  }

  /** What each of the new columns adds to each of the old ones, `[columns, width]`: the middles of bins, and categories as they are. */
  #middles(columns: number, width: number): Tensor {
    const mids = this.mid;
    const { indices } = this;
    let at = 0;
    const parts = this.isCatAndIndices.map(([isCategorical, [start, end]], i) => {
      const [first, last] = indices[i]!;
      const size = end - start;
      const own = isCategorical ? ops.eye(size) : ops.reshape(mids[i]!, [-1, 1]);
      const padded = ops.pad(own, [
        [first, columns - last],
        [at, width - at - size],
      ]) as Tensor;
      at += size;
      return padded;
    });
    return parts.reduce((sum, part) => sum.add(part));
  }

  /** Features beside each other that are all categorical, or none: the places of the first and behind the last, and their new columns. */
  get #runs(): { isCategorical: boolean; first: number; last: number; range: [number, number] }[] {
    const runs: { isCategorical: boolean; first: number; last: number; range: [number, number] }[] = [];
    for (const [i, [start, end]] of this.indices.entries()) {
      const [isCategorical] = this.isCatAndIndices[i]!;
      const run = runs.at(-1);
      if (run?.isCategorical === isCategorical) Object.assign(run, { last: i + 1, range: [run.range[0], end] });
      else runs.push({ isCategorical, first: i, last: i + 1, range: [start, end] });
    }
    return runs;
  }

  /** {@link inverseTransform} of the columns of each feature, one by one. */
  inversedTransformPytree(xs: readonly TensorLike[]): Tensor {
    const mids = this.mid;
    return ops.concatenate(
      xs.map((columns, i) => (this.isCatAndIndices[i]![0] ? floats(columns) : qcutInverse(columns, mids[i]!))),
      -1,
    );
  }

  /** A predictor of rows in bins, by one of rows as they were. */
  getPredFn(predFn: (xs: Tensor) => Tensor): (xs: Tensor) => Tensor {
    return entered((xs: Tensor) => entered(predFn, true)(this.inverseTransform(xs)));
  }

  #fitted<T>(value: T | null): T {
    if (value !== null) return value;
    throw new ValueError('This discretizer knows no bounds yet.', { hint: 'call fit(xs) first.' });
  }
}
