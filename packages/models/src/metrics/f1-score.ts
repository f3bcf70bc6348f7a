import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { FBetaScore, type FBetaScoreOptions } from './fbeta-score.js';
import { F1_SCORE_PARAMETERS, type F1ScoreArguments } from './signatures.js';

export type F1ScoreOptions = Omit<FBetaScoreOptions, 'beta'>;

/**
 * The harmonic mean of precision and recall.
 *
 * @throws ValueError for an unknown average or a threshold outside of (0, 1]
 * @example
 * const metric = new F1Score({ threshold: 0.5 });
 * metric.updateState([[1, 1, 1], [1, 0, 0], [1, 1, 0]], [[0.2, 0.6, 0.7], [0.2, 0.6, 0.6], [0.6, 0.8, 0]]);
 * await metric.result().array(); // [0.5, 0.8, 0.6667]
 */
export class F1Score extends FBetaScore {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'F1Score',
  });

  constructor(...args: F1ScoreArguments) {
    super({ name: 'f1_score', ...bindOptions(F1_SCORE_PARAMETERS, args) });
  }

  override getConfig(): Record<string, unknown> {
    const { beta: _fixed, ...config } = super.getConfig();
    return config;
  }
}
