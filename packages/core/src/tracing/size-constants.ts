/** Constants of traces that follow from sizes: the number of samples, its reciprocal in a mean, the positions of elements. */
import { range, sizeOf, stridesOf } from '../shape.js';
import { fromNumbers, type HostArray, toNumbers } from '../tensor/host-array.js';

/** A constant of a trace for certain sizes. */
export interface SizedConstant {
  readonly sizes: readonly number[];
  readonly constant: HostArray;
}

type NumberOf = (sizes: readonly number[]) => number;
export type ConstantOf = (sizes: readonly number[]) => HostArray;

/** Numerators of reciprocals are whole multiples of one by this ... */
const PARTS = 64;
/** ... or one of these by a whole number: a mean over pixels, and the derivative of one of squares. */
const FEW = [1, 2];

/** Up to which the known sizes that a mean is over are taken apart. */
const MOST_FACTOR = 2 ** 16;

/** How a constant follows from sizes; null where no simple formula holds for all that were met, to the bit. */
export function constantOf(met: readonly SizedConstant[]): ConstantOf | null {
  const [first] = met as [SizedConstant];
  const { dtype, shape } = first.constant;
  const numbers = met.map(({ constant }) => toNumbers(constant));
  const same = met.every(
    ({ constant }, i) => sameNumbers(constant.shape, shape) && sameNumbers(numbers[i]!, numbers[0]!),
  );
  if (same) return () => first.constant;
  const grids = met.map(({ constant }, i) => gridOf(constant.shape, numbers[i]!));
  if (!grids.every((grid) => grid !== null)) return null;
  const sizes = met.map((each) => each.sizes);
  const formulas = (columns: readonly (readonly number[])[]) => columns.map((column) => numberOf(sizes, column, dtype));
  const dimensions = formulas(shape.map((_, axis) => met.map(({ constant }) => constant.shape[axis]!)));
  const steps = formulas(shape.map((_, axis) => grids.map((grid) => grid.steps[axis]!)));
  const [start] = formulas([grids.map((grid) => grid.start)]);
  if (!start || !dimensions.every((each) => each !== null) || !steps.every((each) => each !== null)) return null;
  return (own) => {
    const valuesOf = (each: readonly NumberOf[]) => each.map((formula) => formula(own));
    const grid = { start: start(own), steps: valuesOf(steps) };
    const made = valuesOf(dimensions);
    return fromNumbers(elementsOf(grid, made), dtype, made);
  };
}

/** Elements that grow by a step of its own along each axis: positions, and equal numbers. */
interface Grid {
  readonly start: number;
  readonly steps: readonly number[];
}

function elementsOf({ start, steps }: Grid, shape: readonly number[]): Float64Array {
  const elements = new Float64Array(sizeOf(shape)).fill(start);
  const strides = stridesOf(shape);
  steps.forEach((step, axis) => {
    if (step === 0) return;
    for (let i = 0; i < elements.length; i++) elements[i]! += step * (Math.floor(i / strides[axis]!) % shape[axis]!);
  });
  return elements;
}

function gridOf(shape: readonly number[], numbers: ArrayLike<number>): Grid | null {
  if (numbers.length === 0) return null;
  const start = numbers[0]!;
  const strides = stridesOf(shape);
  const steps = shape.map((size, axis) => (size > 1 ? numbers[strides[axis]!]! - start : 0));
  const grid = { start, steps };
  return sameNumbers(elementsOf(grid, shape), numbers) ? grid : null;
}

/** How a number follows from sizes, as a multiple of one plus a constant, or a reciprocal. */
function numberOf(
  met: readonly (readonly number[])[],
  values: readonly number[],
  dtype: HostArray['dtype'],
): NumberOf | null {
  const rounded = (value: number) => Number(fromNumbers([value], dtype, []).data[0]);
  const holds = (formula: NumberOf) => met.every((sizes, i) => rounded(formula(sizes)) === values[i]);
  const [first] = met as [readonly number[]];
  const varying = range(first.length).filter((i) => met.some((sizes) => sizes[i] !== first[i]));
  const sizeAt = varying.map(
    (i): NumberOf =>
      (sizes) =>
        sizes[i]!,
  );
  const sources = [
    ...sizeAt,
    ...sizeAt.flatMap((a, i) =>
      sizeAt.slice(i).map(
        (b): NumberOf =>
          (sizes) =>
            a(sizes) * b(sizes),
      ),
    ),
  ];
  const candidates = sources.flatMap((source): NumberOf[] => {
    const own = source(first);
    const other = met.findIndex((sizes) => source(sizes) !== own);
    if (other < 0) return [];
    const slope = (values[other]! - values[0]!) / (source(met[other]!) - own);
    const product = values[0]! * own;
    const numerator = Math.round(product * PARTS) / PARTS;
    return [
      (sizes) => values[0]! + slope * (source(sizes) - own),
      (sizes) => numerator / source(sizes),
      ...FEW.flatMap((few): NumberOf[] => {
        const factor = Math.round(few / product);
        return [
          (sizes) => few / (factor * source(sizes)),
          // A mean of means is divided, and rounded, twice.
          ...[() => 1, ...sizeAt].flatMap((inner): NumberOf[] => {
            const rest = Math.round(few / (product * inner(first)));
            return divisorsOf(rest).map(
              (outer) => (sizes) => rounded(few / (outer * source(sizes))) / ((rest / outer) * inner(sizes)),
            );
          }),
        ];
      }),
    ];
  });
  return [() => values[0]!, ...candidates].find(holds) ?? null;
}

/** All that divide a whole number, of which there are few; none of a large one. */
const divisorsOf = (whole: number): number[] =>
  whole > MOST_FACTOR ? [] : range(whole).flatMap((i) => (whole % (i + 1) === 0 ? [i + 1] : []));

const sameNumbers = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && range(a.length).every((i) => Object.is(a[i], b[i]));
