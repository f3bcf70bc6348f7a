/** PNG, by fast-png, and its kinds of pixels as modes. */
import type * as FastPng from 'fast-png';
import { importLibrary } from './library.js';
import { channelsOf, type Pixels } from './pixels.js';

const library = (): Promise<typeof FastPng> => importLibrary('fast-png', () => import('fast-png'));

export async function decodePng(bytes: Uint8Array): Promise<Pixels> {
  const { convertIndexedToRgb, decode } = await library();
  const png = decode(bytes);
  const { width, height } = png;
  if (png.palette)
    return {
      width,
      height,
      mode: png.palette[0]!.length === 4 ? 'RGBA' : 'RGB',
      data: Uint8Array.from(convertIndexedToRgb(png)),
    };
  const mode = (['L', 'LA', 'RGB', 'RGBA'] as const)[png.channels - 1]!;
  if (png.transparency) return withTransparency(png, png.transparency);
  if (mode === 'L' && png.depth === 16) return { width, height, mode: 'I;16', data: Uint16Array.from(png.data) };
  return { width, height, mode, data: samplesOf(png) };
}

/** Samples of 8 bits: fewer are spread over the range, of 16 the upper ones are taken. */
function samplesOf({ data, depth, width, height, channels }: FastPng.DecodedPng): Uint8Array {
  if (depth === 8) return Uint8Array.from(data);
  if (depth === 16) return Uint8Array.from(data, (sample) => sample >> 8);
  const row = Math.ceil((width * channels * depth) / 8);
  const most = 2 ** depth - 1;
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const bit = (i % width) * depth;
    const byte = data[Math.floor(i / width) * row + (bit >> 3)]!;
    return (((byte >> (8 - depth - (bit & 7))) & most) * 255) / most;
  });
}

/** One colour is transparent. */
function withTransparency(png: FastPng.DecodedPng, colour: Uint16Array): Pixels {
  const { width, height, channels, depth } = png;
  const whole = depth === 16 ? png.data : samplesOf(png);
  const unit = depth < 8 ? 255 / (2 ** depth - 1) : 1;
  const samples = samplesOf(png);
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    let isTransparent = true;
    for (let c = 0; c < 3; c++) {
      const from = i * channels + (channels === 3 ? c : 0);
      data[4 * i + c] = samples[from]!;
      isTransparent &&= whole[from] === colour[channels === 3 ? c : 0]! * unit;
    }
    data[4 * i + 3] = isTransparent ? 0 : 255;
  }
  return { width, height, mode: 'RGBA', data };
}

export async function encodePng({ width, height, mode, data }: Pixels): Promise<Uint8Array> {
  const { encode } = await library();
  return encode({ width, height, data, channels: channelsOf[mode], depth: mode === 'I;16' ? 16 : 8 });
}
