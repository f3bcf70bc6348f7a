/** The quantizers, and how layers are quantized. */
export { AbsMaxQuantizer, type AbsMaxQuantizerOptions } from './abs-max-quantizer.js';
export { Float8QuantizationConfig } from './float8-quantization-config.js';
export { Int4QuantizationConfig, type Int4QuantizationConfigOptions } from './int4-quantization-config.js';
export { Int8QuantizationConfig, type Int8QuantizationConfigOptions } from './int8-quantization-config.js';
export { QuantizationConfig, type QuantizationConfigOptions } from './quantization-config.js';
export { Quantizer, type QuantizerOptions } from './quantizer.js';
