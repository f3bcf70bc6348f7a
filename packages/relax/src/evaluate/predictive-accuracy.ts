import { BaseEvalMetrics, type Explained, type MetricName, mean, outcomesOf } from './metric.js';

/** The share of rows whose most probable class is their label; NaN where numbers are predicted. */
export class PredictiveAccuracy extends BaseEvalMetrics {
  constructor(name: MetricName = null) {
    super(name, 'accuracy');
  }

  override async call(explanation: Explained): Promise<number> {
    if (explanation.desiredRange) return Number.NaN;
    const classes = await outcomesOf(explanation, explanation.xs);
    const labels = await explanation.ys.data();
    return mean(Array.from(classes, (each, i) => Number(each === Number(labels[i]))));
  }
}
