import { zlibSync } from 'fflate';
import { crc32 } from '../../saving/crc32.js';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** The colour type by the number of channels: grey, RGB, RGBA. */
const COLOURS: Readonly<Record<number, number>> = { 1: 0, 3: 2, 4: 6 };

/** Pixels of 8 bits as a PNG file (ISO 15948), its rows without a filter. */
export function encodePng(pixels: Uint8Array, height: number, width: number, channels: number): Uint8Array {
  const size = width * channels;
  const rows = new Uint8Array(height * (size + 1));
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * size, (y + 1) * size), y * (size + 1) + 1);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, COLOURS[channels]!], 8);
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(rows)),
    chunk('IEND', new Uint8Array()),
  ];
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}
