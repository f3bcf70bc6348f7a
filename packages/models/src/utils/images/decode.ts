/** Images from the bytes of files, whose kind the first bytes tell. */
import { OSError, ValueError } from '@org/core';
import { messageOf } from '@org/core/internal';
import type { Pixels } from './pixels.js';

const begins = (bytes: Uint8Array, signature: string): boolean =>
  Array.from(signature, (each) => each.charCodeAt(0)).every((code, i) => bytes[i] === code);

/** What an image may have at most, in pixels, as in Pillow: some hundred bytes may stand for more than a memory holds. */
const MOST_PIXELS = 178_956_970;

/** Formats by the bytes that they begin with, with how their size is read from the header. */
const formats: readonly {
  readonly signature: string;
  readonly decode: (bytes: Uint8Array) => Pixels | Promise<Pixels>;
  readonly sizeIn?: (view: DataView) => readonly [width: number, height: number];
}[] = [
  {
    signature: '\x89PNG\r\n\x1a\n',
    decode: async (bytes) => (await import('./png.js')).decodePng(bytes),
    sizeIn: (view) => [view.getUint32(16), view.getUint32(20)],
  },
  { signature: '\xff\xd8', decode: async (bytes) => (await import('./jpeg.js')).decodeJpeg(bytes) },
  {
    signature: 'GIF8',
    decode: async (bytes) => (await import('./gif.js')).decodeGif(bytes),
    sizeIn: (view) => [view.getUint16(6, true), view.getUint16(8, true)],
  },
  { signature: 'BM', decode: async (bytes) => (await import('./bmp.js')).decodeBmp(bytes) },
];

/**
 * The pixels in the bytes of a PNG, JPEG, GIF (its first picture) or BMP file.
 *
 * @param label what errors call the file
 * @throws OSError for other files and damaged ones, ValueError for images beyond any measure
 */
export async function decodeImage(bytes: Uint8Array, label: string): Promise<Pixels> {
  const format = formats.find(({ signature }) => begins(bytes, signature));
  if (!format) throw new OSError(`Cannot identify image file '${label}'.`, { expected: 'PNG, JPEG, GIF or BMP' });
  try {
    const [width, height] = format.sizeIn?.(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)) ?? [0, 0];
    if (width * height > MOST_PIXELS) {
      throw new ValueError(`'${label}' has too many pixels.`, { received: `${width} x ${height}` });
    }
    return await format.decode(bytes);
  } catch (error) {
    if (error instanceof ValueError) throw error;
    throw new OSError(`Cannot decode image file '${label}'.`, { received: messageOf(error) });
  }
}
