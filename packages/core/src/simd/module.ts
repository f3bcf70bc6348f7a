/** The binary format of a WebAssembly module that has one function. */

export const TYPES = { i32: 0x7f, v128: 0x7b, function: 0x60, nothing: 0x40 } as const;
const SECTIONS = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
/** Whole numbers that the function takes. */
const PARAMETERS = 4;
const END = 0x0b;

/** An unsigned number in groups of seven bits (LEB128). */
export const leb = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);

/** The same for constants, whose last group begins with a sign. */
export const signed = (value: number): number[] =>
  value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];

const list = (...items: readonly number[][]): number[] => [...leb(items.length), ...items.flat()];
const section = (name: keyof typeof SECTIONS, bytes: number[]): number[] => [
  SECTIONS[name],
  ...leb(bytes.length),
  ...bytes,
];
const text = (name: string): number[] => [name.length, ...new TextEncoder().encode(name)];

/**
 * A module that imports the memory `m.m` and exports the function `f` of four whole numbers.
 *
 * @param locals how many there are behind the parameters, and of which type
 */
export function moduleOf(
  locals: readonly (readonly [count: number, type: number])[],
  code: readonly number[],
): Uint8Array<ArrayBuffer> {
  const body = [...list(...locals.map(([count, type]) => [...leb(count), type])), ...code, END];
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section('type', list([TYPES.function, PARAMETERS, ...Array<number>(PARAMETERS).fill(TYPES.i32), 0])),
    ...section('import', list([...text('m'), ...text('m'), 2, 0, 1])),
    ...section('function', list([0])),
    ...section('export', list([...text('f'), 0, 0])),
    ...section('code', list([...leb(body.length), ...body])),
  );
}
