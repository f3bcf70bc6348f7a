/** A small assembler for WebAssembly: the body of a loop that computes numbers of 32 bits, a few at a time. */

import { leb, moduleOf, signed, TYPES } from './module.js';

/** Instructions on vectors of 16 bytes, by their code behind the prefix 0xfd. */
const VECTOR = {
  'v128.load': 0x00,
  'v128.load32_splat': 0x09,
  'v128.store': 0x0b,
  'v128.const': 0x0c,
  'i8x16.shuffle': 0x0d,
  'i32x4.splat': 0x11,
  'i32x4.gt_s': 0x3b,
  'f32x4.eq': 0x41,
  'f32x4.lt': 0x43,
  'f32x4.gt': 0x44,
  'f32x4.le': 0x45,
  'f32x4.ge': 0x46,
  'v128.and': 0x4e,
  'v128.or': 0x50,
  'v128.xor': 0x51,
  'v128.bitselect': 0x52,
  'f32x4.demote_f64x2_zero': 0x5e,
  'f64x2.promote_low_f32x4': 0x5f,
  'i8x16.narrow_i16x8_s': 0x65,
  'i16x8.narrow_i32x4_s': 0x85,
  'i32x4.shl': 0xab,
  'i32x4.shr_s': 0xac,
  'i32x4.shr_u': 0xad,
  'i32x4.add': 0xae,
  'i32x4.sub': 0xb1,
  'i32x4.mul': 0xb5,
  'f32x4.abs': 0xe0,
  'f32x4.neg': 0xe1,
  'f32x4.sqrt': 0xe3,
  'f32x4.add': 0xe4,
  'f32x4.sub': 0xe5,
  'f32x4.mul': 0xe6,
  'f32x4.div': 0xe7,
  'f32x4.min': 0xe8,
  'f32x4.max': 0xe9,
  'f64x2.add': 0xf0,
  'f64x2.mul': 0xf2,
  'f32x4.convert_i32x4_s': 0xfa,
} as const;

/** The others that are needed. */
const PLAIN = {
  loop: 0x03,
  end: 0x0b,
  br_if: 0x0d,
  'local.get': 0x20,
  'local.set': 0x21,
  'local.tee': 0x22,
  'i32.const': 0x41,
  'i32.load': 0x28,
  'i32.lt_u': 0x49,
  'i32.add': 0x6a,
  'i32.shr_u': 0x76,
} as const;

/** Instructions that take vectors, and nothing else, to a vector. */
export type Instruction = Exclude<
  keyof typeof VECTOR,
  `v128.${'load' | 'load32_splat' | 'store' | 'const'}` | 'i8x16.shuffle' | 'i32x4.splat' | `i32x4.sh${string}`
>;

/** Numbers that are computed together: locals of the function, four numbers in each, or one for all of them. */
export type Lane = readonly number[];

/**
 * Vectors that are computed at a time: operations need not wait for each other then, and constants are fetched once for all. There are no
 * branches, since V8 makes slow code of loops that have some.
 */
const ABREAST = 4;
/** Numbers that are made in one turn of the loop. */
export const TURN = 4 * ABREAST;

/** The bits of a float32's exponent: none in a subnormal number, and in zero. */
const EXPONENT = 0x7f800000;

/** Parameters of the function for pairs of rows, the last of which every function has, and two local numbers behind them. */
const [PAIRS, COUNT, SECOND, BYTES, PLACE, END] = [0, 1, 2, 3, 4, 5];

const vector = (name: keyof typeof VECTOR): number[] => [0xfd, ...leb(VECTOR[name])];
const get = (local: number): number[] => [PLAIN['local.get'], ...leb(local)];
const set = (local: number): number[] => [PLAIN['local.set'], ...leb(local)];
export class Lanes {
  /** What is done once, and what in every turn of the loop. */
  readonly #before: number[] = [];
  readonly #inside: number[] = [];
  readonly #constants = new Map<string, Lane>();
  #code = this.#inside;
  #locals = 0;

  /** @param abreast how many vectors are computed at a time */
  constructor(private readonly abreast = ABREAST) {}

  /** Computes numbers from numbers. */
  op(instruction: Instruction, ...inputs: readonly Lane[]): Lane {
    return this.#each(inputs, (...locals) => [...locals.flatMap(get), ...vector(instruction)]);
  }

  /** Shifts each number by so many bits. */
  shift(direction: 'shl' | 'shr_s' | 'shr_u', x: Lane, by: number): Lane {
    return this.#each([x], (local) => [
      ...get(local),
      PLAIN['i32.const'],
      ...signed(by),
      ...vector(`i32x4.${direction}`),
    ]);
  }

  /** Rotates each number to the left by so many bits. */
  rotate(x: Lane, by: number): Lane {
    if (by % 8 !== 0) return this.op('v128.or', this.shift('shl', x, by), this.shift('shr_u', x, 32 - by));
    const sources = Array.from({ length: 16 }, (_, i) => (i & ~3) | ((i - by / 8) & 3));
    return this.#each([x], (local) => [...get(local), ...get(local), ...vector('i8x16.shuffle'), ...sources]);
  }

  /** x · y + z of float32, rounded once: computed in float64, which holds the product as it is. */
  multiplyAdd(x: Lane, y: Lane, z: Lane): Lane {
    const half = (first: boolean) => {
      const wide = [x, y, z].map((each) => this.op('f64x2.promote_low_f32x4', first ? each : this.#upper(each)));
      const sum = this.op('f64x2.add', this.op('f64x2.mul', wide[0]!, wide[1]!), wide[2]!);
      return this.op('f32x4.demote_f64x2_zero', sum);
    };
    return this.#shuffle(half(true), half(false), [0, 1, 4, 5]);
  }

  /** Zeros in the place of float32 that are smaller than those with a whole fraction. */
  withoutSubnormals(x: Lane): Lane {
    const exponent = this.op('v128.and', x, this.word(EXPONENT));
    return this.op('v128.and', x, this.op('i32x4.gt_s', exponent, this.word(0)));
  }

  /** The last two numbers of each vector, twice. */
  #upper(x: Lane): Lane {
    return this.#shuffle(x, x, [2, 3, 2, 3]);
  }

  /** Of each two vectors, those of their eight numbers that are asked for. */
  #shuffle(x: Lane, y: Lane, numbers: readonly number[]): Lane {
    const bytes = numbers.flatMap((number) => [0, 1, 2, 3].map((i) => 4 * number + i));
    return this.#each([x, y], (a, b) => [...get(a!), ...get(b!), ...vector('i8x16.shuffle'), ...bytes]);
  }

  /** The sum of products c₀xⁿ + c₁xⁿ⁻¹ + ... + cₙ. */
  polynomial(x: Lane, [first, ...others]: readonly number[]): Lane {
    return others.reduce<Lane>(
      (sum, c) => this.op('f32x4.add', this.op('f32x4.mul', sum, x), this.float(c)),
      this.float(first!),
    );
  }

  float(value: number): Lane {
    return this.#constant(new Uint8Array(Float32Array.of(value, value, value, value).buffer));
  }

  word(value: number): Lane {
    return this.words(value, value, value, value);
  }

  words(...values: readonly [number, number, number, number]): Lane {
    return this.#constant(new Uint8Array(Uint32Array.from(values).buffer));
  }

  /** What does not depend on the place is computed once. */
  once<T>(body: () => T): T {
    const code = this.#code;
    this.#code = this.#before;
    const result = body();
    this.#code = code;
    return result;
  }

  /** Parameter `index` of the function. */
  parameter(index: 0 | 1 | 2): Lane {
    return this.once(() => [this.#keep([...get(index), ...vector('i32x4.splat')])]);
  }

  /** The number at an address of the memory. */
  scalar(address: number): Lane {
    return this.once(() => [
      this.#keep([PLAIN['i32.const'], ...signed(address), ...vector('v128.load32_splat'), 2, 0]),
    ]);
  }

  /** first + 0, first + 1, ... over the numbers that the function makes. */
  counter(first: Lane): Lane {
    const [start] = this.once(() => this.op('i32x4.add', first, this.words(0, 1, 2, 3))) as [number];
    const others = Array.from({ length: this.abreast - 1 }, (_, i) =>
      this.op('i32x4.add', [start], this.word(4 * (i + 1))),
    );
    this.#next.push(...get(start), ...get(this.word(4 * this.abreast)[0]!), ...vector('i32x4.add'), ...set(start));
    return [start, ...others.flat()];
  }
  readonly #next: number[] = [];

  /** The numbers that those from `address` on have at the present place, or at that in the second row of a pair. */
  load(address: number, row: 'first' | 'second' = 'first'): Lane {
    return Array.from({ length: this.abreast }, (_, i) =>
      this.#keep([...get(row === 'first' ? PLACE : SECOND), ...vector('v128.load'), 4, ...leb(address + 16 * i)]),
    );
  }

  /** Writes the numbers to where those from `address` on have the present place. */
  store(x: Lane, address: number): void {
    for (let i = 0; i < this.abreast; i++) {
      this.#code.push(...get(PLACE), ...get(x[i % x.length]!), ...vector('v128.store'), 4, ...leb(address + 16 * i));
    }
  }

  /** Likewise of comparisons, whose results are no bits or all 32: one byte for each, 1 where they hold. */
  storeTruth(x: Lane, address: number): void {
    const narrow = (name: 'i8x16.narrow_i16x8_s' | 'i16x8.narrow_i32x4_s', lane: Lane): Lane =>
      Array.from({ length: lane.length / 2 }, (_, i) =>
        this.#keep([...get(lane[2 * i]!), ...get(lane[2 * i + 1]!), ...vector(name)]),
      );
    const all = Array.from({ length: this.abreast }, (_, i) => x[i % x.length]!);
    const bytes = narrow('i8x16.narrow_i16x8_s', narrow('i16x8.narrow_i32x4_s', all));
    const [truth] = this.op('v128.and', bytes, this.word(0x01010101)) as [number];
    const place = [...get(PLACE), PLAIN['i32.const'], ...signed(2), PLAIN['i32.shr_u']];
    this.#code.push(...place, ...get(truth), ...vector('v128.store'), 4, ...leb(address));
  }

  /** A module that imports the memory `m.m` and exports `f(parameter 0, 1, 2, bytes of the numbers that are made)`, with
   * a whole number of turns: what follows the numbers in the memory is overwritten. */
  module(): Uint8Array<ArrayBuffer> {
    return this.#moduleOf(this.#turns(BYTES));
  }

  /** Likewise, but exports `f(address of the addresses of pairs of rows, how many, anything, bytes of a row)`, and works on the first rows. */
  moduleOfPairs(): Uint8Array<ArrayBuffer> {
    const { 'i32.load': load, 'i32.const': number, 'i32.add': plus, 'local.tee': tee } = PLAIN;
    return this.#moduleOf([
      ...[PLAIN.loop, TYPES.nothing, ...get(PAIRS), load, 2, 0, tee, PLACE, ...get(BYTES), plus, ...set(END)],
      ...[...get(PAIRS), load, 2, 4, ...set(SECOND), ...this.#turns(END, SECOND)],
      ...[...get(PAIRS), number, ...signed(8), plus, ...set(PAIRS)],
      ...[...get(COUNT), number, ...signed(-1), plus, tee, COUNT, PLAIN.br_if, 0, PLAIN.end],
    ]);
  }

  /** Turns until the place is that in a local; others go on with it. */
  #turns(end: number, ...others: readonly number[]): number[] {
    const next = (local: number) => [...get(local), PLAIN['i32.const'], ...signed(16 * this.abreast), PLAIN['i32.add']];
    return [
      ...[PLAIN.loop, TYPES.nothing, ...this.#inside, ...this.#next],
      ...others.flatMap((local) => [...next(local), ...set(local)]),
      ...[...next(PLACE), PLAIN['local.tee'], PLACE, ...get(end), PLAIN['i32.lt_u'], PLAIN.br_if, 0, PLAIN.end],
    ];
  }

  #moduleOf(code: readonly number[]): Uint8Array<ArrayBuffer> {
    const locals = [
      [2, TYPES.i32],
      [this.#locals, TYPES.v128],
    ] as const;
    return moduleOf(locals, [...this.#before, ...code]);
  }

  #constant(bytes: Uint8Array): Lane {
    const key = bytes.join();
    const known = this.#constants.get(key) ?? this.once(() => [this.#keep([...vector('v128.const'), ...bytes])]);
    this.#constants.set(key, known);
    return known;
  }

  /** The vectors that are computed from those of the inputs. */
  #each(inputs: readonly Lane[], code: (...locals: number[]) => number[]): Lane {
    const count = Math.max(...inputs.map((x) => x.length));
    return Array.from({ length: count }, (_, i) => this.#keep(code(...inputs.map((x) => x[i % x.length]!))));
  }

  /** Code that leaves a vector becomes a local. */
  #keep(code: readonly number[]): number {
    const local = END + 1 + this.#locals++;
    this.#code.push(...code, ...set(local));
    return local;
  }
}
