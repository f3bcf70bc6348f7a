import { NotImplementedError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import {
  deserializeKerasObject,
  type FromOptions,
  newFromConfig,
  registerKerasObject,
  serializeKerasObject,
} from '../serialization/index.js';
import type { Quantizer } from './quantizer.js';
import { QUANTIZATION_CONFIG_PARAMETERS, type QuantizationConfigArguments } from './signatures.js';

export interface QuantizationConfigOptions {
  /** Makes whole numbers of the weights; null for what the mode has. */
  weightQuantizer?: Quantizer | null;
  /** Makes whole numbers of what a layer is given; null leaves it as it is. */
  activationQuantizer?: Quantizer | null;
}

/** How `quantize` goes about it. Subclasses name their mode. */
export class QuantizationConfig {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.quantizers',
    name: 'QuantizationConfig',
  });

  readonly weightQuantizer: Quantizer | null;
  readonly activationQuantizer: Quantizer | null;

  constructor(...args: QuantizationConfigArguments) {
    const { weightQuantizer = null, activationQuantizer = null } = bindOptions(QUANTIZATION_CONFIG_PARAMETERS, args);
    this.weightQuantizer = weightQuantizer;
    this.activationQuantizer = activationQuantizer;
  }

  /** `int8`, `int4`, ... */
  get mode(): string {
    throw new NotImplementedError('A QuantizationConfig has a mode in its subclasses alone.');
  }

  /** What a copy is made from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    return {
      weight_quantizer: this.weightQuantizer && serializeKerasObject(this.weightQuantizer),
      activation_quantizer: this.activationQuantizer && serializeKerasObject(this.activationQuantizer),
    };
  }

  static fromConfig<T extends QuantizationConfig>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static fromConfig(config: Record<string, unknown>): QuantizationConfig;
  static fromConfig<T extends QuantizationConfig>(this: FromOptions<T>, config: Record<string, unknown>): T {
    return newFromConfig(this, withQuantizers(config));
  }
}

/** A config with objects in place of their configs. */
export function withQuantizers(config: Record<string, unknown>): Record<string, unknown> {
  const made = ['weight_quantizer', 'activation_quantizer'].flatMap((key) =>
    key in config ? [[key, deserializeKerasObject(config[key])]] : [],
  );
  return { ...config, ...Object.fromEntries(made) };
}
