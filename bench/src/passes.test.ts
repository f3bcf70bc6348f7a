import { optimizers } from '@org/models';
import { passesOf } from './passes.js';

// Counted in the formulas.
test.each([
  ['w - r g', () => new optimizers.SGD(), 2, 0],
  ['v = μ v - r g; w + v', () => new optimizers.SGD({ momentum: 0.9 }), 4, 1],
  ['m = β m + (1 - β) g; v likewise of g²; w - r m / (√v + ε)', () => new optimizers.Adam(), 12, 2],
])('%s', (_formula, make, elementwise, kept) => {
  expect(passesOf(make())).toEqual({ elementwise, passes: 1, others: 0, kept });
});

test.each([
  ['the largest second moment', () => new optimizers.Adam({ amsgrad: true })],
  ['moving averages of weights', () => new optimizers.Adam({ useEma: true })],
  ['weight decay', () => new optimizers.AdamW()],
  ['signs alone', () => new optimizers.Lion()],
  ['a bound on gradients', () => new optimizers.Adam({ clipvalue: 1 })],
])('%s: one pass of a kernel', (_what, make) => {
  expect(passesOf(make()).passes).toBe(1);
});

test('a global norm costs its sum of squares and one product', () => {
  const { elementwise } = passesOf(new optimizers.Adam());
  const clipped = passesOf(new optimizers.Adam({ globalClipnorm: 1 }));
  expect(clipped.elementwise).toBeLessThanOrEqual(elementwise + 2);
});
