import type { Executable } from '../backend/executable.js';
import { fromNumbers } from '../tensor/host-array.js';
import type { TracedFunction } from './compiled.js';
import { type LookedAt, OtherSizes, type Traced } from './other-sizes.js';

/** What a trace for a batch led to: a program, which is fed the batch's size and its reciprocal. */
const traced = (batch: number, key = 'open', numbers = [batch, -1 / batch], own = 7 * batch): Traced => ({
  trace: {} as TracedFunction,
  executable: {} as Executable,
  use: { key: `${key}:${batch < 50}`, bytes: batch, create: () => Promise.reject() },
  program: key,
  numbers: [20, own, batch + 1],
  constants: numbers.map((value) => fromNumbers([value], 'float32', [1, 1])),
});

/** Sizes of x (batch, 20) and y (batch). */
const sizes = (batch: number) => [batch, 20, batch];
type Trace = (batch: number) => Traced;
/** What looks find where the function is the library's own. */
const lookingAt =
  (trace: Trace) =>
  async ([batch]: readonly number[]): Promise<LookedAt> => ({ traced: trace(batch!) });

async function met(
  batches: readonly number[],
  trace: Trace = traced,
  look: (sizes: readonly number[]) => Promise<LookedAt | null> = lookingAt(trace),
) {
  const others = new OtherSizes();
  for (const batch of batches) await others.note(sizes(batch), trace(batch), look);
  return others;
}

const numbersFor = (others: OtherSizes, batch: number) =>
  others.find(sizes(batch))?.constants.map(({ data }) => data[0]);

it('runs what lies between sizes that were traced, and looks ahead for that', async () => {
  const others = await met([5, 6, 40]);
  for (const batch of [5, 7, 39, 63]) expect(numbersFor(others, batch)).toEqual([batch, Math.fround(-1 / batch)]);
  for (const batch of [4, 64]) expect(others.find(sizes(batch))).toBeNull();
});

it('asks for the relations that sizes had', async () => {
  const others = await met([5, 6, 40]);
  expect(others.find([7, 20, 8])).toBeNull();
  expect(others.find([7, 21, 7])).toBeNull();
});

it('keeps several programs, with a threshold between them, and knows nothing of what lies near that', async () => {
  const byThreshold = (batch: number) => traced(batch, batch < 100 ? 'few' : 'many');
  const others = await met([5, 6, 40, 150, 200, 160], byThreshold);
  const keyFor = (batch: number) => others.find(sizes(batch))?.traced.program;
  expect([7, 60, 70, 149, 151, 250].map(keyFor)).toEqual(['few', 'few', undefined, undefined, 'many', 'many']);
});

it('knows of a size that several axes decide on what smaller and larger ones tell', async () => {
  const ragged = (batch: number, length: number): Traced => ({
    ...traced(batch, batch * length < 500 ? 'few' : 'many', [batch]),
    numbers: [batch * length, 3 * length],
  });
  const others = new OtherSizes();
  const look = async ([batch, length]: readonly number[]) => ({ traced: ragged(batch!, length!) });
  for (const at of [
    [4, 9],
    [8, 30],
    [9, 12],
    [3, 33],
    [16, 80],
    [12, 60],
  ] as const) {
    await others.note(at, ragged(at[0], at[1]), look);
  }
  const keyFor = (...at: readonly number[]) => others.find(at)?.traced.program;
  expect([keyFor(4, 30), keyFor(8, 20), keyFor(13, 70)]).toEqual(['few', 'few', 'many']);
  expect(keyFor(15, 33)).toBeUndefined();
});

it('knows nothing where code of the user runs', async () => {
  const others = await met([5, 6, 40, 41], traced, async () => null);
  expect(others.find(sizes(7))).toBeNull();
});

it('knows nothing between sizes of which one led to another program', async () => {
  const others = await met([5, 6, 40]);
  await others.note(sizes(20), traced(20, 'other'), lookingAt(traced));
  expect(others.find(sizes(7))).toBeNull();
});

it('learns nothing from sizes that it looked at and that arguments cannot have', async () => {
  const others = await met([5, 6, 40, 64], traced, async () => ({}));
  expect(others.find(sizes(7))?.traced.program).toBe('open');
});

it('looks again at a size from before a program, which may lead to that now', async () => {
  const others = new OtherSizes();
  await others.note(sizes(20), traced(20, 'first'), lookingAt(traced));
  for (const batch of [5, 6, 40]) await others.note(sizes(batch), traced(batch), lookingAt(traced));
  expect(others.find(sizes(21))?.traced.program).toBe('open');
});

it('knows nothing where constants follow no formula', async () => {
  const others = await met([5, 6, 40, 41], (batch) => traced(batch, 'open', [Math.sin(batch)]));
  expect(others.find(sizes(7))).toBeNull();
});

it('leaves sizes that come often to a program of their own', async () => {
  const others = await met([5, 6, 40]);
  const found = Array.from({ length: 10 }, () => others.find(sizes(7)) !== null);
  expect([found[0], found[9]]).toEqual([true, false]);
});

it('knows nothing where what it looked at ahead was told by the user, whatever lies between', async () => {
  const others = await met([16, 24, 20, 18], traced, async () => null);
  expect(others.find(sizes(17))).toBeNull();
});

it('where sizes are divided, asks for the remainders that smaller and larger ones have left', async () => {
  const others = await met([5, 9, 31, 11], (batch) => traced(batch, 'open', [], Math.ceil(batch / 2)));
  expect([6, 7, 8, 29].map((batch) => others.find(sizes(batch)) !== null)).toEqual([false, true, false, true]);
});

it('knows nothing where sizes follow in no way', async () => {
  const others = await met([5, 9, 31, 11, 17], (batch) => traced(batch, 'open', [], Math.round(99 * Math.sin(batch))));
  expect(others.find(sizes(7))).toBeNull();
});

it('looks at a size that leaves another remainder', async () => {
  const others = await met([5, 9, 31, 11], (batch) => traced(batch, batch % 2 === 0 ? 'even' : 'odd'));
  expect(others.find(sizes(8))).toBeNull();
});
