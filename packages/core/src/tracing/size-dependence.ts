/** How the sizes in a graph follow from those of a function's arguments, found by comparing traces. */
import { findFormula } from '../graph/size-formulas.js';
import { range } from '../shape.js';

interface Sample {
  readonly sizes: readonly number[];
  readonly numbers: readonly number[];
}

/** How all sizes in the graphs of one program follow from those of the arguments. */
export interface Dependence {
  /** For each size of the arguments: what remainders by this may matter, since something like it was divided; else 1. */
  readonly periods: readonly number[];
  /**
   * The sizes of the arguments, and behind them those that came of a division; all others are multiples and products of these. null where
   * nothing like that was met.
   */
  sourcesFor(sizes: readonly number[]): readonly number[] | null;
}

/** What a size was divided by, as far as that is recognized: strides, one after the other. */
const PERIODS = [2, 3, 4, 5, 6, 7, 8, 16];
const MOST_PERIOD = 16;

/** A number that grows by the same step whenever a size grows by the period: what divisions, and remainders, make. */
interface Periodic {
  readonly axis: number;
  readonly period: number;
  readonly step: number;
  /** By the remainder of the size: how much more it is than what it has grown by. */
  readonly rest: ReadonlyMap<number, number>;
}

function valueOf({ axis, period, step, rest }: Periodic, sizes: readonly number[]): number | null {
  const start = rest.get(sizes[axis]! % period);
  return start === undefined ? null : start + step * Math.floor(sizes[axis]! / period);
}

/**
 * How the numbers of graphs follow from sizes: whole multiples of them, or of products of them, plus constants, or what divisions of one
 * size make; null where some are neither.
 */
export function dependenceOf(samples: readonly Sample[]): Dependence | null {
  const count = samples[0]!.sizes.length;
  const periods = range(count).map(() => 1);
  const divided: Periodic[] = [];
  // As rows for formulas: the sizes, what was divided, and the number in question.
  const rows = samples.map(({ sizes }) => [...sizes]);
  const seen = new Set<string>();
  for (const position of range(samples[0]!.numbers.length)) {
    const column = samples.map(({ numbers }) => numbers[position]!);
    const text = column.join();
    if (seen.has(text)) continue;
    seen.add(text);
    const sources = range(rows[0]!.length);
    const formula = findFormula(
      sources.length,
      sources,
      rows.map((row, i) => [...row, column[i]!]),
    );
    if (formula?.divisor === 1) continue;
    const periodic = periodicOf(column, samples);
    if (!periodic) return null;
    const { axis, period } = periodic;
    periods[axis] = leastCommonMultiple(periods[axis]!, period);
    if (periods[axis]! > MOST_PERIOD) return null;
    divided.push(periodic);
    rows.forEach((row, i) => {
      row.push(column[i]!);
    });
  }
  return {
    periods,
    sourcesFor(sizes) {
      const own = divided.map((each) => valueOf(each, sizes));
      return own.includes(null) ? null : [...sizes, ...(own as number[])];
    },
  };
}

function periodicOf(column: readonly number[], samples: readonly Sample[]): Periodic | null {
  for (const period of PERIODS) {
    for (const axis of range(samples[0]!.sizes.length)) {
      const found = periodicIn(
        column,
        samples.map(({ sizes }) => sizes[axis]!),
        axis,
        period,
      );
      if (found) return found;
    }
  }
  return null;
}

function periodicIn(
  column: readonly number[],
  sizes: readonly number[],
  axis: number,
  period: number,
): Periodic | null {
  const turns = sizes.map((size) => Math.floor(size / period));
  const pairs = range(sizes.length).flatMap((i) => {
    const j = sizes.findIndex((size) => size % period === sizes[i]! % period);
    return turns[i] === turns[j] ? [] : [(column[i]! - column[j]!) / (turns[i]! - turns[j]!)];
  });
  const [step] = pairs;
  // One pair shows the step, and another one that it is one.
  if (pairs.length < 2 || !Number.isInteger(step) || pairs.some((each) => each !== step)) return null;
  const rest = new Map<number, number>();
  for (const [i, size] of sizes.entries()) {
    const own = column[i]! - step! * turns[i]!;
    if ((rest.get(size % period) ?? own) !== own) return null;
    rest.set(size % period, own);
  }
  return { axis, period, step: step!, rest };
}

function leastCommonMultiple(a: number, b: number): number {
  for (let multiple = a; ; multiple += a) if (multiple % b === 0) return multiple;
}
