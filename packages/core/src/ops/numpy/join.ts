/** keras.ops: joining, splitting, repeating and padding. */
import { PythonTypeError, ShapeError, UnknownSizeError, ValueError } from '../../errors.js';
import { broadcastTo, concatenate as join, reshape, slice } from '../../primitives/movement.js';
import { promote } from '../../python/promotion.js';
import { formatShape, normalizeAxis, range, type Shape, sameShape } from '../../shape.js';
import { isStandIn, isUnknownSize } from '../../symbolic/stand-ins.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { numpy } from '../support/arguments.js';
import { flat } from '../support/composites.js';
import { concreteIntegers, concreteNumbers } from '../support/concrete.js';
import { takeKnown } from '../support/static-index.js';

/** @throws TypeError for anything but a list, ValueError for an empty one */
const requireTensors = (op: string, xs: readonly TensorLike[]): void => {
  if (!Array.isArray(xs)) {
    throw new PythonTypeError(`[${op}]: the tensors are given as one array.`, {
      expected: '[a, b]',
      received: String(xs),
    });
  }
  if (xs.length === 0) throw new ValueError(`[${op}]: at least one tensor is needed.`);
};

const joined = (op: string, xs: readonly Tensor[], axis: number): Tensor => {
  return join(promote(...xs), normalizeAxis(axis, xs[0]!.rank, op));
};

/** Joins tensors along an existing axis. @throws ShapeError when other axes differ */
export const concatenate = numpy(
  'concatenate',
  ['xs', 'axis'],
  (xs: readonly TensorLike[], axis: number | null = 0): Tensor => {
    requireTensors('concatenate', xs);
    const tensors = xs.map((x) => asTensor(x));
    return axis === null ? joined('concatenate', tensors.map(flat), 0) : joined('concatenate', tensors, axis);
  },
  {
    spec: (_xs: readonly Tensor[], axis: number | null = 0) => {
      if (axis === null)
        throw new ValueError('[concatenate]: symbolic tensors need an axis.', { received: 'axis null' });
    },
  },
);

/** Joins tensors of one shape along a new axis. */
export const stack = numpy('stack', ['x', 'axis'], (x: readonly TensorLike[], axis: number = 0): Tensor => {
  requireTensors('stack', x);
  const tensors = x.map((each) => asTensor(each));
  const { shape } = tensors[0]!;
  if (tensors.some((each) => !sameShape(each.shape, shape))) {
    throw new ShapeError('[stack]: all tensors must have one shape.', {
      received: tensors.map((each) => formatShape(each.shape)).join(', '),
    });
  }
  const at = normalizeAxis(axis, shape.length + 1, 'stack');
  const expanded = [...shape.slice(0, at), 1, ...shape.slice(at)];
  return joined(
    'stack',
    tensors.map((each) => reshape(each, expanded)),
    at,
  );
});

/** At least `rank` axes: where missing ones are added is what the functions differ in. */
const atLeast = (x: TensorLike, shapeFor: (shape: Shape) => Shape): Tensor => {
  const value = asTensor(x);
  return reshape(value, shapeFor(value.shape));
};
const atLeast1 = (shape: Shape): Shape => (shape.length === 0 ? [1] : shape);
const atLeast2 = (shape: Shape): Shape => (shape.length < 2 ? [1, ...atLeast1(shape)] : shape);
const atLeast3 = (shape: Shape): Shape => (shape.length < 3 ? [...atLeast2(shape), 1] : shape);

/** Joins along the second axis; vectors along their only one. */
export const hstack = numpy('hstack', ['xs'], (xs: readonly TensorLike[]): Tensor => {
  requireTensors('hstack', xs);
  const tensors = xs.map((x) => atLeast(x, atLeast1));
  return joined('hstack', tensors, tensors[0]!.rank === 1 ? 0 : 1);
});
/** Joins along the first axis; vectors become rows. */
export const vstack = numpy('vstack', ['xs'], (xs: readonly TensorLike[]): Tensor => {
  requireTensors('vstack', xs);
  return joined(
    'vstack',
    xs.map((x) => atLeast(x, atLeast2)),
    0,
  );
});
/** Joins along the third axis. */
export const dstack = numpy('dstack', ['xs'], (xs: readonly TensorLike[]): Tensor => {
  requireTensors('dstack', xs);
  return joined(
    'dstack',
    xs.map((x) => atLeast(x, atLeast3)),
    2,
  );
});

/** Joins two tensors along an axis; without axis, all elements of both. */
export const append = numpy(
  'append',
  ['x1', 'x2', 'axis'],
  (x1: TensorLike, x2: TensorLike, axis: number | null = null): Tensor => {
    const tensors = [asTensor(x1), asTensor(x2)];
    return axis === null ? joined('append', tensors.map(flat), 0) : joined('append', tensors, axis);
  },
  { tensors: 2 },
);

/** A number of parts, or the positions of the cuts. */
type Sections = number | readonly number[] | Tensor;

function cut(x: Tensor, positions: readonly number[], axis: number): Tensor[] {
  const length = x.shape[axis]!;
  if (isStandIn(length) && positions.some((p) => p > length)) {
    throw new ShapeError('[split]: the cuts lie within an axis of unknown size.');
  }
  const bounds = [0, ...positions.map((p) => Math.min(length, Math.max(0, p < 0 ? p + length : p))), length];
  return range(bounds.length - 1).map((i) => {
    const size = Math.max(0, bounds[i + 1]! - bounds[i]!);
    return slice(
      x,
      x.shape.map((_, j) => (j === axis ? Math.min(bounds[i]!, length - size) : 0)),
      x.shape.map((dim, j) => (j === axis ? size : dim)),
    );
  });
}

function splitBy(op: string, x: Tensor, sections: Sections, axis: number, uneven = false): Tensor[] {
  const at = normalizeAxis(axis, x.rank, op);
  if (typeof sections !== 'number') {
    return cut(x, Array.isArray(sections) ? sections : Array.from(concreteNumbers(op, sections as Tensor)), at);
  }
  const length = x.shape[at]!;
  if (isUnknownSize(sections)) {
    throw new UnknownSizeError(`[${op}]: the number of parts must be known.`, {
      received: `${sections} parts of ${formatShape(x.shape)}`,
    });
  }
  // Whether an unknown size can be divided is known when there are values.
  if (!uneven && length % sections !== 0 && !isUnknownSize(length)) {
    throw new ValueError(`[${op}]: the axis cannot be split into equal parts.`, {
      expected: `a size that ${sections} divides`,
      received: `size ${length} of axis ${axis} of ${formatShape(x.shape)}`,
    });
  }
  const [part, longer] = [Math.floor(length / sections), length % sections];
  return cut(
    x,
    range(sections - 1).map((i) => (i + 1) * part + Math.min(i + 1, longer)),
    at,
  );
}

/**
 * Splits along an axis, into as many equal parts or at the given positions.
 *
 * @example
 * ops.split(ops.arange(6), 3); // [0, 1], [2, 3], [4, 5]
 * ops.split(ops.arange(6), [1, 3]); // [0], [1, 2], [3, 4, 5]
 */
export const split = numpy(
  'split',
  ['x', 'indicesOrSections', 'axis'],
  (x: TensorLike, indicesOrSections: Sections, axis: number = 0): Tensor[] =>
    splitBy('split', asTensor(x), indicesOrSections, axis),
);

/** Splits as {@link split}; where the parts cannot be equal, the first ones are longer by one. */
export const arraySplit = numpy(
  'array_split',
  ['x', 'indicesOrSections', 'axis'],
  (x: TensorLike, indicesOrSections: Sections, axis: number = 0): Tensor[] =>
    splitBy('array_split', asTensor(x), indicesOrSections, axis, true),
);

const splitAlong = (op: string, axisOf: (x: Tensor) => number) =>
  numpy(op, ['x', 'indicesOrSections'], (x: TensorLike, indicesOrSections: Sections): Tensor[] => {
    const input = asTensor(x);
    return splitBy(op, input, indicesOrSections, axisOf(input));
  });
/** Splits along the second axis, vectors along their only one. */
export const hsplit = splitAlong('hsplit', (x) => (x.rank === 1 ? 0 : 1));
/** Splits along the first axis. */
export const vsplit = splitAlong('vsplit', () => 0);
/** Splits along the third axis. */
export const dsplit = splitAlong('dsplit', () => 2);

/** Repeats the whole tensor so many times along each axis. */
export const tile = numpy('tile', ['x', 'repeats'], (x: TensorLike, repeats: number | readonly number[]): Tensor => {
  const input = asTensor(x);
  const given = concreteIntegers('tile', repeats);
  const rank = Math.max(input.rank, given.length);
  const counts = [...new Array<number>(rank - given.length).fill(1), ...given];
  const sizes = [...new Array<number>(rank - input.rank).fill(1), ...input.shape];
  // [n] -> [1, n] -> [count, n] -> [count * n]
  const spread = reshape(
    input,
    sizes.flatMap((dim) => [1, dim]),
  );
  const repeated = broadcastTo(
    spread,
    sizes.flatMap((dim, i) => [counts[i]!, dim]),
  );
  return reshape(
    repeated,
    sizes.map((dim, i) => dim * counts[i]!),
  );
});

/**
 * Repeats each element, all equally often or each a number of times of its own; without axis, of the flattened tensor.
 *
 * @throws RuntimeError if `repeats` is a tensor whose values are not known yet
 */
export const repeat = numpy(
  'repeat',
  ['x', 'repeats', 'axis'],
  (x: TensorLike, repeats: number | readonly number[] | Tensor, axis: number | null = null): Tensor => {
    const input = axis === null ? flat(asTensor(x)) : asTensor(x);
    const at = axis === null ? 0 : normalizeAxis(axis, input.rank, 'repeat');
    const length = input.shape[at]!;
    const counts =
      typeof repeats === 'number'
        ? [repeats]
        : Array.isArray(repeats)
          ? repeats
          : Array.from(concreteNumbers('repeat', repeats as Tensor));
    if (counts.some((count) => !Number.isInteger(count) || count < 0)) {
      throw new ValueError('[repeat]: how often is an integer that is not negative.', { received: `[${counts}]` });
    }
    if (counts.length === 1) {
      const before = input.shape.slice(0, at + 1);
      const after = input.shape.slice(at + 1);
      const repeated = broadcastTo(reshape(input, [...before, 1, ...after]), [...before, counts[0]!, ...after]);
      return reshape(repeated, [...input.shape.slice(0, at), length * counts[0]!, ...after]);
    }
    if (counts.length !== length) {
      throw new ValueError('[repeat]: one number is needed, or one for each element of the axis.', {
        expected: `1 or ${length} numbers`,
        received: `${counts.length}`,
      });
    }
    const indices = counts.flatMap((count, i) => new Array<number>(count).fill(i));
    return takeKnown(input, indices, at);
  },
);
