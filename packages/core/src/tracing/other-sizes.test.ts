import type { Executable } from '../backend/executable.js';
import { fromNumbers } from '../tensor/host-array.js';
import type { TracedFunction } from './compiled.js';
import { OtherSizes, type Traced } from './other-sizes.js';

/** What a trace for a batch led to: a program, which is fed the batch's size and its reciprocal. */
const traced = (batch: number, key = 'open', numbers = [batch, -1 / batch], own = 7 * batch): Traced => ({
  trace: {} as TracedFunction,
  executable: {} as Executable,
  use: { key, bytes: batch, create: () => Promise.reject() },
  numbers: [20, own, batch + 1],
  constants: numbers.map((value) => fromNumbers([value], 'float32', [1, 1])),
});

/** Sizes of x (batch, 20) and y (batch). */
const sizes = (batch: number) => [batch, 20, batch];
const look = async ([batch]: readonly number[]) => traced(batch!);

async function met(batches: readonly number[], lookAhead: typeof look | (() => Promise<null>) = look) {
  const others = new OtherSizes();
  for (const batch of batches) await others.note(sizes(batch), traced(batch), lookAhead);
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

it('knows nothing where code of the user runs', async () => {
  const others = await met([5, 6, 40, 41], async () => null);
  expect(others.find(sizes(7))).toBeNull();
});

it('knows nothing between sizes of which one led to another program', async () => {
  const others = await met([5, 6, 40]);
  await others.note(sizes(20), traced(20, 'other'), look);
  expect(others.find(sizes(7))).toBeNull();
});

it('knows nothing where constants follow no formula', async () => {
  const others = new OtherSizes();
  const odd = async ([batch]: readonly number[]) => traced(batch!, 'open', [Math.sin(batch!)]);
  for (const batch of [5, 6, 40, 41]) await others.note(sizes(batch), await odd(sizes(batch)), odd);
  expect(others.find(sizes(7))).toBeNull();
});

it('leaves sizes that come often to a program of their own', async () => {
  const others = await met([5, 6, 40]);
  const found = Array.from({ length: 10 }, () => others.find(sizes(7)) !== null);
  expect([found[0], found[9]]).toEqual([true, false]);
});

it('knows nothing where what it looked at ahead was told by the user, whatever lies between', async () => {
  const others = await met([16, 24, 20, 18], async () => null);
  expect(others.find(sizes(17))).toBeNull();
});

it('knows nothing where sizes are divided', async () => {
  const others = new OtherSizes();
  const halved = async ([batch]: readonly number[]) => traced(batch!, 'open', [], Math.ceil(batch! / 2));
  for (const batch of [5, 9, 31, 11]) await others.note(sizes(batch), await halved(sizes(batch)), halved);
  expect(others.find(sizes(7))).toBeNull();
});

it('looks at a size that leaves another remainder', async () => {
  const others = new OtherSizes();
  const byParity = async ([batch]: readonly number[]) => traced(batch!, batch! % 2 === 0 ? 'even' : 'odd');
  for (const batch of [5, 9, 31, 11]) await others.note(sizes(batch), await byParity(sizes(batch)), byParity);
  expect(others.find(sizes(8))).toBeNull();
});
