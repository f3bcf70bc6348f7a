import { nearestRows } from './distances.js';
import { BaseEvalMetrics, type Explained, flatCfs, type MetricName, mean } from './metric.js';

export interface ManifoldDistOptions {
  /** How many nearest rows are looked at. */
  nNeighbors?: number;
  name?: string | null;
}

/** The mean distance (L2) of counterfactuals from the nearest rows. */
export class ManifoldDist extends BaseEvalMetrics {
  readonly nNeighbors: number;

  constructor(nNeighbors: number | ManifoldDistOptions = {}, name: MetricName = null) {
    const given: ManifoldDistOptions = typeof nNeighbors === 'number' ? { nNeighbors } : nNeighbors;
    super(given.name ?? name, 'manifold_dist');
    this.nNeighbors = given.nNeighbors ?? 1;
  }

  override async call(explanation: Explained): Promise<number> {
    const { distances } = await nearestRows(flatCfs(explanation).points, explanation.xs, this.nNeighbors);
    return mean(distances);
  }
}
