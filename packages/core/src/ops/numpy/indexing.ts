/** Python's brackets: integers, slices, new axes, an ellipsis, and tensors of indices, as in NumPy. */
import { IndexError, PythonTypeError, ValueError } from '../../errors.js';
import { cast } from '../../primitives/elementwise.js';
import { gather, gatherNd } from '../../primitives/indexing.js';
import { broadcastTo, concatenate, reshape, reverse, slice } from '../../primitives/movement.js';
import { isPlainObject } from '../../python/python-call.js';
import { broadcastShapes, formatShape, normalizeIndex, range } from '../../shape.js';
import { anySymbolic, symbols } from '../../symbolic/symbols.js';
import { asTensor, isTensor, type Nested, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { numpy } from '../support/arguments.js';
import { asIndices, moveAxes } from '../support/composites.js';
import { concreteNumbers } from '../support/concrete.js';

/** A slice whose bounds are computed; what is left out, or null, is as in '::'. */
export interface Slice {
  readonly start?: number | null;
  readonly stop?: number | null;
  readonly step?: number | null;
}

/**
 * One part of an index: an integer, a slice ('1:3', '::-1', ':', { start: n }), '...', null for a new axis, or indices (bools select
 * the elements that are true).
 */
export type Key = number | string | null | Slice | Tensor | readonly Nested[];

/** What a key does to the axes that it stands for. */
type Step =
  | { readonly kind: 'slice'; readonly start: number; readonly size: number; readonly step: number }
  | { readonly kind: 'integer'; readonly index: number }
  | { readonly kind: 'new' }
  | { readonly kind: 'tensor'; readonly indices: Tensor };

type Bound = number | null;

/** The parts of a slice; what is left out is null. */
interface Bounds {
  readonly start: Bound;
  readonly stop: Bound;
  readonly step: Bound;
}

const boundIn = (text: string): Bound => (text.trim() === '' ? null : Number(text));

const isBound = (value: Bound): boolean => value === null || Number.isInteger(value);

function parseSlice(text: string): Bounds {
  const parts = text.split(':');
  const bounds = { start: boundIn(parts[0]!), stop: boundIn(parts[1] ?? ''), step: boundIn(parts[2] ?? '') };
  if (parts.length === 2 || parts.length === 3) if (areBounds(bounds)) return bounds;
  throw new ValueError('[get_item]: this is not a slice.', {
    expected: "'start:stop' or 'start:stop:step', of integers that may be left out",
    received: `'${text}'`,
    ...(text.includes(',') && { hint: 'each axis is an argument of its own.' }),
  });
}

const areBounds = ({ start, stop, step }: Bounds): boolean => isBound(start) && isBound(stop) && isBound(step);

const BOUNDS = ['start', 'stop', 'step'] as const;

const isSlice = (key: Key): key is Slice =>
  isPlainObject(key) && Object.keys(key).every((name) => (BOUNDS as readonly string[]).includes(name));

/** The same of a slice of either form. */
function boundsOf(given: string | Slice): Bounds {
  if (typeof given === 'string') return parseSlice(given);
  const bounds = { start: given.start ?? null, stop: given.stop ?? null, step: given.step ?? null };
  if (areBounds(bounds)) return bounds;
  throw new ValueError('[get_item]: the bounds of a slice are integers.', { received: JSON.stringify(given) });
}

/** A bound from 0 to `most`, or from -1 on where a slice goes backwards. */
const within = (value: number, length: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value < 0 ? value + length : value));

/** The elements that a Python slice takes from an axis: start, number of elements, step. */
function resolveSlice(given: string | Slice, length: number): { start: number; size: number; step: number } {
  const bounds = boundsOf(given);
  const step = bounds.step ?? 1;
  if (step === 0)
    throw new ValueError('[get_item]: the step of a slice must not be 0.', { received: JSON.stringify(given) });
  const least = step > 0 ? 0 : -1;
  const most = least + length;
  const start = bounds.start === null ? (step > 0 ? least : most) : within(bounds.start, length, least, most);
  const stop = bounds.stop === null ? (step > 0 ? most : least) : within(bounds.stop, length, least, most);
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

/** One step for each axis of `x`, plus those for new axes. Loops, since data is read by it, batch by batch. */
function stepsOf(x: Tensor, keys: readonly Key[]): Step[] {
  const tensors = keys.map((key) => (isTensor(key) ? key : isList(key) ? asTensor(key) : null));
  const axesOf = (i: number): number =>
    keys[i] === null || keys[i] === '...' ? 0 : tensors[i]?.dtype === 'bool' ? tensors[i]!.rank : 1;
  let used = 0;
  let ellipses = 0;
  for (let i = 0; i < keys.length; i++) {
    used += axesOf(i);
    if (keys[i] === '...') ellipses += 1;
  }
  if (used > x.rank || ellipses > 1) {
    throw new IndexError('[get_item]: the index has more parts than the tensor has axes, or two ellipses.', {
      received: `${keys.length} parts for shape ${formatShape(x.shape)}`,
    });
  }
  const steps: Step[] = [];
  let axis = 0;
  const takeWhole = (count: number) => {
    for (const end = axis + count; axis < end; axis++) {
      steps.push({ kind: 'slice', start: 0, size: x.shape[axis]!, step: 1 });
    }
  };
  for (const [i, key] of keys.entries()) {
    const indices = tensors[i];
    const length = x.shape[axis]!;
    if (key === null) steps.push({ kind: 'new' });
    else if (key === '...') takeWhole(x.rank - used);
    else if (indices?.dtype === 'bool') {
      for (const each of positionsOf('get_item', indices)) steps.push({ kind: 'tensor', indices: each });
    } else if (indices) steps.push({ kind: 'tensor', indices });
    else if (typeof key === 'number') {
      steps.push({ kind: 'integer', index: normalizeIndex(key, length, 'get_item') });
    } else if (typeof key === 'string' || isSlice(key)) steps.push({ kind: 'slice', ...resolveSlice(key, length) });
    else throw new PythonTypeError("[get_item]: an index is made of integers, slices, null, '...' and tensors.");
    axis += axesOf(i);
  }
  takeWhole(x.rank - axis);
  return steps;
}

/** The part of the index that needs no values: slices, then integer axes dropped and new ones added. */
function takeSlices(x: Tensor, steps: readonly Step[]): Tensor {
  const starts: number[] = [];
  const sizes: number[] = [];
  const strides: number[] = [];
  const backwards: number[] = [];
  const shape: number[] = [];
  for (const each of steps) {
    if (each.kind === 'new') {
      shape.push(1);
      continue;
    }
    const axis = starts.length;
    const { start, size, step } = blockOf(each, x.shape[axis]!);
    if (step < 0) backwards.push(axis);
    starts.push(size === 0 ? 0 : step < 0 ? start + (size - 1) * step : start);
    sizes.push(size);
    strides.push(Math.abs(step));
    if (each.kind !== 'integer') shape.push(size);
  }
  return reshape(reverse(slice(x, starts, sizes, strides), backwards), shape);
}

function blockOf(step: Exclude<Step, { kind: 'new' }>, length: number): { start: number; size: number; step: number } {
  if (step.kind === 'slice') return step;
  return step.kind === 'integer' ? { start: step.index, size: 1, step: 1 } : { start: 0, size: length, step: 1 };
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

/** What integers and slices that go forwards pick; null for any other index. In one go, since data is read by it, batch by batch. */
function indexForwards(x: Tensor, keys: readonly Key[]): Tensor | null {
  const { shape } = x;
  if (keys.length > shape.length) return null;
  const starts: number[] = [];
  const sizes: number[] = [];
  const strides: number[] = [];
  const left: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const key = keys[axis];
    const length = shape[axis]!;
    if (typeof key === 'number') {
      starts.push(normalizeIndex(key, length, 'get_item'));
      sizes.push(1);
      strides.push(1);
      continue;
    }
    const isGiven = axis < keys.length;
    if (isGiven && (typeof key !== 'string' || key === '...')) return null;
    const block = isGiven ? resolveSlice(key as string, length) : { start: 0, size: length, step: 1 };
    if (block.step < 0) return null;
    starts.push(block.size === 0 ? 0 : block.start);
    sizes.push(block.size);
    strides.push(block.step);
    left.push(block.size);
  }
  return reshape(slice(x, starts, sizes, strides), left);
}

/** The elements that an index picks. */
export function index(x: Tensor, keys: readonly Key[]): Tensor {
  const simple = indexForwards(x, keys);
  if (simple) return simple;
  const steps = stepsOf(x, keys);
  const block = takeSlices(x, steps);
  if (!steps.some(({ kind }) => kind === 'tensor')) return block;
  const left = steps.filter((step) => step.kind !== 'integer');
  const axes = range(left.length).filter((i) => left[i]!.kind === 'tensor');
  const tensors = left.flatMap((step) => (step.kind === 'tensor' ? [asIndices(step.indices)] : []));
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

const isPositions = (part: Key): boolean => typeof part === 'object' && part !== null && !isSlice(part);

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
  if (part === '...') return { class_name: '__ellipsis__', config: {} };
  if (typeof part !== 'string' && !isSlice(part)) return part;
  return { class_name: '__slice__', config: boundsOf(part) };
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
