import fc from 'fast-check';
import { ALWAYS_WHOLE, DEFAULT_PIECES, decidePieces, type Measurements, SMALLEST_PIECE } from './decide.js';

/** A machine by what passes take that go through 1, 4, 16, ... MB. */
const machine = (nanoseconds: readonly number[], nodeNanoseconds = 1000): Measurements => ({
  nodeNanoseconds,
  passes: nanoseconds.map((time, i) => ({ bytes: 2 ** (20 + 2 * i), nanoseconds: time })),
});

test('without measurements the defaults hold', () => {
  expect(decidePieces(null)).toBe(DEFAULT_PIECES);
});

test.each<[string, Measurements, from: number]>([
  ['1 MB near, as a core has it', machine([0.15, 0.3, 0.6]), 65_536],
  ['4 MB near', machine([0.15, 0.15, 0.6]), 131_072],
  ['noise among what is near', machine([0.15, 0.17, 0.6]), 131_072],
  ['all near in the end, though not on the way', machine([0.15, 0.3, 0.15]), 65_536],
  ['16 MB near, and no more measured', machine([0.15, 0.15, 0.16]), 524_288],
])('%s: chains on more than fits go in pieces, of which a few fit', (_, measured, from) => {
  expect(decidePieces(measured)).toEqual({ from, largest: from / 4 });
});

test('where nodes cost more than memory, all that was measured is whole', () => {
  expect(decidePieces(machine([0.15, 0.3, 0.6], 1e6))).toEqual({ from: 524_288, largest: 131_072 });
});

const measurements = fc
  .tuple(fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1 }), fc.integer({ min: 1, max: 1e5 }))
  .map(([times, node]) => machine(times, node));

test('whatever was measured, pieces are worth their iteration and smaller than what is cut', () => {
  fc.assert(
    fc.property(measurements, (measured) => {
      const { from, largest } = decidePieces(measured);
      expect(from).toBeGreaterThanOrEqual(ALWAYS_WHOLE);
      expect(largest).toBeGreaterThanOrEqual(SMALLEST_PIECE);
      expect(largest).toBeLessThan(from);
    }),
  );
});

test('a machine that is slower in everything decides the same', () => {
  fc.assert(
    fc.property(measurements, fc.integer({ min: -4, max: 4 }), ({ nodeNanoseconds, passes }, power) => {
      const slower = {
        nodeNanoseconds: nodeNanoseconds * 2 ** power,
        passes: passes.map(({ bytes, nanoseconds }) => ({ bytes, nanoseconds: nanoseconds * 2 ** power })),
      };
      expect(decidePieces(slower)).toEqual(decidePieces({ nodeNanoseconds, passes }));
    }),
  );
});
