import { ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { AbsMaxQuantizer } from './abs-max-quantizer.js';
import { QuantizationConfig } from './quantization-config.js';
import type { Quantizer } from './quantizer.js';
import { INT8_QUANTIZATION_CONFIG_PARAMETERS, type Int8QuantizationConfigArguments } from './signatures.js';

export interface Int8QuantizationConfigOptions {
  weightQuantizer?: Quantizer | null;
  /** `default`: by the largest absolute value of each row. */
  activationQuantizer?: Quantizer | 'default' | null;
}

/**
 * Weights of eight bits, times inputs of eight bits.
 *
 * @throws ValueError for a weight quantizer of another type
 * @example
 * const config = new quantizers.Int8QuantizationConfig({ activationQuantizer: null });
 */
export class Int8QuantizationConfig extends QuantizationConfig {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.quantizers',
    name: 'Int8QuantizationConfig',
  });

  constructor(...args: Int8QuantizationConfigArguments) {
    const options = bindOptions(INT8_QUANTIZATION_CONFIG_PARAMETERS, args);
    const { weightQuantizer = null, activationQuantizer = 'default' } = options;
    super({
      weightQuantizer,
      activationQuantizer: activationQuantizer === 'default' ? new AbsMaxQuantizer() : activationQuantizer,
    });
    if (weightQuantizer && weightQuantizer.outputDtype !== 'int8') {
      throw new ValueError('An Int8QuantizationConfig has a weightQuantizer of int8.', {
        received: `outputDtype ${weightQuantizer.outputDtype}`,
      });
    }
  }

  override get mode(): string {
    return 'int8';
  }
}
