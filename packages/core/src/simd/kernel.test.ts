import fc from 'fast-check';
import '../ops/methods.js';
import { evaluateGraph } from '../graph/evaluate.js';
import type { Primitive } from '../op.js';
import { greater, greaterEqual, less, lessEqual } from '../primitives/compare.js';
import { abs, add, div, maximum, minimum, mul, neg, scalar, sign, sub } from '../primitives/elementwise.js';
import { erfInv } from '../primitives/erf-inv.js';
import { multiplyAdd } from '../primitives/multiply-add.js';
import { hashBits, randomBits } from '../primitives/random.js';
import { threefry } from '../primitives/threefry.js';
import { log } from '../primitives/transcendental.js';
import { toNumbers } from '../tensor/host-array.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { makeKernel } from './kernel.js';
import type { Lane } from './lanes.js';
import { laneRuleOf } from './rules.js';

const inJavaScript = (x: Tensor) => toNumbers(evaluateGraph([x])[0]!) as Uint32Array;
const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** A kernel of random words alone, by the rule of the primitive that makes them. */
function wordsKernel(source: (key: Tensor, shape: number[]) => Tensor) {
  const { primitive, attributes } = source(tensor(new Uint32Array(2)), [1]).node!;
  return makeKernel((lanes, words) => [laneRuleOf(primitive)!(lanes, words, attributes)])!;
}

/** What a kernel makes of single numbers. */
function applied(primitive: Primitive, ...inputs: number[]): number {
  const kernel = makeKernel((lanes, _words, scalar) => [
    laneRuleOf(primitive)!(
      lanes,
      inputs.map((_, i): Lane => scalar(i)),
      {},
    ),
  ])!;
  const result = new Float32Array(1);
  kernel.fill(0, 0, inputs, [result]);
  return result[0]!;
}

describe.each([
  ['threefry', randomBits],
  ['the hash', hashBits],
])('words of %s', (_name, source) => {
  const kernel = wordsKernel(source);

  test('are those of plain JavaScript for any key and number of words, whole blocks or not', () => {
    const lengths = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(2047, 2048, 2049, 5000));
    fc.assert(
      fc.property(word, word, lengths, (k0, k1, length) => {
        const out = new Uint32Array(length);
        kernel.fill(k0, k1, [], [out]);
        const words = inJavaScript(source(tensor(new Uint32Array([k0, k1])), [length]));
        expect(out).toEqual(words);
        const start = length >> 1;
        kernel.fill(k0, k1, [], [out], start);
        expect(out.slice(0, length - start)).toEqual(words.slice(start));
      }),
      { numRuns: 60 },
    );
  });
});

test('several results are written, and nothing beside them', () => {
  const kernel = makeKernel((lanes, [k0, k1, counter], scalar) => {
    const words = laneRuleOf(randomBits(tensor(new Uint32Array(2)), [1]).node!.primitive)!(
      lanes,
      [k0, k1, counter],
      {},
    );
    return [counter, lanes.op('i32x4.add', counter, scalar(0)), words];
  })!;
  const all = Array.from({ length: 3 }, () => new Uint32Array(5003).fill(9));
  kernel.fill(
    3,
    4,
    [new Float32Array(new Uint32Array([7]).buffer)[0]!],
    all.map((x) => x.subarray(1, 5001)),
  );
  const expected = new Uint32Array(5000);
  threefry(3, 4, 0, expected, 'joint');
  expect(all[0]).toEqual(Uint32Array.from({ length: 5003 }, (_, i) => (i > 0 && i < 5001 ? i - 1 : 9)));
  expect(all[1]).toEqual(Uint32Array.from({ length: 5003 }, (_, i) => (i > 0 && i < 5001 ? i + 6 : 9)));
  expect(all[2]).toEqual(Uint32Array.from([9, ...expected, 9, 9]));
});

const zero = scalar(0, 'float32');
const edges = [0, -0, 1, -1, 0.5, 1e-38, 1e-45, 3e38, Infinity, -Infinity, Number.NaN].map(Math.fround);

test.each([add, sub, mul, div, maximum, minimum])('$primitive.name is that of float32', (op) => {
  const numbers = fc.oneof(fc.float(), fc.constantFrom(...edges));
  fc.assert(
    fc.property(numbers, numbers, (x, y) => {
      expect(applied(op.primitive, x, y)).toBe(inJavaScript(op(scalar(x, 'float32'), scalar(y, 'float32')))[0]);
    }),
    { numRuns: 40 },
  );
});

test.each([neg, abs, sign])('$primitive.name is that of float32', (op) => {
  for (const x of edges) expect(applied(op.primitive, x)).toBe(inJavaScript(op(scalar(x, 'float32')))[0]);
});

test.each([greater, greaterEqual, less, lessEqual])('$primitive.name is a byte for each number', (op) => {
  const limit = Math.fround(900);
  const kernel = makeKernel(
    (lanes, [, , counter], number) => {
      const counted = lanes.op('f32x4.convert_i32x4_s', counter);
      const compare = laneRuleOf(op.primitive)!;
      return [compare(lanes, [counted, number(0)], {}), counted, compare(lanes, [number(1), number(0)], {})];
    },
    (i) => i !== 1,
  )!;
  const [truths, same] = [new Uint8Array(5003).fill(9), new Uint8Array(5001)];
  const numbers = new Float32Array(5001);
  const inner = truths.subarray(1, 5002);
  kernel.fill(0, 0, [limit, Number.NaN], [inner, numbers, same]);
  const holds = (x: number) => inJavaScript(op(scalar(x, 'float32'), scalar(limit, 'float32')))[0]!;
  expect(inner).toEqual(Uint8Array.from(inner, (_, i) => holds(Math.sign(i - limit) + limit)));
  expect([truths[0], truths[5002], new Set(same)]).toEqual([9, 9, new Set([0])]);
  expect(numbers).toEqual(Float32Array.from(numbers, (_, i) => i));
});

test('multiply_add rounds once', () => {
  const numbers = fc.oneof(fc.float(), fc.constantFrom(...edges));
  fc.assert(
    fc.property(numbers, numbers, numbers, (x, y, z) => {
      const made = applied(multiplyAdd(zero, zero, zero).node!.primitive, x, y, z);
      expect(made).toBe(Math.fround(x * y + z));
    }),
    { numRuns: 100 },
  );
});

test('multiply_add is computed at each place', () => {
  const { primitive } = multiplyAdd(zero, zero, zero).node!;
  const kernel = makeKernel((lanes, [, , counter], number) => [
    laneRuleOf(primitive)!(lanes, [lanes.op('f32x4.convert_i32x4_s', counter), number(0), number(1)], {}),
  ])!;
  const result = new Float32Array(37);
  kernel.fill(0, 0, [Math.fround(0.1), Math.fround(-1 / 3)], [result]);
  const [scale, offset] = [Math.fround(0.1), Math.fround(-1 / 3)];
  expect(result).toEqual(Float32Array.from(result, (_, i) => i * scale + offset));
});

describe('erf_inv', () => {
  const of = (x: number) => applied(erfInv.primitive, x);

  test('is infinite at the ends and NaN outside', () => {
    expect([1, -1, 0].map(of)).toEqual([Infinity, -Infinity, 0]);
    expect([1.5, -3, 1e30, Infinity, Number.NaN].map(of)).toEqual(Array(5).fill(Number.NaN));
  });

  test('is that of float64 up to the rounding of 1 - x²', () => {
    fc.assert(
      fc.property(fc.float({ min: Math.fround(-0.999), max: Math.fround(0.999), noNaN: true }), (x) => {
        const expected = inJavaScript(erfInv(scalar(x, 'float32')))[0]!;
        // Near 1 a unit of 2^-24 in 1 - x² moves the result by so much.
        const tolerance = 2 ** -22 * Math.abs(expected) + 2 ** -25 / (1 - x * x);
        expect(Math.abs(of(x) - expected)).toBeLessThanOrEqual(tolerance);
      }),
      { numRuns: 300 },
    );
  });
});

describe('log', () => {
  const of = (x: number) => applied(log.primitive, x);

  test('is that of float32 at the edges', () => {
    expect([0, -0, 1, Infinity].map(of)).toEqual([-Infinity, -Infinity, 0, Infinity]);
    expect([-1e-45, -3, -Infinity, Number.NaN].map((x) => of(Math.fround(x)))).toEqual(Array(4).fill(Number.NaN));
  });

  test('is within two units of the last place of float64', () => {
    fc.assert(
      fc.property(fc.float({ min: 0, minExcluded: true, noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(Math.abs(of(x) - Math.log(x))).toBeLessThanOrEqual(2 ** -22 * Math.abs(Math.log(x)));
      }),
      { numRuns: 300 },
    );
  });
});
