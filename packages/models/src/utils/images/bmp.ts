/** BMP, without compression (Microsoft's BITMAPINFOHEADER). Written here, since the libraries for it leave out palettes. */
import { OSError } from '@org/core';
import type { Pixels } from './pixels.js';

const HEADERS = 54;
const RGB = 0;
const BIT_FIELDS = 3;

const unreadable = (received: string): OSError =>
  new OSError('The BMP file cannot be decoded.', {
    expected: 'pixels of 1, 4, 8, 16, 24 or 32 bits, not compressed',
    received,
  });

/** How the bits of a mask become 8 bits. */
function fieldOf(mask: number): (word: number) => number {
  const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (word) => (most === 0 ? 255 : Math.trunc((((word & mask) >>> shift) * 255) / most));
}

export function decodeBmp(bytes: Uint8Array): Pixels {
  if (bytes.length < HEADERS) throw unreadable('a file that ends too early');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = view.getUint32(14, true);
  const [width, signedHeight] = [view.getInt32(18, true), view.getInt32(22, true)];
  const [bits, compression] = [view.getUint16(28, true), view.getUint32(30, true)];
  const height = Math.abs(signedHeight);
  const row = Math.floor((bits * width + 31) / 32) * 4;
  const start = view.getUint32(10, true);
  if (headerSize < 40 || (compression !== RGB && compression !== BIT_FIELDS))
    throw unreadable(`compression ${compression}`);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw unreadable(`pixels of ${bits} bits`);
  if (width <= 0 || start + row * height > bytes.length)
    throw unreadable(`${width} x ${height} pixels in ${bytes.length} bytes`);
  const colours = bits <= 8 ? paletteOf(view, 14 + headerSize, bits) : null;
  const masks =
    compression === BIT_FIELDS
      ? [0, 4, 8].map((at) => view.getUint32(HEADERS + at, true))
      : bits === 16
        ? [0x7c00, 0x3e0, 0x1f]
        : [0xff0000, 0xff00, 0xff];
  const fields = masks.map(fieldOf);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const line = start + row * (signedHeight > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      if (colours) {
        const bit = x * bits;
        const place = (bytes[line + (bit >> 3)]! >> (8 - bits - (bit & 7))) & (2 ** bits - 1);
        data.set(colours[place] ?? [0, 0, 0], at);
      } else {
        const word = wordAt(view, line + (x * bits) / 8, bits);
        for (let c = 0; c < 3; c++) data[at + c] = fields[c]!(word);
      }
    }
  }
  return greyIfAll({ width, height, mode: 'RGB', data }, colours);
}

function wordAt(view: DataView, at: number, bits: number): number {
  if (bits === 16) return view.getUint16(at, true);
  if (bits === 32) return view.getUint32(at, true);
  return view.getUint8(at) | (view.getUint8(at + 1) << 8) | (view.getUint8(at + 2) << 16);
}

function paletteOf(view: DataView, start: number, bits: number): number[][] {
  const count = view.getUint32(46, true) || 2 ** bits;
  if (count > 256 || start + 4 * count > view.byteLength) throw unreadable(`${count} colours`);
  return Array.from({ length: count }, (_, i) => [2, 1, 0].map((c) => view.getUint8(start + 4 * i + c)));
}

/** An image whose palette has greys alone is grey. */
function greyIfAll(pixels: Pixels, colours: readonly (readonly number[])[] | null): Pixels {
  if (!colours?.every(([red, green, blue]) => red === green && green === blue)) return pixels;
  return { ...pixels, mode: 'L', data: (pixels.data as Uint8Array).filter((_, i) => i % 3 === 0) };
}

/** 8 bits with a palette of greys, or 24 or 32 bits. */
export function encodeBmp({ width, height, mode, data }: Pixels): Uint8Array {
  const channels = data.length / (width * height);
  const colours = mode === 'L' ? 256 : 0;
  const row = Math.ceil((width * channels) / 4) * 4;
  const start = HEADERS + 4 * colours;
  const bytes = new Uint8Array(start + row * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  for (const [at, value] of [
    [2, bytes.length],
    [10, start],
    [14, 40],
    [18, width],
    [22, height],
    [34, row * height],
    [46, colours],
  ] as const) {
    view.setUint32(at, value, true);
  }
  view.setUint16(26, 1, true);
  view.setUint16(28, 8 * channels, true);
  for (let i = 0; i < colours; i++) bytes.fill(i, HEADERS + 4 * i, HEADERS + 4 * i + 3);
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < width * channels; i++) {
      const channel = i % channels;
      const from = channels > 2 && channel < 3 ? i - channel + 2 - channel : i;
      bytes[start + row * (height - 1 - y) + i] = data[y * width * channels + from]!;
    }
  }
  return bytes;
}
