import { bindOptions, type PythonOptions } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { FBetaScore, type FBetaScoreOptions } from './fbeta-score.js';

export type F1ScoreOptions = Omit<FBetaScoreOptions, 'beta'>;

const parameters = ['average', 'threshold', 'name', 'dtype'] as const;

/**
 * The harmonic mean of precision and recall.
 *
 * @throws ValueError for an unknown average or a threshold outside of (0, 1]
 * @example
 * const metric = new F1Score({ threshold: 0.5 });
 * metric.updateState([[1, 1, 1], [1, 0, 0], [1, 1, 0]], [[0.2, 0.6, 0.7], [0.2, 0.6, 0.6], [0.6, 0.8, 0]]);
 * await metric.result().array(); // [0.5, 0.8, 0.6667]
 */
@registerKerasObject({ module: 'keras.metrics', name: 'F1Score' })
export class F1Score extends FBetaScore {
  constructor(...args: PythonOptions<typeof parameters, F1ScoreOptions>) {
    super({ name: 'f1_score', ...bindOptions<F1ScoreOptions>('F1Score', parameters, 0, args) });
  }

  override getConfig(): Record<string, unknown> {
    const { beta: _fixed, ...config } = super.getConfig();
    return config;
  }
}
