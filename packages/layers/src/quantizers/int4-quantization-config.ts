import { ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { type FromOptions, newFromConfig, registerKerasObject } from '../serialization/index.js';
import type { AbsMaxQuantizer } from './abs-max-quantizer.js';
import { QuantizationConfig, withQuantizers } from './quantization-config.js';
import type { Quantizer } from './quantizer.js';
import { INT4_QUANTIZATION_CONFIG_PARAMETERS, type Int4QuantizationConfigArguments } from './signatures.js';

export interface Int4QuantizationConfigOptions {
  weightQuantizer?: Quantizer | null;
  /** `default`: inputs stay as they are. */
  activationQuantizer?: Quantizer | 'default' | null;
  /** How many inputs have a scale in common, for each output; null and -1: all of them. */
  blockSize?: number | null;
}

/**
 * Weights of four bits, two in a byte.
 *
 * @throws ValueError for a block size that is not positive, for blocks with quantizers of one's own, and for weight quantizers of
 * another range or type
 * @example
 * const config = new quantizers.Int4QuantizationConfig({ blockSize: 64 });
 */
export class Int4QuantizationConfig extends QuantizationConfig {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.quantizers',
    name: 'Int4QuantizationConfig',
  });

  readonly blockSize: number | null;

  constructor(...args: Int4QuantizationConfigArguments) {
    const options = bindOptions(INT4_QUANTIZATION_CONFIG_PARAMETERS, args);
    const { weightQuantizer = null, activationQuantizer = 'default', blockSize = 128 } = options;
    super({ weightQuantizer, activationQuantizer: activationQuantizer === 'default' ? null : activationQuantizer });
    this.blockSize = blockSize;
    this.#check();
  }

  #check(): void {
    const { blockSize, weightQuantizer, activationQuantizer } = this;
    if (blockSize !== null && blockSize !== -1 && blockSize <= 0) {
      throw new ValueError('A block has a positive size.', {
        expected: 'a positive integer, -1 or null',
        received: `blockSize ${blockSize}`,
      });
    }
    if (blockSize !== null && blockSize > 0 && (weightQuantizer || activationQuantizer)) {
      throw new ValueError('Blocks are quantized in one way alone.', {
        hint: 'set blockSize to null, or leave the quantizers out.',
        received: `blockSize ${blockSize}`,
      });
    }
    if (!weightQuantizer) return;
    const { valueRange } = weightQuantizer as AbsMaxQuantizer;
    if (String(valueRange) !== '-8,7') {
      throw new ValueError('Numbers of four bits go from -8 to 7.', { received: `valueRange [${valueRange}]` });
    }
    if (weightQuantizer.outputDtype !== 'int8') {
      throw new ValueError('An Int4QuantizationConfig has a weightQuantizer of int8, whose numbers are packed.', {
        received: `outputDtype ${weightQuantizer.outputDtype}`,
      });
    }
  }

  override get mode(): string {
    return 'int4';
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), block_size: this.blockSize };
  }

  static override fromConfig<T extends QuantizationConfig>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static override fromConfig(config: Record<string, unknown>): QuantizationConfig;
  static override fromConfig<T extends QuantizationConfig>(this: FromOptions<T>, config: Record<string, unknown>): T {
    // Files from before there were blocks have none.
    return newFromConfig(this, { block_size: null, ...withQuantizers(config) });
  }
}
