import { LentMemory } from './lent-memory.js';

const spec = { shape: [3, 2], dtype: 'float32' } as const;

test('memory that was given back is lent again, as another array', () => {
  const memory = new LentMemory(spec);
  const first = memory.lend();
  expect(first.data).toHaveLength(6);
  LentMemory.giveBack([first]);
  const second = memory.lend();
  expect(second).not.toBe(first);
  expect(second.data).not.toBe(first.data);
  expect(second.data.buffer).toBe(first.data.buffer);
});

test('what is lent is nobody else’s, and is taken back once', () => {
  const memory = new LentMemory(spec);
  const [first, second] = [memory.lend(), memory.lend()];
  expect(second.data.buffer).not.toBe(first.data.buffer);
  LentMemory.giveBack([first]);
  const third = memory.lend();
  LentMemory.giveBack([first, { ...spec, data: new Float32Array(6) }]);
  expect(third.data.buffer).toBe(first.data.buffer);
  expect(memory.lend().data.buffer).not.toBe(third.data.buffer);
});

test('memory that has gone to another thread is not lent again', () => {
  const memory = new LentMemory(spec);
  const first = memory.lend();
  structuredClone(first.data, { transfer: [first.data.buffer as ArrayBuffer] });
  LentMemory.giveBack([first]);
  expect(memory.lend().data).toHaveLength(6);
});
