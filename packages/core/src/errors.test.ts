import { FileNotFoundError, FrameworkError, OSError, PythonTypeError, ShapeError, ValueError } from './errors.js';

test('names are those that Keras documents', () => {
  expect(new ValueError('x').name).toBe('ValueError');
  expect(new PythonTypeError('x').name).toBe('TypeError');
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

test('a message stays short, however long the values in it are', () => {
  const long = 'x'.repeat(1e6);
  const error = new ValueError(`${long}end.`, { expected: `a${long}b`, received: 'c', hint: long });
  for (const _ of Array(50)) error.addLocation(long);
  expect(error.message.length).toBeLessThanOrEqual(2000);
  expect(error.message).toMatch(
    /^xx+ \.\.\. x+end\.\n {2}Expected: ax+ \.\.\. x+b\n {2}Received: c\n {2}In: x+ \.\.\. x+\.\n {2}Hint: x/,
  );
  error.reword((text) => text + long);
  expect(error.message.length).toBeLessThanOrEqual(2000);
  expect(error.stack!.length).toBeLessThan(10_000);
});

test('places come before the hint', () => {
  const error = new ValueError('wrong.', { received: 'b', hint: 'do c.' });
  error.addLocation('dense_1 (Dense)');
  error.addLocation('model "m"');
  expect(error.message).toBe('wrong.\n  Received: b\n  In: model "m" → dense_1 (Dense).\n  Hint: do c.');
});

test('places of a failed operation are all that count', () => {
  const error = new ValueError('wrong.');
  error.addLocation('here');
  error.locate(['dense_1 (Dense)', 'take'], 'file.ts:1:2');
  error.addLocation('later');
  expect(error.stack!.split('In: dense_1 (Dense) → take (file.ts:1:2).').length).toBe(2);
  expect(error.message).toBe('wrong.\n  In: dense_1 (Dense) → take (file.ts:1:2).');
  error.locate([], null);
  expect(error.message).toBe('wrong.');
});

test('an error may be said in other words', () => {
  const error = new ValueError('wrong 7.', { hint: 'do 7.' });
  error.addLocation('here');
  error.reword((text) => text.replaceAll('7', 'n'));
  expect(error.message).toBe('wrong n.\n  In: here.\n  Hint: do n.');
});
