/**
 * Numbers that stand for unknown sizes, since shape rules only ever see integers. Every trace of a symbolic call has a table of
 * its own, with a number of its own for each unknown size; the tables of calls within calls never share one.
 */
import { innermost, scoped, scopeKind } from '../context.js';
import { reword } from '../errors.js';
import type { SymbolicShape } from './keras-tensor.js';
import type { Guess, Unknown } from './unknown.js';

/** Implausible as a size, yet small enough for code that makes a list of so many elements. */
const FIRST = 7351;
/** Stands for all unknown sizes where it is to show that they may be small. */
const SMALL = 2;

/** Neither a part of a name nor of a decimal. */
const WHOLE_NUMBER = /(?<![\w.])\d+(?!\w|\.\d)/g;

const isPrime = (n: number): boolean => {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return n > 1;
};

/** Prime numbers, since none is a product of smaller sizes. */
export function* primesFrom(first: number): Numbers {
  for (let n = first; ; n++) if (isPrime(n)) yield n;
}

type Numbers = Generator<number, never>;

/** The sizes of one trace. */
export class StandIns {
  private readonly sizes = new Map<Unknown | number, number>();
  private readonly unknowns = new Map<number, Unknown>();

  /**
   * @param numbers where new ones come from
   * @param outer the table of the call around this one
   * @param guess which unknown sizes are equal, or known
   * @param areSmall whether one small number stands for them all, which need not be told from real sizes then
   */
  constructor(
    readonly numbers: Numbers,
    private readonly outer: StandIns | null,
    private readonly guess: Guess,
    private readonly areSmall: boolean,
  ) {}

  /** The number for an unknown size. */
  sizeOf(unknown: Unknown): number {
    const meant = this.guess.get(unknown) ?? unknown;
    if (typeof meant === 'number') return meant;
    if (this.areSmall) return SMALL;
    const known = this.sizes.get(meant);
    if (known !== undefined) return known;
    const size = this.numbers.next().value;
    this.sizes.set(meant, size);
    this.unknowns.set(size, meant);
    return size;
  }

  /** The unknown size that a number stands for. */
  unknownOf(size: number): Unknown | null {
    return this.unknowns.get(size) ?? null;
  }

  /** Whether a size is unknown: a stand-in, or a product with one. */
  isUnknown(size: number): boolean {
    if (size === 0) return false;
    for (const standIn of this.unknowns.keys()) if (size % standIn === 0) return true;
    return this.outer?.isUnknown(size) ?? false;
  }

  /** Whether an axis of this size may have any other. */
  isStandIn(size: number): boolean {
    return this.areSmall ? size === SMALL : this.unknowns.has(size);
  }

  /** A text with names in place of stand-ins, and of products with them. */
  explain(text: string): string {
    const named = new Set<string>();
    const explained = text.replace(WHOLE_NUMBER, (digits) => {
      let factor = Number(digits);
      const names: string[] = [];
      [...this.unknowns].forEach(([size, unknown], i) => {
        for (; factor > 0 && factor % size === 0; factor /= size) names.push(unknown.axis === 0 ? 'batch' : `n${i}`);
      });
      if (names.length === 0) return digits;
      for (const name of names) named.add(name);
      return [...(factor === 1 ? [] : [factor]), ...names].join(' * ');
    });
    if (named.size === 0) return text;
    const note = `(sizes that are not known: ${[...named].join(', ')})`;
    return explained.includes('  Received:')
      ? explained.replace(/( {2}Received:.*)/, `$1 ${note}`)
      : `${explained} ${note}`;
  }
}

/** The tables of the symbolic calls that are being traced. */
const tables = scopeKind<StandIns>();

/** Numbers for a symbolic call: none of those that stand for anything in the calls around it. */
export const newNumbers = (): Numbers => innermost(tables)?.numbers ?? primesFrom(FIRST);

/** Runs `body` as a trace of a symbolic call with a table of its own. */
export function withStandIns<T>(numbers: Numbers, guess: Guess, areSmall: boolean, body: (table: StandIns) => T): T {
  const table = new StandIns(numbers, innermost(tables) ?? null, guess, areSmall);
  try {
    return scoped(tables, table, () => body(table));
  } catch (error) {
    reword(error, (text) => table.explain(text));
    throw error;
  }
}

/** Whether a symbolic call is being traced: only shapes and dtypes of its result will be used. */
export const isTracingSymbols = (): boolean => innermost(tables) !== undefined;

/** The number that stands for an unknown size in the symbolic call that is being traced. */
export const numberFor = (unknown: Unknown): number => innermost(tables)!.sizeOf(unknown);

/** Whether a size stands for an unknown one. */
export const isStandIn = (size: number): boolean => innermost(tables)?.isStandIn(size) ?? false;

/** Whether a size depends on unknown ones, so that nothing may be made as often as it says. */
export const isUnknownSize = (size: number): boolean => innermost(tables)?.isUnknown(size) ?? false;

/** A shape as the user knows it: in the trace of a symbolic call, sizes that are unknown are null again. */
export const withUnknowns = (shape: SymbolicShape): SymbolicShape => {
  const table = innermost(tables);
  return table ? shape.map((dim) => (dim !== null && table.isUnknown(dim) ? null : dim)) : shape;
};
