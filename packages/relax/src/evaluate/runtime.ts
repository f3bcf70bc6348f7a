import { BaseEvalMetrics, type Explained, type MetricName } from './metric.js';

/** How long the generation took, in seconds; NaN where it was not measured. */
export class Runtime extends BaseEvalMetrics {
  constructor(name: MetricName = null) {
    super(name, 'runtime');
  }

  override async call({ totalTime }: Explained): Promise<number> {
    return totalTime ?? Number.NaN;
  }
}
