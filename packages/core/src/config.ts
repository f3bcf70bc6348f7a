import { type DType, isFloat, standardizeDType } from './dtype.js';
import { ValueError } from './errors.js';

const settings = {
  floatx: 'float32' as DType,
  epsilon: 1e-7,
  imageDataFormat: 'channels_last' as DataFormat,
};

export type DataFormat = 'channels_last' | 'channels_first';

/** The floating type of new weights and of numbers without a type. */
export const floatx = (): DType => settings.floatx;

export function setFloatx(dtype: string): void {
  const value = standardizeDType(dtype);
  if (!isFloat(value)) throw new ValueError('floatx must be a floating type.', { received: dtype });
  settings.floatx = value;
}

/** The small number that keeps divisions and logarithms finite. */
export const epsilon = (): number => settings.epsilon;
export const setEpsilon = (value: number): void => {
  settings.epsilon = value;
};

export const imageDataFormat = (): DataFormat => settings.imageDataFormat;
export const setImageDataFormat = (format: DataFormat): void => {
  settings.imageDataFormat = standardizeDataFormat(format);
};

/** Resolves null to the configured format and rejects anything unknown. */
export function standardizeDataFormat(format: string | null | undefined): DataFormat {
  const value = format ?? settings.imageDataFormat;
  if (value !== 'channels_last' && value !== 'channels_first') {
    throw new ValueError(`Invalid data_format: ${value}.`, { expected: "'channels_first' or 'channels_last'" });
  }
  return value;
}
