/**
 * Shapes of symbolic tensors. A function is traced with numbers that stand for the unknown sizes, twice and with different ones:
 * sizes of the result that differ are unknown themselves. The second time all are small if the function takes that, because sizes
 * may be cut off: the first five of an unknown number are not always five. Where sizes do not fit, some of the unknown ones have to
 * be equal to each other, or to one that is known, as in [null, 3] + [2, null]; guesses are tried in turn.
 */
import { UnknownSizeError, ValueError } from '../errors.js';
import { isPlainObject } from '../python/python-call.js';
import { placeholder, Tensor } from '../tensor/tensor.js';
import { traced } from '../tracing/trace.js';
import { flatten, mapStructure, packSequenceAs } from '../tree/nested.js';
import type { KerasTensor } from './keras-tensor.js';
import { isTracingSymbols, newNumbers, numberFor, type StandIns, withStandIns } from './stand-ins.js';
import { isKerasTensor, newSymbol } from './symbols.js';
import { type Guess, guesses, joinsApart, setUnknowns, type Unknown, unknownsOf } from './unknown.js';

/** Guesses that are tried. */
const MOST_ATTEMPTS = 200;

type TracedFunction = (...args: unknown[]) => unknown;

/** The arguments with a placeholder for every symbolic tensor. */
export const standIn = (args: readonly unknown[], sizeOf: (unknown: Unknown) => number): unknown[] =>
  mapStructure((leaf: unknown) => {
    if (!isKerasTensor(leaf)) return leaf;
    const unknowns = unknownsOf(leaf);
    const shape = leaf.shape.map((dim, axis) => (unknowns[axis] ? sizeOf(unknowns[axis]) : dim));
    return placeholder({ shape, dtype: leaf.dtype });
  }, args) as unknown[];

/**
 * A tensor without a value in place of a result that only values give: for a layer that takes texts, where a symbolic call is traced.
 * null anywhere else.
 */
export const tracedSymbol = (symbol: () => KerasTensor): Tensor | null =>
  isTracingSymbols() ? (standIn([symbol()], numberFor)[0] as Tensor) : null;

/** The integers that a call mentions: sizes of its tensors, lengths of its lists, its numbers. */
function sizesIn(value: unknown): number[] {
  if (value instanceof Tensor) return value.shape.filter((dim): dim is number => dim !== null);
  if (typeof value === 'number') return Number.isInteger(value) ? [value] : [];
  if (Array.isArray(value)) return [value.length, ...value.flatMap(sizesIn)];
  return isPlainObject(value) ? Object.values(value).flatMap(sizesIn) : [];
}

/** What a trace gave, and which sizes stood for what. */
interface Traced {
  readonly result: unknown;
  readonly table: StandIns;
}

/** The result of `body`, or null when it fails. */
function fitting<T>(body: () => T): T | null {
  try {
    return body();
  } catch {
    return null;
  }
}

/** Whether two results consist of tensors of the same ranks. */
function isAlike(a: unknown, b: unknown): boolean {
  const [leaves, others] = [flatten<unknown>(a), flatten<unknown>(b)];
  const rankOf = (leaf: unknown) => (leaf instanceof Tensor ? leaf.rank : null);
  return leaves.length === others.length && leaves.every((leaf, i) => rankOf(leaf) === rankOf(others[i]));
}

type Trace = (guess: Guess, areSmall?: boolean) => Traced;

/** Two traces that differ in all sizes that a guess leaves open; null when it turns out to be a wrong one. */
function tracedTwice(trace: Trace, unknowns: readonly Unknown[], guess: Guess): [Traced, Traced] | null {
  const first = trace(guess);
  if (unknowns.length === 0) return [first, first];
  if ([...guess.values()].some((value) => typeof value === 'number')) {
    // A size that may as well be twice as large is not known after all: that of an axis that is split in two.
    const double = (value: Unknown | number) => (typeof value === 'number' ? 2 * value : value);
    const doubled = fitting(() => trace(new Map([...guess].map(([unknown, value]) => [unknown, double(value)]))));
    if (doubled && joinsApart(guess, unknowns, 'known')) return null;
    return alike(first, doubled ?? trace(guess));
  }
  const small = fitting(() => trace(guess, true));
  if (small && isAlike(first.result, small.result)) return [first, small];
  return alike(first, trace(guess));
}

/** Sizes that are not known decide which results there are. */
class OpenStructureError extends UnknownSizeError {}

/** Both traces. @throws OpenStructureError where sizes that are not known have decided which results there are */
function alike(first: Traced, second: Traced): [Traced, Traced] {
  if (isAlike(first.result, second.result)) return [first, second];
  const [count, other] = [first, second].map(({ result }) => flatten<unknown>(result).length);
  const what = count === other ? 'the ranks of its results depend' : 'how many results there are depends';
  throw new OpenStructureError(`The structure of the result is not known: ${what} on a size that is not known.`, {
    expected: 'as many results, of the same ranks, for all sizes',
    hint: 'give the number where an op takes it, as in ops.unstack(x, num), or give the input a known size.',
  });
}

/** Symbolic tensors in place of tensors: sizes in which two traces differ are unknown. */
function merged(first: Traced, second: Traced): unknown {
  const others = flatten<unknown>(second.result);
  const leaves = flatten<unknown>(first.result).map((leaf, i) => {
    if (!(leaf instanceof Tensor)) return leaf;
    const other = others[i] as Tensor;
    const shape = leaf.shape.map((dim, axis) => (dim === other.shape[axis] ? dim : null));
    const symbol = newSymbol(shape, leaf.dtype);
    setUnknowns(symbol, (axis) => first.table.unknownOf(leaf.shape[axis]!));
    return symbol;
  });
  return packSequenceAs(first.result, leaves);
}

/**
 * What `fn` returns for symbolic arguments, as symbolic tensors. Assignments to variables made by `fn` have no effect.
 *
 * @param hints what else may mention sizes that unknown dimensions have to fit
 * @throws ValueError as `fn` does, when no sizes fit
 */
export function symbolicResult(fn: TracedFunction, args: readonly unknown[], hints: readonly unknown[] = []): unknown {
  const symbols = flatten<unknown>(args).filter(isKerasTensor);
  const unknowns = [...new Set(symbols.flatMap(unknownsOf))].filter((each) => each !== null);
  const numbers = newNumbers();
  const trace: Trace = (guess, areSmall = false) =>
    withStandIns(numbers, guess, areSmall, (table) => ({
      result: traced(() => fn(...standIn(args, (unknown) => table.sizeOf(unknown)))).result,
      table,
    }));
  const failures: unknown[] = [];
  const sizes = () => {
    const [first] = failures;
    // Weights whose size is not known are no reason to guess it.
    if (!(first instanceof ValueError) || first instanceof UnknownSizeError) return [];
    return [...new Set([...sizesIn(args), ...sizesIn(hints)])].filter((each) => each > 1);
  };
  for (const guess of guesses(unknowns, sizes)) {
    if (failures.length > MOST_ATTEMPTS) break;
    try {
      const traces = tracedTwice(trace, unknowns, guess);
      if (traces) return merged(...traces);
    } catch (error) {
      // Of whatever class: functions may catch an error of sizes and throw their own.
      failures.push(error);
      // No other number would make it known, and traces that run through all slices are slow.
      if (failures[0] instanceof OpenStructureError) break;
    }
  }
  throw failures[0];
}
