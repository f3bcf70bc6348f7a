/** What `quantize` is asked for, in Keras's rules. */
import { NotImplementedError, ValueError } from '@org/core';
import {
  Int4DTypePolicy,
  isQuantizationMode,
  QUANTIZATION_MODES,
  type QuantizationMode,
} from '../dtype-policies/quantized-dtype-policy.js';
import type { DTypePolicy } from '../dtype-policy.js';
import { Float8QuantizationConfig } from '../quantizers/float8-quantization-config.js';
import { Int4QuantizationConfig } from '../quantizers/int4-quantization-config.js';
import { Int8QuantizationConfig } from '../quantizers/int8-quantization-config.js';
import { QuantizationConfig } from '../quantizers/quantization-config.js';

/**
 * The config that a mode stands for, or the one given.
 *
 * @throws ValueError for an unknown mode, for neither a mode nor a config, for both that contradict each other; NotImplementedError
 * for modes that need data to calibrate
 */
export function resolveConfig(mode: unknown, config: unknown): QuantizationConfig {
  if (typeof config === 'string') return resolveConfig(config, null);
  if (mode !== null && !isQuantizationMode(mode)) {
    throw new ValueError('Invalid quantization mode.', {
      expected: QUANTIZATION_MODES.join(', '),
      received: String(mode),
    });
  }
  if (config !== null && !(config instanceof QuantizationConfig)) {
    throw new ValueError('`config` is a QuantizationConfig.', { received: String(config) });
  }
  const resolved = config ?? usualConfig(mode);
  if (mode !== null && resolved.mode !== mode) {
    throw new ValueError('The mode and the config contradict each other.', {
      received: `mode '${mode}' and a config of mode '${resolved.mode}'`,
    });
  }
  return resolved;
}

function usualConfig(mode: QuantizationMode | null): QuantizationConfig {
  switch (mode) {
    case 'int8':
      return new Int8QuantizationConfig();
    case 'int4':
      return new Int4QuantizationConfig();
    case 'float8':
      return new Float8QuantizationConfig();
    case null:
      throw new ValueError('quantize() needs a mode or a config.', { expected: QUANTIZATION_MODES.join(', ') });
    default:
      throw new NotImplementedError(`Layers are not calibrated for ${mode} here.`, {
        hint: "quantize in Python, or use 'int8', 'int4' or 'float8'.",
      });
  }
}

/** The block size of a config, or, where a layer is loaded, of its policy; null for weights without blocks. */
export function blockSizeOf(config: QuantizationConfig | null, policy: DTypePolicy): number | null {
  const size =
    config instanceof Int4QuantizationConfig
      ? config.blockSize
      : policy instanceof Int4DTypePolicy
        ? policy.blockSize
        : null;
  return size === -1 ? null : size;
}

/** The policy of a layer that is quantized: `int4/128_from_float32`. */
export const policyName = (mode: string, blockSize: number | null, policy: DTypePolicy): string =>
  `${mode === 'int4' ? `int4/${blockSize ?? -1}` : mode}_from_${policy.name}`;
