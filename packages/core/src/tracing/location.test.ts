import { ValueError } from '../errors.js';
import { withLocation } from './location.js';

test('places are added from the inside out, before the hint', () => {
  const fail = () => {
    throw new ValueError('wrong.', { received: 'b', hint: 'do c.' });
  };
  const nested = () => withLocation('model "m"', () => withLocation('dense_1 (Dense)', fail));
  expect(nested).toThrow('wrong.\n  Received: b\n  In: model "m" → dense_1 (Dense).\n  Hint: do c.');
});

test('errors of others stay what they are and say once where they were thrown', () => {
  const other = new RangeError('other');
  const fail = () => {
    throw other;
  };
  const nested = () => withLocation('model "m"', () => withLocation('dense_1 (Dense)', fail));
  // The second time from another place.
  for (const [run, places] of [
    [nested, 'model "m" → dense_1 (Dense)'],
    [() => withLocation('place', fail), 'place'],
  ] as const) {
    expect(run).toThrow(other);
    expect(other.message).toBe(`other\n  In: ${places}.`);
    expect(other.stack).toContain(`RangeError: other\n  In: ${places}.\n    at `);
  }
});

test.each([Object.freeze(new Error('frozen')), 'text', null])('%s passes as it is', (thrown) => {
  const fail = () => {
    throw thrown;
  };
  let caught: unknown;
  try {
    withLocation('place', fail);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBe(thrown);
  if (thrown instanceof Error) expect(thrown.message).toBe('frozen');
});

test('results pass', () => {
  expect(withLocation('place', () => 3)).toBe(3);
});
