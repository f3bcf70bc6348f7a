import fc from 'fast-check';
import { productKernel } from './product.js';

const product = productKernel()!;

test('products are those of float64 numbers, of any length', () => {
  const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(0.5, -0.25, 1, 1, 1));
  fc.assert(
    fc.property(fc.array(number, { maxLength: 300 }), (factors) => {
      // Sixteen of them fit into a float64 number as they are.
      const few = factors.map((value, i) => (i % 19 === 0 ? value : Math.sign(value) || 1));
      expect(product(Float32Array.from(few))).toBe(few.reduce((a, b) => a * b, 1));
    }),
  );
});

test.each([8192, 8193, 100_003])('%d factors with rounding', (count) => {
  const factors = Float32Array.from({ length: count }, (_, i) => 1 + (((i * 7919) % 1000) - 500) / 1e4);
  const logarithm = factors.reduce((sum, value) => sum + Math.log(value), 0);
  expect(Math.abs(product(factors) / Math.exp(logarithm) - 1)).toBeLessThan(1e-9);
});

test.each([
  ['halves and doubles', (i: number) => (i % 2 === 0 ? 2 : 0.5)],
  ['the largest and the smallest in turn', (i: number) => 2 ** (i % 2 === 0 ? 127 : -127)],
  ['such pairs', (i: number) => 2 ** (i % 4 < 2 ? 127 : -127)],
])('of neighbours first: %s', (_name, factor) => {
  expect(product(Float32Array.from({ length: 100_000 }, (_, i) => factor(i)))).toBe(1);
});

test('what is no number, and infinite', () => {
  const factors = new Float32Array(1000).fill(-1);
  factors[999] = Number.POSITIVE_INFINITY;
  expect(product(factors)).toBe(Number.NEGATIVE_INFINITY);
  factors[3] = 0;
  expect(product(factors)).toBeNaN();
});
