/** Elements of a tensor at places between its elements. */
import { isInteger } from '../../dtype.js';
import { greaterEqual, less, logicalAnd } from '../../primitives/compare.js';
import {
  abs,
  add,
  cast,
  floor,
  maximum,
  minimum,
  mul,
  scalarLike,
  select,
  sub,
  trunc,
} from '../../primitives/elementwise.js';
import { gather } from '../../primitives/indexing.js';
import { convert, resultType } from '../../python/promotion.js';
import { sizeOf } from '../../shape.js';
import type { Tensor, TensorLike } from '../../tensor/tensor.js';
import { floorDivide, mod } from '../numpy/arithmetic.js';
import { flat } from '../support/composites.js';

/** Keras's names of the interpolations that transformations know. */
export const orders: Readonly<Record<string, number>> = { nearest: 0, bilinear: 1 };

export interface SamplingOptions {
  /** 0 takes the nearest element, 1 interpolates between the neighbours. */
  readonly order: number;
  readonly fillMode: string;
  /** What lies outside, in mode 'constant'. */
  readonly fillValue: TensorLike;
}

/** Where mirrors on the first and the last element bring an index. */
function mirrored(index: Tensor, size: number): Tensor {
  const last = size - 1;
  return last === 0 ? index : abs(sub(mod(add(index, scalarLike(last, index)), 2 * last), scalarLike(last, index)));
}

/** Which element stands at an index that may lie outside of an axis of this size. */
const folds: Readonly<Record<string, (index: Tensor, size: number) => Tensor>> = {
  constant: (index) => index,
  nearest: (index) => index,
  wrap: (index, size) => mod(index, size),
  mirror: mirrored,
  // Mirrors on the outer edges of the elements are mirrors on elements of half the size.
  reflect: (index, size) => {
    const one = scalarLike(1, index);
    return floorDivide(sub(mirrored(add(add(index, index), one), 2 * size + 1), one), 2);
  },
};

export const fillModes = Object.keys(folds);

/** An element that takes part in a sample, along one axis. */
interface Neighbour {
  /** Within the axis. */
  readonly index: Tensor;
  /** null where all of them are. */
  readonly isInside: Tensor | null;
  /** null for 1. */
  readonly weight: Tensor | null;
}

/** To the nearest integer, halves away from 0. */
function roundAway(x: Tensor): Tensor {
  const whole = trunc(x);
  const rest = sub(x, whole);
  return add(whole, trunc(add(rest, rest)));
}

function neighbours(coordinate: Tensor, size: number, { order, fillMode }: SamplingOptions): Neighbour[] {
  if (isInteger(coordinate.dtype)) return [{ index: coordinate, isInside: null, weight: null }];
  const within = (place: Tensor, weight: Tensor | null): Neighbour => {
    const given = cast(place, 'int32');
    const [zero, last] = [scalarLike(0, given), scalarLike(size - 1, given)];
    const isInside =
      fillMode === 'constant' ? logicalAnd(greaterEqual(given, zero), less(given, scalarLike(size, given))) : null;
    return { index: minimum(maximum(folds[fillMode]!(given, size), zero), last), isInside, weight };
  };
  if (order === 0) return [within(roundAway(coordinate), null)];
  const [lower, one] = [floor(coordinate), scalarLike(1, coordinate)];
  const share = sub(coordinate, lower);
  return [within(lower, sub(one, share)), within(add(lower, one), share)];
}

/** All ways to take one element of each list. */
const combinations = <T>(lists: readonly (readonly T[])[]): T[][] =>
  lists.reduce<T[][]>((all, list) => all.flatMap((head) => list.map((item) => [...head, item])), [[]]);

const present = (tensors: readonly (Tensor | null)[]): Tensor[] => tensors.filter((each) => each !== null);

/**
 * Elements of `x` at the given places: one tensor of coordinates for each axis, broadcast together. Integer coordinates are
 * positions of elements, which must exist; others may lie between elements and outside.
 */
export function sampled(x: Tensor, coordinates: readonly Tensor[], options: SamplingOptions): Tensor {
  const elements = flat(x);
  const fill = convert(options.fillValue, x.dtype);
  const floating = coordinates.find(({ dtype }) => !isInteger(dtype));
  const dtype = floating ? resultType(x.dtype, floating.dtype) : x.dtype;
  const axes = coordinates.map((coordinate, axis) =>
    neighbours(coordinate, x.shape[axis]!, options).map((neighbour) => {
      const stride = scalarLike(sizeOf(x.shape.slice(axis + 1)), neighbour.index);
      return { ...neighbour, offset: mul(neighbour.index, stride) };
    }),
  );
  const parts = combinations(axes).map((corner) => {
    const picked = gather(elements, corner.map(({ offset }) => offset).reduce(add), 0);
    const inside = present(corner.map(({ isInside }) => isInside));
    const value = inside.length > 0 ? select(inside.reduce(logicalAnd), picked, fill) : picked;
    const weights = present(corner.map(({ weight }) => weight)).map((weight) => cast(weight, dtype));
    return weights.reduce(mul, cast(value, dtype));
  });
  const total = parts.reduce(add);
  return cast(isInteger(x.dtype) && !isInteger(dtype) ? roundAway(total) : total, x.dtype);
}
