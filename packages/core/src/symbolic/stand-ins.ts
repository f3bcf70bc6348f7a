/**
 * Shapes of symbolic tensors. Shape rules only ever see integers, so a function is traced twice, with two different sizes
 * standing in for every unknown dimension; sizes of the result that differ between the two are unknown themselves. The second
 * size is small if the function takes it, because sizes may be cut off: the first five of an unknown number are not always five.
 * Where an unknown dimension meets a known one, as in [null, 3] + [2, 3], sizes that occur in the call are tried in its place.
 */
import { FrameworkError, ValueError } from '../errors.js';
import { isPlainObject } from '../python-call.js';
import { placeholder, Tensor } from '../tensor.js';
import { traced } from '../trace.js';
import { flatten, mapStructure, packSequenceAs } from '../tree.js';
import { isKerasTensor, KerasTensor, type SymbolicShape } from './keras-tensor.js';

/** Primes, so that products and quotients rarely coincide with sizes that users write. */
const STAND_INS = [283, 293] as const;
const SMALL_STAND_IN = 2;

/** Traces that are tried where the stand-ins do not fit. */
const MOST_ATTEMPTS = 200;

/** Sizes in place of stand-ins, by the number of the unknown dimension within the call. */
type KnownSizes = ReadonlyMap<number, number>;

/** The arguments with every symbolic tensor replaced by a placeholder in which `size` stands for unknown dimensions. */
export function standIn(args: readonly unknown[], size: number, known: KnownSizes = new Map()): unknown[] {
  let unknown = -1;
  const sizeOf = (dim: number | null): number => {
    if (dim !== null) return dim;
    unknown += 1;
    return known.get(unknown) ?? size;
  };
  return mapStructure(
    (leaf: unknown) => (isKerasTensor(leaf) ? placeholder({ shape: leaf.shape.map(sizeOf), dtype: leaf.dtype }) : leaf),
    args,
  ) as unknown[];
}

/** The integers that a call mentions: sizes of its tensors, lengths of its lists, its numbers. */
function sizesIn(value: unknown): number[] {
  if (value instanceof Tensor) return value.shape.filter((dim): dim is number => dim !== null);
  if (typeof value === 'number') return Number.isInteger(value) ? [value] : [];
  if (Array.isArray(value)) return [value.length, ...value.flatMap(sizesIn)];
  return isPlainObject(value) ? Object.values(value).flatMap(sizesIn) : [];
}

/** Choices of sizes for some of the unknown dimensions, those for few of them first. */
function* choices(unknowns: number, sizes: readonly number[]): Generator<KnownSizes> {
  function* extend(chosen: [number, number][], from: number, more: number): Generator<KnownSizes> {
    if (more === 0) {
      yield new Map(chosen);
      return;
    }
    for (let i = from; i < unknowns; i++)
      for (const size of sizes) yield* extend([...chosen, [i, size]], i + 1, more - 1);
  }
  for (let count = 1; count <= unknowns; count++) yield* extend([], 0, count);
}

/** The size that stands for unknown dimensions in the trace that is going on. */
let current: number | null = null;

/** Whether a symbolic call is being traced: only shapes and dtypes of its result will be used. */
export const isTracingSymbols = (): boolean => current !== null;

/** Whether a size stands for an unknown one. */
export const isStandIn = (size: number): boolean => size === current;

/** A shape as the user knows it: in the trace of a symbolic call, sizes that stand for unknown ones are null again. */
export const withUnknowns = (shape: SymbolicShape): SymbolicShape =>
  current === null || current === SMALL_STAND_IN ? shape : shape.map((dim) => (dim === current ? null : dim));

function tracedWith(size: number, fn: () => unknown): unknown {
  const outer = current;
  current = size;
  try {
    return traced(fn).result;
  } finally {
    current = outer;
  }
}

/** The results of `fn` for two sets of sizes that agree where a size is known. */
function tracedTwice(
  fn: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  hints: readonly unknown[],
): unknown[] {
  const traceWith = (size: number, known?: KnownSizes) => tracedWith(size, () => fn(...standIn(args, size, known)));
  const [size, other] = STAND_INS;
  try {
    const first = traceWith(size);
    const small = fitting(() => traceWith(SMALL_STAND_IN));
    return [first, small && isAlike(first, small.result) ? small.result : traceWith(other)];
  } catch (failure) {
    if (!(failure instanceof ValueError)) throw failure;
    const sizes = [...new Set([...sizesIn(args), ...sizesIn(hints)])].filter((each) => each > 1);
    let attempts = 0;
    for (const known of choices(unknownsIn(args), sizes)) {
      attempts += 1;
      if (attempts > MOST_ATTEMPTS) break;
      const first = fitting(() => traceWith(size, known));
      if (first === null) continue;
      // A size that may as well be twice as large is not known after all: that of an axis that is split in two.
      const doubled = new Map([...known].map(([i, each]) => [i, 2 * each]));
      return [first.result, (fitting(() => traceWith(other, doubled)) ?? { result: traceWith(other, known) }).result];
    }
    throw failure;
  }
}

const unknownsIn = (args: readonly unknown[]): number =>
  flatten<unknown>(args).reduce<number>(
    (count, leaf) => count + (isKerasTensor(leaf) ? leaf.shape.filter((dim) => dim === null).length : 0),
    0,
  );

/** Whether two results consist of tensors of the same ranks. */
function isAlike(a: unknown, b: unknown): boolean {
  const [leaves, others] = [flatten<unknown>(a), flatten<unknown>(b)];
  const rankOf = (leaf: unknown) => (leaf instanceof Tensor ? leaf.rank : null);
  return leaves.length === others.length && leaves.every((leaf, i) => rankOf(leaf) === rankOf(others[i]));
}

/** The result of `body`, or null when sizes do not fit in it. */
function fitting(body: () => unknown): { readonly result: unknown } | null {
  try {
    return { result: body() };
  } catch (error) {
    if (error instanceof FrameworkError) return null;
    throw error;
  }
}

/**
 * What `fn` returns for symbolic arguments, as symbolic tensors. Assignments to variables made by `fn` have no effect.
 *
 * @param hints what else may mention sizes that unknown dimensions have to fit
 */
export function symbolicResult(
  fn: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  hints: readonly unknown[] = [],
): unknown {
  const [first, second] = tracedTwice(fn, args, hints);
  const others = flatten<unknown>(second);
  const merged = flatten<unknown>(first).map((leaf, i) => {
    if (!(leaf instanceof Tensor)) return leaf;
    const other = others[i] as Tensor;
    return new KerasTensor(
      leaf.shape.map((dim, axis) => (dim === other.shape[axis] ? dim : null)),
      leaf.dtype,
    );
  });
  return packSequenceAs(first, merged);
}
