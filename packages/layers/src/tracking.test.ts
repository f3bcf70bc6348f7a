import { Zeros } from './initializers/index.js';
import { trackedFields } from './tracking.js';

const isZeros = (value: unknown): value is Zeros => value instanceof Zeros;

it('trackedFields looks into arrays, plain objects, maps and sets', () => {
  const [a, b, c, d, e] = Array.from({ length: 5 }, () => new Zeros());
  const owner = { a, list: [b, { deep: [c, a] }], other: new Map<string, unknown>([['x', [d]]]), set: new Set([e]) };
  expect(trackedFields(owner, isZeros)).toEqual([a, b, c, d, e]);
});

it('trackedFields looks into nothing else, and ends where containers hold themselves', () => {
  class Holder {
    inside = new Zeros();
  }
  const list: unknown[] = [new Zeros()];
  list.push(list, { list });
  expect(trackedFields({ list, holder: new Holder(), nothing: null }, isZeros)).toEqual([list[0]]);
});
