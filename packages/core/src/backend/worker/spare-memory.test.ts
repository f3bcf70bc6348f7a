import { SpareMemory } from './spare-memory.js';

test('memory that came back is used for arrays of as many bytes, once', () => {
  const memory = new SpareMemory();
  const piece = new ArrayBuffer(16);
  memory.give(new ArrayBuffer(8));
  memory.give(piece);
  const taken = memory.arrayFor(new Int32Array(4));
  expect(taken).toBeInstanceOf(Int32Array);
  expect([taken.buffer === piece, taken.length]).toEqual([true, 4]);
  const other = memory.arrayFor(new Float32Array(4));
  expect([other.buffer === piece, other.length]).toEqual([false, 4]);
});

test('what was given longest ago makes room', () => {
  const memory = new SpareMemory();
  const pieces = Array.from({ length: 20 }, (_, i) => new ArrayBuffer(4 * (i + 1)));
  for (const piece of pieces) memory.give(piece);
  const isKept = pieces.map((piece) => memory.arrayFor(new Float32Array(piece.byteLength / 4)).buffer === piece);
  expect(isKept.slice(0, 2)).toEqual([false, false]);
  expect(isKept.at(-1)).toBe(true);
});
