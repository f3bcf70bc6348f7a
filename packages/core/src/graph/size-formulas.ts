/** How numbers of a graph's outline follow from the sizes of its tensors, found by comparing graphs of different sizes. */
import { range } from '../shape.js';

/** coefficient · product of numbers + constant, divided and rounded down. */
export interface SizeFormula {
  readonly coefficient: number;
  /** Positions among the numbers of an outline. */
  readonly factors: readonly number[];
  readonly constant: number;
  readonly divisor: number;
}

type Numbers = readonly number[];

/** The value of a formula for the numbers of a graph. */
export const formulaValue = ({ coefficient, factors, constant, divisor }: SizeFormula, numbers: Numbers): number =>
  Math.floor((factors.reduce((product, factor) => product * numbers[factor]!, coefficient) + constant) / divisor);

const holds = (formula: SizeFormula, position: number, samples: readonly Numbers[]): boolean =>
  samples.every((numbers) => formulaValue(formula, numbers) === numbers[position]);

/** Products of at most so many sizes. */
const MOST_FACTORS = 3;
/** What strides and pools divide a size by. */
const MOST_DIVISOR = 8;

/**
 * The simplest formula for a number that holds in all samples: the number itself where it is always the same, else a size, else a
 * multiple of one plus a constant, else a multiple of a product, else what a division makes of one; null if there is none.
 *
 * @param sources positions of the sizes that it may depend on, the best first
 */
export function findFormula(position: number, sources: Numbers, samples: readonly Numbers[]): SizeFormula | null {
  const values = samples.map((numbers) => numbers[position]!);
  const [first] = values as [number];
  const fixed = { coefficient: 0, factors: [], constant: first, divisor: 1 };
  if (holds(fixed, position, samples)) return fixed;
  const varying = sources.filter((source) => samples.some((numbers) => numbers[source] !== samples[0]![source]));
  const found = (formula: SizeFormula | null): formula is SizeFormula =>
    formula !== null && Number.isInteger(formula.coefficient) && holds(formula, position, samples);
  const same = varying.map((source) => ({ coefficient: 1, factors: [source], constant: 0, divisor: 1 })).find(found);
  const simple =
    same ?? varying.map((source) => line(position, source, samples)).find(found) ?? product(varying, first);
  return simple ?? varying.flatMap((source) => quotients(position, source, samples[0]!)).find(found) ?? null;

  function product(from: Numbers, value: number): SizeFormula | null {
    for (const factors of combinations(from, MOST_FACTORS)) {
      const coefficient = value / factors.reduce((total, factor) => total * samples[0]![factor]!, 1);
      const formula = { coefficient, factors, constant: 0, divisor: 1 };
      if (found(formula)) return formula;
    }
    return null;
  }
}

/** The line through two samples with different sizes. */
function line(position: number, source: number, samples: readonly Numbers[]): SizeFormula | null {
  const [a] = samples as [Numbers];
  const b = samples.find((numbers) => numbers[source] !== a[source])!;
  const coefficient = (b[position]! - a[position]!) / (b[source]! - a[source]!);
  return coefficient === 0
    ? null
    : { coefficient, factors: [source], constant: a[position]! - coefficient * a[source]!, divisor: 1 };
}

/** A size plus a constant, divided: those that hold in one sample. */
function quotients(position: number, source: number, numbers: Numbers): SizeFormula[] {
  return range(MOST_DIVISOR - 1).flatMap((i) => {
    const divisor = i + 2;
    const least = numbers[position]! * divisor - numbers[source]!;
    return range(divisor).map((more) => ({ coefficient: 1, factors: [source], constant: least + more, divisor }));
  });
}

/** Two to `most` of a list, one more than once where need be. */
function* combinations(list: Numbers, most: number): Generator<Numbers> {
  for (let count = 2; count <= most; count++) yield* choose(list, count);
}

function* choose(list: Numbers, count: number): Generator<Numbers> {
  if (count === 0) yield [];
  else {
    for (const [i, each] of list.entries()) {
      for (const rest of choose(list.slice(i), count - 1)) yield [each, ...rest];
    }
  }
}
