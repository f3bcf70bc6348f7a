/** Constants of traces that follow from sizes, as the number of samples does, and its reciprocal in a mean. */
import { range, sizeOf } from '../shape.js';
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

/** How a constant follows from sizes; null where no simple formula holds for all that were met, to the bit. */
export function constantOf(met: readonly SizedConstant[]): ConstantOf | null {
  const [first] = met as [SizedConstant];
  const { dtype, shape } = first.constant;
  const numbers = met.map(({ constant }) => toNumbers(constant));
  const same = met.every(
    ({ constant }, i) => sameNumbers(constant.shape, shape) && sameNumbers(numbers[i]!, numbers[0]!),
  );
  if (same) return () => first.constant;
  const isFilled = numbers.every((each) => range(each.length).every((i) => Object.is(each[i], each[0])));
  if (!isFilled || sizeOf(shape) === 0) return null;
  const dimensions = shape.map((_, axis) => numberOf(met, (constant) => constant.shape[axis]!, dtype));
  const value = numberOf(met, (constant) => Number(constant.data[0]), dtype);
  if (!value || !dimensions.every((dimension) => dimension !== null)) return null;
  return (sizes) => {
    const own = dimensions.map((dimension) => dimension(sizes));
    return fromNumbers(new Float64Array(sizeOf(own)).fill(value(sizes)), dtype, own);
  };
}

function numberOf(
  met: readonly SizedConstant[],
  numberIn: (constant: HostArray) => number,
  dtype: HostArray['dtype'],
): NumberOf | null {
  const values = met.map(({ constant }) => numberIn(constant));
  const rounded = (value: number) => Number(fromNumbers([value], dtype, []).data[0]);
  const holds = (formula: NumberOf) => met.every(({ sizes }, i) => rounded(formula(sizes)) === values[i]);
  const [first] = met as [SizedConstant];
  const candidates = range(first.sizes.length).flatMap((i): NumberOf[] => {
    const other = met.findIndex(({ sizes }) => sizes[i] !== first.sizes[i]);
    if (other < 0) return [];
    const slope = (values[other]! - values[0]!) / (met[other]!.sizes[i]! - first.sizes[i]!);
    const product = values[0]! * first.sizes[i]!;
    const numerator = Math.round(product * PARTS) / PARTS;
    return [
      (sizes) => values[0]! + slope * (sizes[i]! - first.sizes[i]!),
      (sizes) => numerator / sizes[i]!,
      ...FEW.map((few): NumberOf => {
        const factor = Math.round(few / product);
        return (sizes) => few / (factor * sizes[i]!);
      }),
    ];
  });
  return [() => values[0]!, ...candidates].find(holds) ?? null;
}

const sameNumbers = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && range(a.length).every((i) => Object.is(a[i], b[i]));
