import { ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { newFromConfig, registerKerasObject } from '@org/layers/internal';
import { MODULE } from './module.js';
import { CROSS_PARAMETERS, type CrossArguments } from './signatures.js';

export interface CrossOptions {
  /** The features that are combined. */
  featureNames: readonly string[];
  /** How many bins their combinations are spread over. */
  crossingDim: number;
  /** 'one_hot': a vector; 'int': the number of the bin. */
  outputMode?: 'one_hot' | 'int';
}

/** What a FeatureSpace knows of a combination of features: see {@link FeatureSpace.cross}. */
export class Cross {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, { module: MODULE, name: 'Cross' });

  readonly featureNames: readonly string[];
  readonly crossingDim: number;
  readonly outputMode: 'one_hot' | 'int';

  /** @throws ValueError for another mode */
  constructor(...args: CrossArguments) {
    const { featureNames, crossingDim, outputMode = 'one_hot' } = bindOptions(CROSS_PARAMETERS, args);
    if (!['int', 'one_hot'].includes(outputMode)) {
      throw new ValueError('Invalid value for argument `output_mode`.', {
        expected: "'int' or 'one_hot'",
        received: `output_mode=${String(outputMode)}`,
      });
    }
    this.featureNames = [...featureNames];
    this.crossingDim = crossingDim;
    this.outputMode = outputMode;
  }

  get name(): string {
    return this.featureNames.join('_X_');
  }

  getConfig(): Record<string, unknown> {
    return { feature_names: this.featureNames, crossing_dim: this.crossingDim, output_mode: this.outputMode };
  }

  static fromConfig(config: Record<string, unknown>): Cross {
    return newFromConfig(Cross, config);
  }
}
