/** GIF, by omggif: the first picture. */
import type { Pixels } from './pixels.js';

export async function decodeGif(bytes: Uint8Array): Promise<Pixels> {
  const { GifReader } = await import('omggif');
  const reader = new GifReader(bytes);
  const { width, height } = reader;
  const data = new Uint8Array(width * height * 4);
  reader.decodeAndBlitFrameRGBA(0, data);
  return { width, height, mode: 'RGBA', data };
}
