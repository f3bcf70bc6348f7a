import fc from 'fast-check';
import { instantiate, makeMemory } from './kernel.js';
import { isRowType, type RowCombination, type RowType, rowsModule } from './rows.js';

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array } as const;
const combine: Record<RowCombination, (old: number, update: number) => number> = {
  none: (_old, update) => update,
  add: (old, update) => old + update,
  mul: (old, update) => old * update,
  min: Math.min,
  max: Math.max,
};
const types = Object.keys(arrays) as RowType[];
const combinations = Object.keys(combine) as RowCombination[];

/** Where the rows are in a memory, and where they go, behind the places. */
const [ROWS, TARGET, BYTES] = [1024, 16_384, 65_536];

describe.each(types.flatMap((dtype) => combinations.map((combination) => [dtype, combination] as const)))(
  'rows of %s, by %s',
  (dtype, combination) => {
    const memory = makeMemory(BYTES)!;
    const run = instantiate(rowsModule(dtype, combination), memory)!;
    const array = arrays[dtype];

    /** Combines rows of `width` numbers with those of a target at places, and gives the target. */
    function combined(width: number, places: readonly number[], rows: readonly number[], target: readonly number[]) {
      const bytes = width * array.BYTES_PER_ELEMENT;
      new Uint32Array(memory.buffer, 0, places.length).set(places.map((place) => TARGET + place * bytes));
      new array(memory.buffer, ROWS, rows.length).set(rows);
      const result = new array(memory.buffer, TARGET, target.length);
      result.set(target);
      run(0, places.length, ROWS, bytes);
      return [...result];
    }

    test('are what plain JavaScript makes of them, one after the other', () => {
      const number = fc.integer({ min: -9, max: 9 });
      const inputs = fc
        .tuple(
          fc.integer({ min: 1, max: 45 }),
          fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 9 }),
        )
        .chain(([width, places]) => {
          const numbers = (count: number) => fc.array(number, { minLength: count, maxLength: count });
          return fc.tuple(
            fc.constant(width),
            fc.constant(places),
            numbers(width * places.length),
            // A row that no place is, behind the others.
            numbers(width * 6),
          );
        });
      fc.assert(
        fc.property(inputs, ([width, places, rows, target]) => {
          const expected = new array(target);
          rows.forEach((row, i) => {
            const at = places[Math.floor(i / width)]! * width + (i % width);
            expected[at] = combine[combination](expected[at]!, row);
          });
          expect(combined(width, places, rows, target)).toEqual([...expected]);
        }),
        { numRuns: 40 },
      );
    });
  },
);

test.each(['min', 'max'] as const)('NaN wins the %s', (combination) => {
  const memory = makeMemory(BYTES)!;
  const run = instantiate(rowsModule('float32', combination), memory)!;
  const [rows, target] = [new Float32Array(memory.buffer, ROWS, 5), new Float32Array(memory.buffer, TARGET, 5)];
  rows.set([Number.NaN, 1, Number.NEGATIVE_INFINITY, 0, Number.NaN]);
  target.set([1, Number.NaN, Number.POSITIVE_INFINITY, -0, 2]);
  new Uint32Array(memory.buffer, 0, 1).set([TARGET]);
  const expected = [...target].map((x, i) => Math[combination](x, rows[i]!));
  run(0, 1, ROWS, 20);
  expect([...target]).toEqual(expected);
});

test('other types have none', () => {
  expect(['float16', 'int64', 'uint8', 'bool'].filter(isRowType)).toEqual([]);
});
