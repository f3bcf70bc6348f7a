import { IndexError, PythonTypeError, ShapeError, ValueError } from './errors.js';
import { show } from './show.js';

export type Shape = readonly number[];

// Both are called some hundred times in a step of eager code, which V8 interprets at first: loops, and no function for each size.
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i]!;
  return size;
}

export function sameShape(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export const formatShape = (shape: readonly (number | null)[]): string => `[${shape.map(String).join(', ')}]`;
export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * shape[i + 1]!;
  return strides;
}

/** NumPy's broadcasting of several shapes; an error names them all. */
export function broadcastShapes(op: string, ...shapes: Shape[]): number[] {
  const [first] = shapes;
  if (first && shapes.every((shape) => sameShape(shape, first))) return [...first];
  const rank = Math.max(0, ...shapes.map((s) => s.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let i = 0; i < shape.length; i++) {
      const axis = rank - shape.length + i;
      const dim = shape[i]!;
      if (dim === 1) continue;
      if (result[axis] !== 1 && result[axis] !== dim) {
        throw new ShapeError(`[${op}]: shapes cannot be broadcast together.`, {
          expected: 'sizes that are equal or 1, aligned from the last axis',
          received: shapes.map(formatShape).join(' and '),
        });
      }
      result[axis] = dim;
    }
  }
  return result;
}

/** More elements than any memory has room for; their number is still exact. */
export const MOST_ELEMENTS = 2 ** 42;
/** Those of an array of JavaScript. */
const MOST_LISTED = 2 ** 32 - 1;

/**
 * A number of elements that a result is about to have.
 *
 * @param most as many as may be
 * @throws ValueError for what is no number of elements, or beyond all memory
 */
export function requireSize(op: string, size: number, most = MOST_ELEMENTS): number {
  if (Number.isInteger(size) && size >= 0 && size <= most) return size;
  throw new ValueError(`[${op}]: the result cannot have so many elements.`, {
    expected: 'a number of elements that is not negative, and that memory has room for',
    received: String(size),
  });
}

/** {@link requireSize} of a list that is made at once. */
export const requireLength = (op: string, length: number): number => requireSize(op, length, MOST_LISTED);

/** @throws ShapeError for what are no sizes */
export function requireSizes(op: string, shape: readonly unknown[]): asserts shape is Shape {
  for (const size of shape) {
    if (typeof size === 'number' && Number.isInteger(size) && size >= 0) continue;
    throw new ShapeError(`[${op}]: sizes must be non-negative integers.`, { received: show(shape) });
  }
}

/** @throws TypeError for what is no list of sizes */
export function requireShape(op: string, shape: unknown): asserts shape is Shape {
  if (Array.isArray(shape)) return;
  throw new PythonTypeError(`[${op}]: the shape is no array of integers.`, { received: String(shape) });
}

/** Resolves a possibly negative axis. */
export function normalizeAxis(axis: number, rank: number, op = 'axis'): number {
  if (!Number.isInteger(axis)) throw new PythonTypeError(`[${op}]: an axis is one integer.`, { received: show(axis) });
  const resolved = axis < 0 ? axis + rank : axis;
  if (resolved < 0 || resolved >= rank) {
    throw new ValueError(`[${op}]: axis ${axis} is out of bounds for a tensor of rank ${rank}.`);
  }
  return resolved;
}

/** Resolves `null` (all axes), one axis or several into sorted, non-negative, distinct axes. */
export function normalizeAxes(
  axes: number | readonly number[] | null | undefined,
  rank: number,
  op = 'axis',
): number[] {
  if (axes === null || axes === undefined) return range(rank);
  const list = (typeof axes === 'number' ? [axes] : axes).map((axis) => normalizeAxis(axis, rank, op));
  if (new Set(list).size !== list.length) {
    throw new ValueError(`[${op}]: an axis is given twice.`, { received: formatShape(list) });
  }
  return list.sort((a, b) => a - b);
}

/** The shape left after reducing `axes`. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdims: boolean): number[] {
  if (keepdims) return shape.map((dim, i) => (axes.includes(i) ? 1 : dim));
  return shape.filter((_, i) => !axes.includes(i));
}

/** For those who ask for a size of 0 and do not mean it. */
const EMPTY_HINT =
  'a product with an unknown size, which is null, is 0 in JavaScript; use -1 for the size that follows from the others.';

/** @throws ShapeError for a new shape without elements that is asked of symbolic sizes that need not be 0 */
export function refuseEmpty(from: readonly (number | null)[], target: readonly unknown[]): void {
  if (!target.includes(0) || from.includes(0)) return;
  throw new ShapeError('[reshape]: the new shape has no elements, but the tensor may have some.', {
    received: `${formatShape(from)} to [${target.map(String).join(', ')}]`,
    hint: EMPTY_HINT,
  });
}

/** Resolves a single -1 in a target shape from the number of elements. */
export function resolveReshape(from: Shape, target: readonly number[]): number[] {
  const size = sizeOf(from);
  const unknown = target.indexOf(-1);
  const result = [...target];
  if (unknown >= 0) {
    const known = target.reduce((p, d, i) => (i === unknown ? p : p * d), 1);
    result[unknown] = known === 0 ? 0 : size / known;
  }
  const wrong = sizeOf(result) !== size || result.some((d) => !Number.isInteger(d) || d < 0);
  if (wrong || target.filter((d) => d === -1).length > 1) {
    throw new ShapeError(`[reshape]: a tensor of ${size} elements does not fit the new shape.`, {
      expected: `a shape of ${size} elements, with at most one -1`,
      received: `${formatShape(from)} to ${formatShape(target)}`,
      ...(target.includes(0) && { hint: EMPTY_HINT }),
    });
  }
  return result;
}

/** Checks an index against a length, resolving negative ones. */
export function normalizeIndex(index: number, length: number, op = 'index'): number {
  const resolved = index < 0 ? index + length : index;
  if (!Number.isInteger(index) || resolved < 0 || resolved >= length) {
    throw new IndexError(`[${op}]: index ${index} is out of range for an axis of size ${length}.`);
  }
  return resolved;
}
