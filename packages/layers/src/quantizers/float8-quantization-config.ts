import { registerKerasObject } from '../serialization/index.js';
import { QuantizationConfig } from './quantization-config.js';

/**
 * Training with weights, inputs and gradients of float8.
 *
 * @example
 * const config = new quantizers.Float8QuantizationConfig();
 */
export class Float8QuantizationConfig extends QuantizationConfig {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.quantizers',
    name: 'Float8QuantizationConfig',
  });

  override get mode(): string {
    return 'float8';
  }

  override getConfig(): Record<string, unknown> {
    return {};
  }
}
