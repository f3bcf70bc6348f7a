import { ValueError } from '../errors.js';
import { withLocation } from './location.js';

test('places are added from the inside out, before the hint', () => {
  const fail = () => {
    throw new ValueError('wrong.', { received: 'b', hint: 'do c.' });
  };
  const nested = () => withLocation('model "m"', () => withLocation('dense_1 (Dense)', fail));
  expect(nested).toThrow('wrong.\n  Received: b\n  In: model "m" → dense_1 (Dense).\n  Hint: do c.');
});

test('errors of others pass as they are, results as well', () => {
  const other = new RangeError('other');
  const fail = () => {
    throw other;
  };
  expect(() => withLocation('place', fail)).toThrow(other);
  expect(withLocation('place', () => 3)).toBe(3);
});
