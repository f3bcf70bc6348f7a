/** Images as the bytes of files. */
import { ValueError } from '@org/core';
import { convertPixels } from './modes.js';
import type { Pixels } from './pixels.js';

export interface SaveImageOptions {
  /** 'png', 'jpeg' or 'bmp'; left out, the ending of the file's name. */
  format?: string | null;
  /** Of JPEG, from 0 to 100. */
  quality?: number;
}

/** Pillow's. */
const QUALITY = 75;

/** @throws ValueError for other formats, and images that a format cannot hold */
export async function encodeImage(
  pixels: Pixels,
  { format, quality = QUALITY }: SaveImageOptions,
): Promise<Uint8Array> {
  switch (format?.toLowerCase()) {
    case 'png':
      return (await import('./png.js')).encodePng(pixels);
    case 'jpg':
    case 'jpeg':
      if (pixels.mode === 'RGB' || pixels.mode === 'L') return (await import('./jpeg.js')).encodeJpeg(pixels, quality);
      throw new ValueError(`Cannot write mode ${pixels.mode} as JPEG.`, { hint: "image.convert('RGB')" });
    case 'bmp':
      return (await import('./bmp.js')).encodeBmp(pixels.mode === 'I;16' ? convertPixels(pixels, 'L') : pixels);
    default:
      throw new ValueError(`Unknown file format '${format ?? ''}'.`, { expected: "'png', 'jpeg' or 'bmp'" });
  }
}
