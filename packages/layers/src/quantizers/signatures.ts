// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { AbsMaxQuantizerOptions } from './abs-max-quantizer.js';
import type { Int4QuantizationConfigOptions } from './int4-quantization-config.js';
import type { Int8QuantizationConfigOptions } from './int8-quantization-config.js';
import type { QuantizationConfigOptions } from './quantization-config.js';
import type { QuantizerOptions } from './quantizer.js';

export type AbsMaxQuantizerArguments = OptionArguments<
  AbsMaxQuantizerOptions,
  [],
  [
    axis?: AbsMaxQuantizerOptions['axis'],
    valueRange?: AbsMaxQuantizerOptions['valueRange'],
    epsilon?: AbsMaxQuantizerOptions['epsilon'],
    outputDtype?: AbsMaxQuantizerOptions['outputDtype'],
  ]
>;
export const ABS_MAX_QUANTIZER_PARAMETERS: Signature<AbsMaxQuantizerOptions> = {
  callee: 'AbsMaxQuantizer',
  names: ['axis', 'valueRange', 'epsilon', 'outputDtype'],
  keywords: [],
  required: 0,
};

export type Int4QuantizationConfigArguments = OptionArguments<
  Int4QuantizationConfigOptions,
  [],
  [
    weightQuantizer?: Int4QuantizationConfigOptions['weightQuantizer'],
    activationQuantizer?: Int4QuantizationConfigOptions['activationQuantizer'],
    blockSize?: Int4QuantizationConfigOptions['blockSize'],
  ]
>;
export const INT4_QUANTIZATION_CONFIG_PARAMETERS: Signature<Int4QuantizationConfigOptions> = {
  callee: 'Int4QuantizationConfig',
  names: ['weightQuantizer', 'activationQuantizer', 'blockSize'],
  keywords: [],
  required: 0,
};

export type Int8QuantizationConfigArguments = OptionArguments<
  Int8QuantizationConfigOptions,
  [],
  [
    weightQuantizer?: Int8QuantizationConfigOptions['weightQuantizer'],
    activationQuantizer?: Int8QuantizationConfigOptions['activationQuantizer'],
  ]
>;
export const INT8_QUANTIZATION_CONFIG_PARAMETERS: Signature<Int8QuantizationConfigOptions> = {
  callee: 'Int8QuantizationConfig',
  names: ['weightQuantizer', 'activationQuantizer'],
  keywords: [],
  required: 0,
};

export type QuantizationConfigArguments = OptionArguments<
  QuantizationConfigOptions,
  [],
  [
    weightQuantizer?: QuantizationConfigOptions['weightQuantizer'],
    activationQuantizer?: QuantizationConfigOptions['activationQuantizer'],
  ]
>;
export const QUANTIZATION_CONFIG_PARAMETERS: Signature<QuantizationConfigOptions> = {
  callee: 'QuantizationConfig',
  names: ['weightQuantizer', 'activationQuantizer'],
  keywords: [],
  required: 0,
};

export type QuantizerArguments = OptionArguments<QuantizerOptions, [], [outputDtype?: QuantizerOptions['outputDtype']]>;
export const QUANTIZER_PARAMETERS: Signature<QuantizerOptions> = {
  callee: 'Quantizer',
  names: ['outputDtype'],
  keywords: [],
  required: 0,
};
