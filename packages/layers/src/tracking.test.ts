import { Zeros } from './initializers/index.js';
import { trackedFields } from './tracking.js';

it('trackedFields looks into arrays and plain objects', () => {
  const [a, b, c] = [new Zeros(), new Zeros(), new Zeros()];
  const owner = { a, list: [b, { deep: [c, a] }], other: new Map([['x', new Zeros()]]), nothing: null };
  expect(trackedFields(owner, (value): value is Zeros => value instanceof Zeros)).toEqual([a, b, c]);
});
