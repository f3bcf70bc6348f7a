/** Pictures as pixels, to PNG files and back. */
import { ValueError } from '@org/core';
import { decode, encode } from 'fast-png';

export interface Pixels {
  /** Rows from the top, pixels from the left, channels from red (or grey) on: 0 to 255. */
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly channels: number;
}

/**
 * The bytes of a PNG file.
 *
 * @throws ValueError where the number of elements is not that of the picture
 * @example
 * const png = encodePng({ data: new Uint8Array(4 * 4 * 3), width: 4, height: 4, channels: 3 });
 */
export function encodePng({ data, width, height, channels }: Pixels): Uint8Array {
  if (![1, 2, 3, 4].includes(channels) || data.length !== width * height * channels) {
    throw new ValueError('A picture has a number for each channel of each pixel.', {
      expected: `width * height * channels elements, with 1 to 4 channels`,
      received: `${data.length} elements, ${width} x ${height} x ${channels}`,
    });
  }
  return encode({ data, width, height, channels, depth: 8 });
}

/** The pixels in the bytes of a PNG file of 8 bits a channel. */
export function decodePng(bytes: Uint8Array): Pixels {
  const { data, width, height, channels, depth } = decode(bytes);
  if (depth !== 8 || !(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) {
    throw new ValueError('Only pictures of 8 bits a channel are read.', { received: `${depth} bits` });
  }
  return { data, width, height, channels };
}
