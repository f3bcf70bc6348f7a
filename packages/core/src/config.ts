import { type DType, isFloat, standardizeDType } from './dtype.js';
import { ValueError } from './errors.js';
import { bindArguments } from './python/python-call.js';

export { disableTracebackFiltering, enableTracebackFiltering, isTracebackFilteringEnabled } from './frames.js';

const settings = {
  floatx: 'float32' as DType,
  epsilon: 1e-7,
  imageDataFormat: 'channels_last' as DataFormat,
  flashAttention: null as false | null,
};

export type DataFormat = 'channels_last' | 'channels_first';

/** The floating type of new weights and of numbers without a type. */
export const floatx = (): DType => settings.floatx;

export function setFloatx(...args: [value: string] | [keywords: { value: string }]): void {
  const [dtype] = bindArguments('setFloatx', ['value'], 1, args) as [string];
  const value = standardizeDType(dtype);
  if (!isFloat(value)) throw new ValueError('floatx must be a floating type.', { received: dtype });
  settings.floatx = value;
}

/** The small number that keeps divisions and logarithms finite. */
export const epsilon = (): number => settings.epsilon;
export const setEpsilon = (...args: [value: number] | [keywords: { value: number }]): void => {
  [settings.epsilon] = bindArguments('setEpsilon', ['value'], 1, args) as [number];
};

export const imageDataFormat = (): DataFormat => settings.imageDataFormat;
export const setImageDataFormat = (
  ...args: [dataFormat: DataFormat] | [keywords: { dataFormat: DataFormat }]
): void => {
  const [format] = bindArguments('setImageDataFormat', ['dataFormat'], 1, args) as [DataFormat];
  settings.imageDataFormat = standardizeDataFormat(format);
};

/** Lets attention use fused kernels again, which it does by default. What is computed is the same. */
export const enableFlashAttention = (): void => {
  settings.flashAttention = null;
};

export const disableFlashAttention = (): void => {
  settings.flashAttention = false;
};

/** False where {@link disableFlashAttention} was called, else null. */
export const isFlashAttentionEnabled = (): false | null => settings.flashAttention;

/** Resolves null to the configured format and rejects anything unknown. */
export function standardizeDataFormat(format: string | null | undefined): DataFormat {
  const value = format ?? settings.imageDataFormat;
  if (value !== 'channels_last' && value !== 'channels_first') {
    throw new ValueError(`Invalid data_format: ${value}.`, { expected: "'channels_first' or 'channels_last'" });
  }
  return value;
}
