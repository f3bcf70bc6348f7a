import { evaluateGraph } from '../graph/evaluate.js';
import { toNumbers } from '../tensor/host-array.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { runTensor } from '../testing/run-graph.js';
import { hashBits, randomBits, threefry2x32 } from './random.js';

const key = (high: number, low: number) => tensor(new Uint32Array([high, low]));
const inJavaScript = (x: Tensor) => Array.from(toNumbers(evaluateGraph([x])[0]!));
const inRuntime = async (x: Tensor) => Array.from(toNumbers(await runTensor(x)));

// jax.random.bits, split and fold_in of JAX 0.10.2 (threefry2x32, partitionable).
const jaxBits: [Tensor, number[], number[]][] = [
  [key(0, 0), [5], [4070199207, 4202968722, 1427181096, 2012915765, 2447653815]],
];
const jaxSplit = [1797259609, 2579123966, 928981903, 3453687069, 4146024105, 2718843009];
const jaxFoldIn7 = [2716826189, 292468403];

test.each(jaxBits)('the bits of JAX', async (k, shape, expected) => {
  expect(inJavaScript(randomBits(k, shape))).toEqual(expected);
  expect(await inRuntime(randomBits(k, shape))).toEqual(expected);
});

test('the keys of JAX', async () => {
  const counters = tensor(new Uint32Array([0, 1, 2]));
  expect(inJavaScript(threefry2x32(key(0, 0), counters))).toEqual(jaxSplit);
  expect(await inRuntime(threefry2x32(key(0, 0), counters))).toEqual(jaxSplit);
  expect(inJavaScript(threefry2x32(key(0, 0), tensor(new Uint32Array([7]), [])))).toEqual(jaxFoldIn7);
});

test('something else than a key is refused', () => {
  expect(() => randomBits(tensor([1, 2]), [3])).toThrow(/not a random key/);
  expect(() => hashBits(tensor(new Uint32Array(3)), [3])).toThrow(/PRNGKey/);
});

describe('hash_bits', () => {
  const size = 1 << 16;
  const bitsOf = (high: number, low: number) => inJavaScript(hashBits(key(high, low), [size]));
  const chiSquare = (counts: Float64Array, expected: number) =>
    counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  /** Five standard deviations above the mean of the χ² distribution. */
  const bound = (cells: number) => cells - 1 + 5 * Math.sqrt(2 * (cells - 1));

  // Seeds as layers have them: [seed, number of the call].
  const keys: [number, number][] = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1337, 0],
    [1337, 1],
    [4294967295, 4294967295],
  ];

  test('the runtime gives the same bits', async () => {
    expect(await inRuntime(hashBits(key(1337, 5), [300]))).toEqual(inJavaScript(hashBits(key(1337, 5), [300])));
  });

  test.each(keys)('key [%d, %d]: bytes are uniform', (high, low) => {
    const bits = bitsOf(high, low);
    for (const shift of [24, 16, 8, 0]) {
      const counts = new Float64Array(256);
      for (const word of bits) counts[(word >>> shift) & 255]! += 1;
      expect(chiSquare(counts, size / 256)).toBeLessThan(bound(256));
    }
  });

  test.each(keys)('key [%d, %d]: neighbours and rows are independent', (high, low) => {
    const bits = bitsOf(high, low);
    for (const lag of [1, 2, 64, 784, 1024]) {
      const counts = new Float64Array(256);
      for (let i = lag; i < size; i++) counts[((bits[i]! >>> 28) << 4) | (bits[i - lag]! >>> 28)]! += 1;
      expect(chiSquare(counts, (size - lag) / 256)).toBeLessThan(bound(256));
    }
  });

  test('neighbouring keys give unrelated sequences', () => {
    const pairs = keys.flatMap((a, i) => keys.slice(i + 1).map((b) => [bitsOf(...a), bitsOf(...b)] as const));
    for (const [a, b] of pairs) {
      const counts = new Float64Array(256);
      let differing = 0;
      a.forEach((word, i) => {
        counts[((word >>> 28) << 4) | (b[i]! >>> 28)]! += 1;
        for (let x = word ^ b[i]!; x !== 0; x &= x - 1) differing += 1;
      });
      expect(chiSquare(counts, size / 256)).toBeLessThan(bound(256));
      expect(Math.abs(differing / (32 * size) - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(32 * size));
    }
  });

  test('the first word of 65536 successive keys is uniform', () => {
    const counts = new Float64Array(256);
    for (let call = 0; call < size; call++) counts[inJavaScript(hashBits(key(1337, call), [1]))[0]! >>> 24]! += 1;
    expect(chiSquare(counts, size / 256)).toBeLessThan(bound(256));
  });
});
