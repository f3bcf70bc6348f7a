import {
  FileNotFoundError,
  FrameworkError,
  OSError,
  ShapeError,
  TypeError,
  ValueError,
  withLocation,
} from './errors.js';

test('names are those that Keras documents', () => {
  expect(new ValueError('x').name).toBe('ValueError');
  expect(new TypeError('x').name).toBe('TypeError');
  // As in Keras, a shape that does not fit is a ValueError.
  expect(new ShapeError('x').name).toBe('ValueError');
  expect(new ShapeError('x')).toBeInstanceOf(ValueError);
  expect(new FileNotFoundError('x').name).toBe('FileNotFoundError');
  expect(new FileNotFoundError('x')).toBeInstanceOf(OSError);
  expect(new ValueError('x')).toBeInstanceOf(FrameworkError);
  expect(new ValueError('x')).toBeInstanceOf(Error);
});

test('a message has up to four parts', () => {
  const error = new ValueError('[op]: wrong.', { expected: 'a', received: 'b', hint: 'do c.' });
  expect(error.message).toBe('[op]: wrong.\n  Expected: a\n  Received: b\n  Hint: do c.');
  expect(new ValueError('wrong.').message).toBe('wrong.');
});

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
