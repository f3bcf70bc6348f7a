/** WAV files without compression (Microsoft's RIFF/WAVE). */
import { OSError } from '@org/core';

export interface Sound {
  /** From -1 to 1, the channels of a moment side by side. */
  readonly data: Float32Array;
  readonly channels: number;
  readonly rate: number;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/** How one sample is read, by format and bits. */
const samples: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  [`${PCM}/8`]: (view, at) => (view.getUint8(at) - 128) / 128,
  [`${PCM}/16`]: (view, at) => view.getInt16(at, true) / 32768,
  [`${PCM}/24`]: (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65536) / 8388608,
  [`${PCM}/32`]: (view, at) => view.getInt32(at, true) / 2147483648,
  [`${FLOAT}/32`]: (view, at) => view.getFloat32(at, true),
};

/** @throws OSError for other files and damaged ones */
export function decodeWav(bytes: Uint8Array, label: string): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const broken = (received: string): OSError =>
    new OSError(`Cannot decode audio file '${label}'.`, { expected: 'a WAV file of 8, 16, 24 or 32 bits', received });
  const name = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || name(0) !== 'RIFF' || name(8) !== 'WAVE') throw broken('other bytes');
  let format: { channels: number; rate: number; width: number; read: (view: DataView, at: number) => number } | null =
    null;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (name(at) === 'fmt ' && size >= 16 && start + size <= bytes.length) {
      const tag = view.getUint16(start, true);
      const bits = view.getUint16(start + 14, true);
      const kind = tag === EXTENSIBLE && size >= 26 ? view.getUint16(start + 24, true) : tag;
      const read = samples[`${kind}/${bits}`];
      if (!read) throw broken(`format ${kind} with ${bits} bits`);
      format = {
        channels: view.getUint16(start + 2, true),
        rate: view.getUint32(start + 4, true),
        width: bits / 8,
        read,
      };
    }
    if (name(at) === 'data') {
      if (!format || format.channels === 0) throw broken('samples of an unknown format');
      const { channels, rate, width, read } = format;
      const moments = Math.floor(Math.min(size, bytes.length - start) / (width * channels));
      const data = Float32Array.from({ length: moments * channels }, (_, i) => read(view, start + i * width));
      return { data, channels, rate };
    }
    at = start + size + (size % 2);
  }
  throw broken('a file without samples');
}
