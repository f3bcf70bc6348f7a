import { BaseEvalMetrics, type Explained } from './metric.js';

/** How long the generation took, in seconds; NaN where it was not measured. */
export class Runtime extends BaseEvalMetrics {
  override async call({ totalTime }: Explained): Promise<number> {
    return totalTime ?? Number.NaN;
  }
}
