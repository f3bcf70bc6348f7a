import { filesHere, stackHere } from './frames.js';

test('where the language is frozen, files are not known, and stacks are as deep as they are', () => {
  // Of this file's realm alone.
  Object.freeze(Error);
  expect(filesHere()).toEqual(['']);
  expect(stackHere().stack).toMatch(/frozen/);
});
