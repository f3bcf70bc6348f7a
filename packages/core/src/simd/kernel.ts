import { type Lane, Lanes } from './lanes.js';

/** What is used of the WebAssembly that browsers and Node have. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (pages: { initial: number; maximum: number }) => Memory;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

/** Numbers that are made before they are moved to where they belong, few enough for the first cache. */
const BLOCK = 2048;
/** Bytes of the memory, of which scalars have the first. */
const [MEMORY, SCALARS] = [65_536, 1024];

/** How many results and scalars a kernel may have. */
export const MOST_RESULTS = Math.floor((MEMORY - SCALARS) / (4 * BLOCK));
export const MOST_SCALARS = SCALARS / 4;

/** Where numbers go; truths, which comparisons make, are a byte each. */
export type Numbers = Float32Array | Uint32Array | Uint8Array;

/** What makes random numbers, four at a time, with a key's words k0 and k1. */
export interface Kernel {
  /** Its module, of which another thread makes the same. */
  readonly bytes: Uint8Array;
  /** Fills each of `results` with the numbers for the counters from `start` on. */
  fill(k0: number, k1: number, scalars: readonly number[], results: readonly Numbers[], start?: number): void;
}

/** Memory is reserved by the gigabyte, so that all kernels, which run one after the other, share one. */
let memory: Memory | null = null;

/**
 * Assembles a kernel.
 *
 * @param body computes the results from both words of a key, counters, and scalars of float32 by number
 * @param isTruth which of them are comparisons, by number
 * @returns null where WebAssembly, or its vectors, are missing or not allowed
 */
export function makeKernel(
  body: (lanes: Lanes, words: readonly [Lane, Lane, Lane], scalar: (index: number) => Lane) => readonly Lane[],
  isTruth: (result: number) => boolean = () => false,
): Kernel | null {
  const lanes = new Lanes();
  const counter = lanes.counter(lanes.parameter(2));
  const words = [lanes.parameter(0), lanes.parameter(1), counter] as const;
  const made = body(lanes, words, (index) => lanes.scalar(4 * index));
  made.forEach((lane, i) => {
    if (isTruth(i)) lanes.storeTruth(lane, addressOf(i));
    else lanes.store(lane, addressOf(i));
  });
  return kernelOf(lanes.module(), made.length);
}

const addressOf = (result: number) => SCALARS + 4 * BLOCK * result;

/** A kernel from its module. */
export function kernelOf(bytes: Uint8Array, results: number): Kernel | null {
  memory ??= makeMemory(MEMORY);
  const run = memory && instantiate(bytes, memory);
  if (!run) return null;
  const { buffer } = memory!;
  const numbers = new Float32Array(buffer);
  const blocks = Array.from({ length: results }, (_, i) => ({
    1: new Uint8Array(buffer, addressOf(i), BLOCK),
    4: new Uint32Array(buffer, addressOf(i), BLOCK),
  }));
  return {
    bytes,
    fill(k0, k1, scalars, results, start = 0) {
      numbers.set(scalars);
      const bits = results.map((x) =>
        x.BYTES_PER_ELEMENT === 1 ? x : new Uint32Array(x.buffer, x.byteOffset, x.length),
      );
      const { length } = bits[0]!;
      for (let first = 0; first < length; first += BLOCK) {
        const count = Math.min(BLOCK, length - first);
        run(k0, k1, start + first, 4 * count);
        bits.forEach((x, i) => {
          const block = blocks[i]![x.BYTES_PER_ELEMENT as 1 | 4];
          x.set(count === BLOCK ? block : block.subarray(0, count), first);
        });
      }
    },
  };
}

export interface Memory {
  readonly buffer: ArrayBuffer;
}

/** A function over numbers in a memory: parameters 0 to 2, and bytes of the numbers that it makes, or of a row of them. */
export type Run = (first: number, second: number, third: number, bytes: number) => void;

const PAGE = 65_536;

/** Memory that functions work in; null where there is none. */
export function makeMemory(bytes: number): Memory | null {
  const pages = Math.ceil(bytes / PAGE);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch {
    return null;
  }
}

/** null where WebAssembly, or its vectors, are missing or not allowed. */
export function instantiate(bytes: Uint8Array, memory: Memory): Run | null {
  // Validation says no where vectors are missing; pages may forbid what compiles.
  try {
    if (!WebAssembly.validate(bytes)) return null;
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { m: memory } }).exports.f as Run;
  } catch {
    return null;
  }
}
