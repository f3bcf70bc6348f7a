/**
 * Shapes of symbolic tensors. Shape rules only ever see integers, so a function is traced twice, with two different sizes
 * standing in for every unknown dimension; sizes of the result that differ between the two are unknown themselves.
 */
import { placeholder, Tensor } from '../tensor.js';
import { traced } from '../trace.js';
import { flatten, mapStructure, packSequenceAs } from '../tree.js';
import { isKerasTensor, KerasTensor, type SymbolicShape } from './keras-tensor.js';

/** Primes, so that products and quotients rarely coincide with sizes that users write. */
const STAND_INS = [283, 293] as const;

/** The arguments with every symbolic tensor replaced by a placeholder in which `size` stands for unknown dimensions. */
export const standIn = (args: readonly unknown[], size: number): unknown[] =>
  mapStructure(
    (leaf: unknown) =>
      isKerasTensor(leaf) ? placeholder({ shape: leaf.shape.map((dim) => dim ?? size), dtype: leaf.dtype }) : leaf,
    args,
  ) as unknown[];

/** The size that stands for unknown dimensions in the trace that is going on. */
let current: number | null = null;

/** A shape as the user knows it: in the trace of a symbolic call, sizes that stand for unknown ones are null again. */
export const withUnknowns = (shape: SymbolicShape): SymbolicShape =>
  current === null ? shape : shape.map((dim) => (dim === current ? null : dim));

function tracedWith(size: number, fn: () => unknown): unknown {
  const outer = current;
  current = size;
  try {
    return traced(fn).result;
  } finally {
    current = outer;
  }
}

/** What `fn` returns for symbolic arguments, as symbolic tensors. Assignments to variables made by `fn` have no effect. */
export function symbolicResult(fn: (...args: unknown[]) => unknown, args: readonly unknown[]): unknown {
  const [first, second] = STAND_INS.map((size) => tracedWith(size, () => fn(...standIn(args, size))));
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
