/** Metrics on the rows around counterfactuals: whether they look like data. */
import { ops, type Tensor, tensor } from '@org/core';
import { type Neighbours, nearestRows } from './distances.js';
import { BaseEvalMetrics, type Explained, flatCfs, mean, outcomesOf, referenceRows } from './metric.js';

export interface NeighbourhoodOptions {
  /** How many nearest rows are looked at. */
  nNeighbors?: number;
  /** How many rows of the training part are looked at, at most. */
  maxRows?: number;
  name?: string | null;
}

/**
 * Local outlier factors (Breunig et al., 2000) of points among rows: about 1 where points lie as closely as their neighbours do, and more
 * where they lie apart.
 *
 * @param rows at least `nNeighbors + 1`
 * @returns one for each point
 * @example
 * const factors = await localOutlierFactors(x, explanation.xs, 3);
 */
export async function localOutlierFactors(points: Tensor, rows: Tensor, nNeighbors = 20): Promise<Float64Array> {
  const k = Math.min(nNeighbors, rows.shape[0]! - 1);
  // Of itself each row is the nearest one, or as near as the nearest.
  const among = withoutSelf(await nearestRows(rows, rows, k + 1), k);
  const kDistance = Float64Array.from({ length: rows.shape[0]! }, (_, i) => among.distances[i * k + k - 1]!);
  const density = ({ distances, indices }: Neighbours, i: number): number => {
    let reach = 0;
    for (let j = i * k; j < (i + 1) * k; j++) reach += Math.max(distances[j]!, kDistance[indices[j]!]!);
    return 1 / (reach / k + 1e-10);
  };
  const densities = kDistance.map((_, i) => density(among, i));
  const around = await nearestRows(points, rows, k);
  return Float64Array.from({ length: points.shape[0]! }, (_, i) => {
    let sum = 0;
    for (let j = i * k; j < (i + 1) * k; j++) sum += densities[around.indices[j]!]!;
    return sum / k / density(around, i);
  });
}

function withoutSelf({ k: width, distances, indices }: Neighbours, k: number): Neighbours {
  const n = indices.length / width;
  const kept = { k, distances: new Float32Array(n * k), indices: new Int32Array(n * k) };
  for (let i = 0; i < n; i++) {
    const places = Array.from({ length: width }, (_, j) => i * width + j);
    const self = places.find((at) => indices[at] === i) ?? i * width;
    places
      .filter((at) => at !== self)
      .slice(0, k)
      .forEach((at, j) => {
        kept.distances[i * k + j] = distances[at]!;
        kept.indices[i * k + j] = indices[at]!;
      });
  }
  return kept;
}

/** A factor up to which a point is no outlier, as in scikit-learn. */
const INLIER = 1.5;

/** The share of counterfactuals that are no outliers of the training rows: their local outlier factor is at most 1.5. */
export class Plausibility extends BaseEvalMetrics {
  readonly #options: NeighbourhoodOptions;

  constructor(options: NeighbourhoodOptions = {}) {
    super(options.name, 'plausibility');
    this.#options = options;
  }

  override async call(explanation: Explained): Promise<number> {
    const { nNeighbors = 20, maxRows = 5000 } = this.#options;
    const { rows } = referenceRows(explanation, maxRows);
    const factors = await localOutlierFactors(flatCfs(explanation).points, rows, nNeighbors);
    return mean(Array.from(factors, (factor) => Number(factor <= INLIER)));
  }
}

/** yNN of CARLA: the share of the nearest training rows that are predicted as the counterfactual is. */
export class YNN extends BaseEvalMetrics {
  readonly #options: NeighbourhoodOptions;

  constructor(options: NeighbourhoodOptions = {}) {
    super(options.name, 'ynn');
    this.#options = options;
  }

  override async call(explanation: Explained): Promise<number> {
    const { nNeighbors = 5, maxRows = 20_000 } = this.#options;
    const { rows } = referenceRows(explanation, maxRows);
    const { points } = flatCfs(explanation);
    const [ofRows, ofCfs] = [await outcomesOf(explanation, rows), await outcomesOf(explanation, points)];
    const { k, indices } = await nearestRows(points, rows, nNeighbors);
    return mean(Array.from(indices, (row, i) => Number(ofRows[row] === ofCfs[Math.floor(i / k)])));
  }
}

/**
 * The share of counterfactuals that are connected to data (Laugel et al., arXiv:1907.09294): a training row that is predicted as the
 * counterfactual is, and rightly, lies within `epsilon`.
 */
export class Connectedness extends BaseEvalMetrics {
  readonly #options: NeighbourhoodOptions & { epsilon?: number };

  /** @param options `epsilon`: by default as far as nine of ten training rows have their nearest row */
  constructor(options: NeighbourhoodOptions & { epsilon?: number } = {}) {
    super(options.name, 'connectedness');
    this.#options = options;
  }

  override async call(explanation: Explained): Promise<number> {
    const { maxRows = 20_000 } = this.#options;
    const { rows, labels: ofTable } = referenceRows(explanation, maxRows);
    const { points } = flatCfs(explanation);
    const labels = await ofTable.data();
    const [ofRows, ofCfs] = [await outcomesOf(explanation, rows), await outcomesOf(explanation, points)];
    const epsilon = this.#options.epsilon ?? (await usualDistance(rows));
    const isConnected = new Uint8Array(ofCfs.length);
    for (const wanted of new Set(ofCfs)) {
      const right = Int32Array.from(
        [...ofRows.keys()].filter((i) => ofRows[i] === wanted && Number(labels[i]) === wanted),
      );
      const own = Int32Array.from([...ofCfs.keys()].filter((i) => ofCfs[i] === wanted));
      if (right.length === 0) continue;
      const near = await nearestRows(ops.take(points, tensor(own), 0), ops.take(rows, tensor(right), 0), 1);
      own.forEach((at, i) => {
        isConnected[at] = Number(near.distances[i]! <= epsilon);
      });
    }
    return mean(isConnected);
  }
}

async function usualDistance(rows: Tensor): Promise<number> {
  const { distances } = withoutSelf(await nearestRows(rows, rows, 2), 1);
  return distances.toSorted()[Math.floor(0.9 * distances.length)]!;
}

/**
 * How differently rows that are alike are treated (Guyomard et al., 2023): the distance (L1) of the counterfactuals of a row and of the
 * nearest row of the same predicted class, over 1 and the distance of the two rows. Of several counterfactuals the first counts.
 */
export class Instability extends BaseEvalMetrics {
  readonly #options: NeighbourhoodOptions;

  constructor(options: NeighbourhoodOptions = {}) {
    super(options.name, 'instability');
    this.#options = options;
  }

  override async call(explanation: Explained): Promise<number> {
    const { maxRows = 5000 } = this.#options;
    const count = Math.min(explanation.xs.shape[0]!, maxRows);
    const [xs, cfs] = [explanation.xs.at(`0:${count}`) as Tensor, explanation.cfs.at(`0:${count}`, 0) as Tensor];
    const classes = await outcomesOf(explanation, xs);
    const ratios: Tensor[] = [];
    for (const wanted of new Set(classes)) {
      const own = tensor(Int32Array.from([...classes.keys()].filter((i) => classes[i] === wanted)));
      if (own.shape[0]! < 2) continue;
      const [rows, points] = [ops.take(xs, own, 0), ops.take(cfs, own, 0)];
      const next = tensor(withoutSelf(await nearestRows(rows, rows, 2), 1).indices);
      const apart = (x: Tensor) => ops.sum(ops.abs(x.sub(ops.take(x, next, 0))), -1);
      ratios.push(apart(points).div(apart(rows).add(1)));
    }
    return ratios.length === 0 ? Number.NaN : ((await ops.mean(ops.concatenate(ratios, 0)).item()) as number);
  }
}
