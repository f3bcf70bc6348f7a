/** Products of float32 numbers, made in float64: of neighbours first, whose products are of usual size wherever that of all up to any place is. */
import { instantiate, type Memory, makeMemory } from './kernel.js';
import { leb, moduleOf, signed, TYPES } from './module.js';

const [LOOP, END, BR_IF, GET, SET, CONST, ADD, LESS, VECTOR] = [0x03, 0x0b, 0x0d, 0x20, 0x21, 0x41, 0x6a, 0x49, 0xfd];
/** The parameters that are used: where the numbers begin, where they end, and where the product so far is, twice. */
const [FROM, TO, PRODUCT] = [0, 1, 2];
/** Locals: that product, and one of neighbours. */
const [TOTAL, PART] = [4, 5];
/** Numbers of a turn of the loop. */
const TURN = 32;

const multiply = [VECTOR, ...leb(0xf2)];
/** Two numbers, widened. */
const pair = (place: number): number[] => [GET, FROM, VECTOR, 0x5d, 3, ...leb(4 * place), VECTOR, 0x5f];
const halvesSwapped = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
/** The product of four neighbours, twice. */
const four = (place: number): number[] => [
  ...[...pair(place), ...pair(place + 2), ...multiply, SET, PART],
  ...[GET, PART, GET, PART, GET, PART, VECTOR, 0x0d, ...halvesSwapped, ...multiply],
];
/** The product of so many neighbours. */
const tree = (place: number, count: number): number[] =>
  count === 4 ? four(place) : [...tree(place, count / 2), ...tree(place + count / 2, count / 2), ...multiply];

const productModule = (): Uint8Array<ArrayBuffer> =>
  moduleOf(
    [[2, TYPES.v128]],
    [
      ...[GET, PRODUCT, VECTOR, 0x00, 4, 0, SET, TOTAL],
      ...[LOOP, TYPES.nothing, ...tree(0, TURN), GET, TOTAL, ...multiply, SET, TOTAL],
      ...[GET, FROM, CONST, ...signed(4 * TURN), ADD, SET, FROM, GET, FROM, GET, TO, LESS, BR_IF, 0, END],
      ...[GET, PRODUCT, GET, TOTAL, VECTOR, 0x0b, 4, 0],
    ],
  );

/** Bytes of the product so far, and numbers that are brought to the kernel at a time, few enough for the first cache. */
const [START, CHUNK] = [16, 8192];

type Product = (factors: Float32Array) => number;
let known: Product | null | undefined;

/** What multiplies numbers; null where WebAssembly, or its vectors, are missing or not allowed. */
export function productKernel(): Product | null {
  const memory = known === undefined ? makeMemory(START + 4 * CHUNK) : null;
  known ??= memory && productIn(memory);
  return known;
}

function productIn(memory: Memory): Product | null {
  const run = instantiate(productModule(), memory);
  if (!run) return null;
  const total = new Float64Array(memory.buffer, 0, 2);
  const chunk = new Float32Array(memory.buffer, START, CHUNK);
  return (factors) => {
    total.fill(1);
    for (let first = 0; first < factors.length; first += CHUNK) {
      const count = Math.min(CHUNK, factors.length - first);
      const whole = Math.ceil(count / TURN) * TURN;
      chunk.set(count === CHUNK ? factors.subarray(first, first + CHUNK) : factors.subarray(first));
      chunk.fill(1, count, whole);
      run(START, START + 4 * whole, 0, 0);
    }
    return total[0]!;
  };
}
