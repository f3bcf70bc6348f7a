/** JPEG, by MozJPEG in WebAssembly, whose pixels are those of libjpeg and so of Pillow, bit by bit. */
import { OSError } from '@org/core';
import { builtin } from '@org/core/files';
import { importLibrary } from './library.js';
import type { Pixels } from './pixels.js';

interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** What is used of the WebAssembly that browsers and Node have. */
declare const WebAssembly: { compile(code: Uint8Array): Promise<object> };

interface Codec<Run> {
  readonly default: Run;
  init(module?: object, options?: { printErr(line: string): void }): Promise<void>;
}

type Decode = (bytes: Uint8Array) => Promise<Rgba>;
type Encode = (image: Rgba, options: object) => Promise<ArrayBuffer>;

/** What a codec complained of last. */
const complaints: string[] = [];

/** In Node the code of the codec is read from the package; elsewhere it is fetched from where bundlers put it. */
async function ready<Run>(codec: Codec<Run>, wasm: string): Promise<Run> {
  const options = { printErr: (line: string) => void complaints.push(line) };
  if (globalThis.process?.getBuiltinModule === undefined) {
    await codec.init();
  } else {
    const { createRequire } = builtin<typeof import('node:module')>('node:module', wasm);
    const { readFile } = builtin<typeof import('node:fs/promises')>('node:fs/promises', wasm);
    const code = await readFile(createRequire(import.meta.url).resolve(`@jsquash/jpeg/codec/${wasm}`));
    await codec.init(await WebAssembly.compile(code), options);
  }
  return codec.default;
}

const loadDecoder = async (): Promise<Decode> =>
  ready(
    await importLibrary<Codec<Decode>>('@jsquash/jpeg/decode.js', () => import('@jsquash/jpeg/decode.js')),
    'dec/mozjpeg_dec.wasm',
  );

const loadEncoder = async (): Promise<Encode> =>
  ready(
    await importLibrary<Codec<Encode>>('@jsquash/jpeg/encode.js', () => import('@jsquash/jpeg/encode.js')),
    'enc/mozjpeg_enc.wasm',
  );

let decoder: Promise<Decode> | null = null;
let encoder: Promise<Encode> | null = null;

/** @throws OSError for a file that is damaged, or has colours for printers (CMYK) */
export async function decodeJpeg(bytes: Uint8Array): Promise<Pixels> {
  decoder ??= loadDecoder();
  const decode = await decoder;
  complaints.length = 0;
  let image: Rgba;
  try {
    image = await decode(bytes);
  } catch (error) {
    // The codec ends where it finds an error, and is not begun again.
    decoder = null;
    throw new OSError('The JPEG file cannot be decoded.', { received: complaints[0] ?? String(error) });
  }
  const { width, height, data } = image;
  const isGrey = componentsOf(bytes) === 1;
  const channels = isGrey ? 1 : 3;
  const samples = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < channels; c++) samples[channels * i + c] = data[4 * i + c]!;
  }
  return { width, height, mode: isGrey ? 'L' : 'RGB', data: samples };
}

/** How many colours a file has, by the header of its frame (ITU-T T.81, B.2.2); 0 where there is none. */
function componentsOf(bytes: Uint8Array): number {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return bytes[at + 9]!;
    at += marker === 0xff ? 1 : 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
  }
  return 0;
}

/** The bytes of a baseline file, as Pillow writes them in kind; `quality` from 0 to 100. */
export async function encodeJpeg({ width, height, mode, data }: Pixels, quality: number): Promise<Uint8Array> {
  encoder ??= loadEncoder();
  const encode = await encoder;
  const channels = mode === 'RGB' ? 3 : 1;
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = data[channels * i + (channels === 3 ? c : 0)]!;
    rgba[4 * i + 3] = 255;
  }
  const settings = { quality, baseline: true, progressive: false, quant_table: 0, chroma_quality: quality };
  const colours = mode === 'RGB' ? {} : { color_space: GREY };
  return new Uint8Array(await encode({ width, height, data: rgba }, { ...settings, ...colours }));
}

/** MozJPEG's number for it. */
const GREY = 1;
