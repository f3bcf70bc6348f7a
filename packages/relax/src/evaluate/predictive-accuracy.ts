import { BaseEvalMetrics, classesOf, type Explained, mean, predictorOf } from './metric.js';

/** The share of rows whose most probable class is their label. */
export class PredictiveAccuracy extends BaseEvalMetrics {
  constructor({ name = 'accuracy' }: { name?: string | null } = {}) {
    super({ name });
  }

  override async call(explanation: Explained): Promise<number> {
    const classes = await classesOf(predictorOf(explanation), explanation.xs);
    const labels = await explanation.ys.data();
    return mean(Array.from(classes, (each, i) => Number(each === Number(labels[i]))));
  }
}
