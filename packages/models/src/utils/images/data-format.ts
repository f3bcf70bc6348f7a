import { ValueError } from '@org/core';

/** @throws ValueError for anything but the two formats */
export function requireDataFormat(dataFormat: string): 'channels_last' | 'channels_first' {
  if (dataFormat === 'channels_last' || dataFormat === 'channels_first') return dataFormat;
  throw new ValueError("The `data_format` argument must be one of {'channels_first', 'channels_last'}.", {
    received: `data_format=${dataFormat}`,
  });
}
