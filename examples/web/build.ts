/** Builds the page into `dist/`: its program and the runtime, bundled, and the digits that it learns. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { loadDigits } from '../src/digits.js';

const here = dirname(fileURLToPath(import.meta.url));
const DIGITS = 2000;
/** The runtime for the processor, and the one for WebGPU, which is loaded if somebody chooses it. */
const RUNTIMES = ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.asyncify.wasm'];

/**
 * @param folder where the files go
 * @param paths where the names of packages lead, as in a tsconfig; to what is installed if left out
 */
export async function buildPage(folder: string, paths: Readonly<Record<string, string[]>> = {}): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(here, 'src/main.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    tsconfigRaw: { compilerOptions: { paths: { ...paths } } },
    logLevel: 'warning',
  });
  for (const name of ['index.html', 'style.css']) copyFileSync(join(here, name), join(folder, name));
  copyRuntimes(folder);
  writeFileSync(join(folder, 'digits.bin'), await digitsInBytes(DIGITS));
}

/** The runtime looks for them beside its own file. */
export function copyRuntimes(folder: string): void {
  const { resolve } = createRequire(import.meta.url);
  for (const name of RUNTIMES) copyFileSync(resolve(`onnxruntime-web/${name}`), join(folder, name));
}

/** Digits of each kind in turn: the pixels of all, then what they show. */
async function digitsInBytes(count: number): Promise<Uint8Array> {
  const { images, labels } = loadDigits({ testFraction: 0 }).train;
  const [pixels, kinds] = [(await images.data()) as Float32Array, (await labels.data()) as Int32Array];
  const places = Array.from({ length: 10 }, (_, digit) => [...kinds.keys()].filter((i) => kinds[i] === digit));
  const chosen = Array.from({ length: count }, (_, i) => places[i % 10]![Math.floor(i / 10)]!);
  const bytes = chosen.flatMap((i) =>
    Array.from(pixels.subarray(i * 784, (i + 1) * 784), (value) => Math.round(value * 255)),
  );
  return Uint8Array.from([...bytes, ...chosen.map((i) => kinds[i]!)]);
}
