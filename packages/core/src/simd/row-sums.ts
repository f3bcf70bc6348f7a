/** Sums of rows that lie anywhere in a memory: of one row each, a lookup. */
import { leb, moduleOf, signed, TYPES } from './module.js';

const [LOOP, END, BR_IF, GET, SET, TEE, LOAD, CONST, LESS, ADD] = [
  0x03, 0x0b, 0x0d, 0x20, 0x21, 0x22, 0x28, 0x41, 0x49, 0x6a,
];
const [LOAD_VECTOR, STORE_VECTOR, VECTOR_CONST, ADD_VECTOR] = [0x00, 0x0b, 0x0c, 0xe4].map((code) => [
  0xfd,
  ...leb(code),
]) as [number[], number[], number[], number[]];
/** Numbers of a vector, and the most vectors that are added up at a time, in registers. */
const [VECTOR, ABREAST] = [4, 12];
/** What is nothing beside any number, zeros of either sign included. */
const NOTHING = [...VECTOR_CONST, ...new Uint8Array(Float32Array.of(-0, -0, -0, -0).buffer)];

/** Parameters: the address of addresses of rows, bytes of the addresses of one sum, where the sums go, and their bytes. */
const [ROWS, OWN, TO, BYTES] = [0, 1, 2, 3];
/** Locals: the address at hand, where those of a sum end, the row, where all sums end, and what is added up. */
const [AT, AT_END, ROW, TO_END, SUMS] = [4, 5, 6, 7, 8];

const get = (local: number): number[] => [GET, ...leb(local)];
const increased = (local: number, ...by: number[]): number[] => [...get(local), ...by, ADD];
const number = (value: number): number[] => [CONST, ...signed(value)];

/** Whether rows of so many numbers can be added up. */
export const isSummable = (width: number): boolean => width > 0 && width % VECTOR === 0;

/**
 * A module for {@link instantiate}, whose function takes the address of the addresses of rows of float32, how many bytes those of each sum take,
 * where the sums go, one behind the other, and bytes of all of them.
 *
 * @param width numbers of a row
 */
export function rowSumsModule(width: number): Uint8Array<ArrayBuffer> {
  const vectors = width / VECTOR;
  const parts = Array.from({ length: Math.ceil(vectors / ABREAST) }, (_, i) => ABREAST * i);
  const partFrom = (first: number): number[] => {
    const own = Array.from({ length: Math.min(ABREAST, vectors - first) }, (_, i) => i);
    const offset = (i: number) => [4, ...leb(16 * (first + i))];
    return [
      ...own.flatMap((i) => [...NOTHING, SET, SUMS + i]),
      ...[...get(ROWS), SET, AT, LOOP, TYPES.nothing, ...get(AT), LOAD, 2, 0, SET, ROW],
      ...own.flatMap((i) => [
        ...get(SUMS + i),
        ...[...get(ROW), ...LOAD_VECTOR, ...offset(i), ...ADD_VECTOR, SET, SUMS + i],
      ]),
      ...[...increased(AT, ...number(4)), TEE, AT, ...get(AT_END), LESS, BR_IF, 0, END],
      ...own.flatMap((i) => [...get(TO), ...get(SUMS + i), ...STORE_VECTOR, ...offset(i)]),
    ];
  };
  return moduleOf(
    [
      [4, TYPES.i32],
      [ABREAST, TYPES.v128],
    ],
    [
      ...[...increased(TO, ...get(BYTES)), SET, TO_END],
      ...[LOOP, TYPES.nothing, ...increased(ROWS, ...get(OWN)), SET, AT_END],
      ...parts.flatMap(partFrom),
      ...[...get(AT_END), SET, ROWS],
      ...[...increased(TO, ...number(4 * width)), TEE, TO, ...get(TO_END), LESS, BR_IF, 0, END],
    ],
  );
}
