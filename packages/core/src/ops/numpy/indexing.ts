/** Python's brackets: integers, slices, new axes, an ellipsis, and tensors of indices, as in NumPy. */
import { IndexError, PythonTypeError, ValueError } from '../../errors.js';
import { cast } from '../../primitives/elementwise.js';
import { gather, gatherNd } from '../../primitives/indexing.js';
import { broadcastTo, concatenate, reshape, reverse, slice } from '../../primitives/movement.js';
import { broadcastShapes, formatShape, normalizeIndex, range } from '../../shape.js';
import { anySymbolic, symbols } from '../../symbolic/symbols.js';
import { asTensor, isTensor, type Nested, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { numpy } from '../support/arguments.js';
import { asIndices, moveAxes } from '../support/composites.js';
import { concreteNumbers } from '../support/concrete.js';

/**
 * One part of an index: an integer, a slice ('1:3', '::-1', ':'), '...', null for a new axis, or indices (bools select the
 * elements that are true).
 */
export type Key = number | string | null | Tensor | readonly Nested[];

/** What a key does to the axes that it stands for. */
type Step =
  | { readonly kind: 'slice'; readonly start: number; readonly size: number; readonly step: number }
  | { readonly kind: 'integer'; readonly index: number }
  | { readonly kind: 'new' }
  | { readonly kind: 'tensor'; readonly indices: Tensor };

type Bound = number | null;

/** The parts of a slice; what is left out is null. */
function parseSlice(text: string): [start: Bound, stop: Bound, step: Bound] {
  const parts = text.split(':').map((part) => (part.trim() === '' ? null : Number(part)));
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => part !== null && !Number.isInteger(part))) {
    throw new ValueError('[get_item]: this is not a slice.', {
      expected: "'start:stop' or 'start:stop:step', of integers that may be left out",
      received: `'${text}'`,
      ...(text.includes(',') && { hint: 'each axis is an argument of its own.' }),
    });
  }
  const [start, stop, step = null] = parts as [Bound, Bound, Bound?];
  if (step === 0) throw new ValueError('[get_item]: the step of a slice must not be 0.', { received: `'${text}'` });
  return [start, stop, step];
}

/** The elements that a Python slice takes from an axis: start, number of elements, step. */
function resolveSlice(text: string, length: number): { start: number; size: number; step: number } {
  const [from, to, by] = parseSlice(text);
  const step = by ?? 1;
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const bound = (value: Bound, otherwise: number): number =>
    value === null ? otherwise : Math.min(most, Math.max(least, value < 0 ? value + length : value));
  const start = bound(from, step > 0 ? least : most);
  const stop = bound(to, step > 0 ? most : least);
  return { start, size: Math.max(0, Math.ceil((stop - start) / step)), step };
}

/** The positions of the true elements, one int32 tensor for each axis of the mask. Their number depends on values. */
export function positionsOf(op: string, mask: Tensor): Tensor[] {
  const values = concreteNumbers(op, mask);
  const at = range(mask.size).filter((i) => values[i]);
  let inner = mask.size;
  return mask.shape.map((dim) => {
    inner /= dim;
    return asTensor(new Int32Array(at.map((i) => Math.floor(i / inner) % dim)), 'int32');
  });
}

const isList = (key: Key): key is readonly Nested[] => Array.isArray(key);

/** One step for each axis of `x`, plus those for new axes. */
function stepsOf(x: Tensor, keys: readonly Key[]): Step[] {
  const tensors = keys.map((key) => (isTensor(key) ? key : isList(key) ? asTensor(key) : null));
  const axesOf = (key: Key, i: number): number =>
    key === null || key === '...' ? 0 : tensors[i]?.dtype === 'bool' ? tensors[i]!.rank : 1;
  const used = keys.reduce<number>((total, key, i) => total + axesOf(key, i), 0);
  if (used > x.rank || keys.filter((key) => key === '...').length > 1) {
    throw new IndexError('[get_item]: the index has more parts than the tensor has axes, or two ellipses.', {
      received: `${keys.length} parts for shape ${formatShape(x.shape)}`,
    });
  }
  const whole = (axis: number): Step => ({ kind: 'slice', start: 0, size: x.shape[axis]!, step: 1 });
  let axis = 0;
  const steps = keys.flatMap((key, i): Step[] => {
    if (key === null) return [{ kind: 'new' }];
    if (key === '...') {
      const skipped = range(x.rank - used).map((j) => whole(axis + j));
      axis += skipped.length;
      return skipped;
    }
    const at = axis;
    axis += axesOf(key, i);
    const indices = tensors[i];
    if (indices?.dtype === 'bool')
      return positionsOf('get_item', indices).map((each) => ({ kind: 'tensor', indices: each }));
    if (indices) return [{ kind: 'tensor', indices }];
    if (typeof key === 'number') {
      return [{ kind: 'integer', index: normalizeIndex(key, x.shape[at]!, 'get_item') }];
    }
    if (typeof key === 'string') return [{ kind: 'slice', ...resolveSlice(key, x.shape[at]!) }];
    throw new PythonTypeError("[get_item]: an index is made of integers, slices, null, '...' and tensors.");
  });
  return [...steps, ...range(x.rank - axis).map((i) => whole(axis + i))];
}

/** The part of the index that needs no values: slices, then integer axes dropped and new ones added. */
function takeSlices(x: Tensor, steps: readonly Step[]): Tensor {
  const own = steps.filter((step) => step.kind !== 'new');
  const blocks = own.map((step, axis) => {
    if (step.kind === 'tensor') return { start: 0, size: x.shape[axis]!, step: 1 };
    return step.kind === 'integer' ? { start: step.index, size: 1, step: 1 } : step;
  });
  const backwards = range(blocks.length).filter((axis) => blocks[axis]!.step < 0);
  const block = slice(
    x,
    blocks.map(({ start, size, step }) => (size === 0 ? 0 : step < 0 ? start + (size - 1) * step : start)),
    blocks.map(({ size }) => size),
    blocks.map(({ step }) => Math.abs(step)),
  );
  const ordered = reverse(block, backwards);
  let axis = 0;
  const shape = steps.flatMap((step) => {
    if (step.kind === 'new') return [1];
    const size = ordered.shape[axis++]!;
    return step.kind === 'integer' ? [] : [size];
  });
  return reshape(ordered, shape);
}

/**
 * NumPy's rule for where the axes of the indices go: where they stood if all of them (integers count) are neighbours, else in front.
 */
function targetAxis(steps: readonly Step[]): number {
  const indexed = range(steps.length).filter((i) => steps[i]!.kind === 'tensor' || steps[i]!.kind === 'integer');
  const first = indexed[0]!;
  const adjacent = indexed[indexed.length - 1]! - first === indexed.length - 1;
  return adjacent ? first : 0;
}

/** The elements that an index picks. */
export function index(x: Tensor, keys: readonly Key[]): Tensor {
  const steps = stepsOf(x, keys);
  const block = takeSlices(x, steps);
  const left = steps.filter((step) => step.kind !== 'integer');
  const axes = range(left.length).filter((i) => left[i]!.kind === 'tensor');
  const tensors = left.flatMap((step) => (step.kind === 'tensor' ? [asIndices(step.indices)] : []));
  if (tensors.length === 0) return block;
  const target = targetAxis(steps);
  if (tensors.length === 1) {
    const picked = gather(block, tensors[0]!, axes[0]!);
    const own = range(tensors[0]!.rank);
    return moveAxes(
      picked,
      own.map((i) => axes[0]! + i),
      own.map((i) => target + i),
    );
  }
  const shape = broadcastShapes('get_item', ...tensors.map((each) => each.shape));
  const vectors = tensors.map((each) => reshape(broadcastTo(cast(each, 'int32'), shape), [...shape, 1]));
  const picked = gatherNd(moveAxes(block, axes, range(axes.length)), concatenate(vectors, shape.length));
  const own = range(shape.length);
  return moveAxes(
    picked,
    own,
    own.map((i) => target + i),
  );
}

const partsOf = (key: Key | readonly Key[]): readonly Key[] =>
  Array.isArray(key) ? (key as readonly Key[]) : [key as Key];

const isPositions = (part: Key): boolean => typeof part === 'object' && part !== null;

/** The symbolic result for a key of values. As in Keras, a wrong key is a ValueError there. */
function symbolicItem(x: Tensor, key: Key | readonly Key[]): unknown {
  if (anySymbolic([key])) return undefined;
  try {
    return symbols().result((value) => index(value as Tensor, partsOf(key)), [x]);
  } catch (error) {
    throw error instanceof IndexError ? new ValueError(error.summary) : error;
  }
}

/** A part of a key as files of Keras hold it. */
function savedPart(part: Key): unknown {
  if (typeof part !== 'string') return part;
  if (part === '...') return { class_name: '__ellipsis__', config: {} };
  const [start, stop, step] = parseSlice(part);
  return { class_name: '__slice__', config: { start, stop, step } };
}

/** Keras reads tuples, and integers alone. */
function savedKey(key: Key | readonly Key[]): unknown {
  const parts = partsOf(key);
  return parts.length === 1 && typeof parts[0] === 'number' ? parts[0] : parts.map(savedPart);
}

/**
 * The elements that an index picks: Python's `x[key]`. An array is a tuple of parts.
 *
 * @throws IndexError for an integer out of range or too many parts; ValueError if x is symbolic
 * @example
 * ops.getItem(x, 0); // x[0]
 * ops.getItem(x, ['...', '1:3', null]); // x[..., 1:3, None]
 */
export const getItem = numpy(
  'get_item',
  ['x', 'key'],
  (x: TensorLike, key: Key | readonly Key[]): Tensor => index(asTensor(x), partsOf(key)),
  {
    tensors: 2,
    spec: symbolicItem,
    saved: (x: unknown, key: Key | readonly Key[]) => [x, savedKey(key)],
    looksUp: (_x, key: Key | readonly Key[]) => partsOf(key).some(isPositions),
  },
);
