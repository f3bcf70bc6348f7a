import { type DType, ValueError } from '@org/core';
import { bindOptions, isPlainObject } from '@org/core/internal';
import { type Layer, serializeKerasObject } from '@org/layers';
import { newFromConfig, readKerasObject, registerKerasObject } from '@org/layers/internal';
import { MODULE } from './module.js';
import { FEATURE_PARAMETERS, type FeatureArguments } from './signatures.js';

export interface FeatureOptions {
  /** The type of the values. */
  dtype: DType;
  /** The layer that turns them into numbers. */
  preprocessor: Layer;
  /** 'float': as the layer gives them; 'int': so, too, and whole numbers; 'one_hot': whole numbers, and vectors made of these. */
  outputMode: 'int' | 'one_hot' | 'float';
}

/** What a FeatureSpace knows of a feature: see {@link FeatureSpace.feature}. */
export class Feature {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, { module: MODULE, name: 'Feature' });

  readonly dtype: DType;
  readonly preprocessor: Layer;
  readonly outputMode: 'int' | 'one_hot' | 'float';

  /** @throws ValueError for another mode */
  constructor(...args: FeatureArguments) {
    const { dtype, preprocessor, outputMode } = bindOptions(FEATURE_PARAMETERS, args);
    if (!['int', 'one_hot', 'float'].includes(outputMode)) {
      throw new ValueError('Invalid value for argument `output_mode`.', {
        expected: "'int', 'one_hot' or 'float'",
        received: `output_mode=${String(outputMode)}`,
      });
    }
    this.dtype = dtype;
    this.preprocessor = isPlainObject(preprocessor) ? (readKerasObject(preprocessor) as Layer) : preprocessor;
    this.outputMode = outputMode;
  }

  getConfig(): Record<string, unknown> {
    return {
      dtype: this.dtype,
      preprocessor: serializeKerasObject(this.preprocessor),
      output_mode: this.outputMode,
    };
  }

  static fromConfig(config: Record<string, unknown>): Feature {
    return newFromConfig(Feature, config, { preprocessor: readKerasObject(config.preprocessor) });
  }
}
