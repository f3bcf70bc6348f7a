/** Rows of numbers that are combined with others, each at a place of its own: what scatters do, one row after the other. */
import { leb, moduleOf, signed, TYPES } from './module.js';

/** Instructions on vectors of 16 bytes, by their code behind the prefix 0xfd; NaN wins extremes, as in `Math.max`. */
const COMBINED = {
  float32: { add: 0xe4, mul: 0xe6, min: 0xe8, max: 0xe9 },
  float64: { add: 0xf0, mul: 0xf2, min: 0xf4, max: 0xf5 },
  int32: { add: 0xae, mul: 0xb5, min: 0xb6, max: 0xb8 },
} as const;

export type RowType = keyof typeof COMBINED;
export type RowCombination = keyof (typeof COMBINED)['float32'] | 'none';

/** Types of rows. */
export const isRowType = (dtype: string): dtype is RowType => dtype in COMBINED;

/** How numbers go from the memory to a vector and back: as many as fill it, or one. */
const MOVES = {
  16: { load: [0x00, 4], store: [0x0b, 4], lane: [] },
  8: { load: [0x5d, 3], store: [0x5b, 3], lane: [0] },
  4: { load: [0x5c, 2], store: [0x5a, 2], lane: [0] },
} as const;

const [BLOCK, LOOP, END, BR, BR_IF, GET, SET] = [0x02, 0x03, 0x0b, 0x0c, 0x0d, 0x20, 0x21];
const [LOAD, CONST, LESS, ADD, SUB] = [0x28, 0x41, 0x49, 0x6a, 0x6b];
/** Parameters: the address of the places, how many there are, the address of the rows, bytes of a row. */
const [PLACES, COUNT, ROWS, BYTES] = [0, 1, 2, 3];
/** Locals: where the next numbers go, and where the row ends. */
const [TO, ROW_END] = [4, 5];

const get = (local: number): number[] => [GET, local];
const increased = (local: number, by: number): number[] => [...get(local), CONST, ...signed(by), ADD, SET, local];

/**
 * A module for {@link instantiate}, whose function takes the address of places, how many there are, the address of as many rows, and bytes
 * of a row. Places are addresses.
 */
export function rowsModule(dtype: RowType, combination: RowCombination): Uint8Array<ArrayBuffer> {
  const combined = combination === 'none' ? null : [0xfd, ...leb(COMBINED[dtype][combination])];
  /** Combines what one vector holds. */
  const step = (bytes: keyof typeof MOVES, offset: number): number[] => {
    const { load, store, lane } = MOVES[bytes];
    const loaded = (local: number) => [...get(local), 0xfd, ...load, offset];
    const made = combined ? [...loaded(TO), ...loaded(ROWS), ...combined] : loaded(ROWS);
    return [...get(TO), ...made, 0xfd, ...store, offset, ...lane];
  };
  /** Goes on as long as there are so many bytes left. */
  const steps = (bytes: number, body: readonly number[]): number[] => [
    ...[BLOCK, TYPES.nothing, LOOP, TYPES.nothing],
    ...[...get(ROW_END), ...get(ROWS), SUB, CONST, ...signed(bytes), LESS, BR_IF, 1],
    ...[...body, ...increased(TO, bytes), ...increased(ROWS, bytes), BR, 0, END, END],
  ];
  return moduleOf(
    [[2, TYPES.i32]],
    [
      ...[LOOP, TYPES.nothing, ...get(PLACES), LOAD, 2, 0, SET, TO],
      ...[...get(ROWS), ...get(BYTES), ADD, SET, ROW_END],
      ...steps(
        64,
        [0, 16, 32, 48].flatMap((offset) => step(16, offset)),
      ),
      ...steps(16, step(16, 0)),
      ...(dtype === 'float64' ? steps(8, step(8, 0)) : steps(4, step(4, 0))),
      ...increased(PLACES, 4),
      ...[...increased(COUNT, -1), ...get(COUNT), BR_IF, 0, END],
    ],
  );
}
