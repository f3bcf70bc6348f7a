import fc from 'fast-check';
import { instantiate, makeMemory } from './kernel.js';
import { isSummable, rowSumsModule } from './row-sums.js';

/** Where a table is in a memory, and where sums go, behind the addresses. */
const [TABLE, SUMS, BYTES] = [4096, 32_768, 131_072];
const PLACES = 20;
const memory = makeMemory(BYTES)!;

function summed(width: number, table: readonly number[], at: readonly number[], terms: number): number[] {
  const bytes = 4 * width;
  new Uint32Array(memory.buffer, 0, at.length).set(at.map((row) => TABLE + row * bytes));
  new Float32Array(memory.buffer, TABLE, table.length).set(table);
  const result = new Float32Array(memory.buffer, SUMS, (at.length / terms) * width + 1).fill(7);
  instantiate(rowSumsModule(width), memory)!(0, 4 * terms, SUMS, result.byteLength - 4);
  return [...result];
}

test('sums of rows are what plain JavaScript makes of them, and nothing else is written', () => {
  const inputs = fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }))
    .chain(([vectors, terms, count]) =>
      fc.tuple(
        fc.constant(4 * vectors),
        fc.constant(terms),
        fc.array(fc.integer({ min: 0, max: PLACES - 1 }), { minLength: terms * count, maxLength: terms * count }),
      ),
    );
  fc.assert(
    fc.property(inputs, ([width, terms, at]) => {
      const table = Array.from({ length: PLACES * width }, (_, i) => (i * i) % 31);
      const expected = Array.from({ length: (at.length / terms) * width }, (_, i) => {
        const [sum, column] = [Math.floor(i / width), i % width];
        return at.slice(sum * terms, (sum + 1) * terms).reduce((total, row) => total + table[row * width + column]!, 0);
      });
      expect(summed(width, table, at, terms)).toEqual([...expected, 7]);
    }),
  );
});

test('a row alone keeps zeros with their signs', () => {
  const table = [-0, 0, 1, Number.NaN, 2, -0, Number.NEGATIVE_INFINITY, 3];
  expect(summed(4, table, [1, 0], 1)).toEqual([...table.slice(4), ...table.slice(0, 4), 7]);
});

test('rows of whole vectors', () => {
  expect([0, 4, 6, 64].map(isSummable)).toEqual([false, true, false, true]);
});
