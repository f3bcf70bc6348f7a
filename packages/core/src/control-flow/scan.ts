import { PythonTypeError, ValueError } from '../errors.js';
import { closeOver } from '../graph/closure.js';
import { opFamily } from '../ops/support/define.js';
import { zerosLike } from '../primitives/elementwise.js';
import { scan as scanGraph } from '../primitives/scan.js';
import { isPlainObject } from '../python/python-call.js';
import { formatShape, type Shape } from '../shape.js';
import { placeholder } from '../tensor/tensor.js';
import { type TensorTree, tensorTree } from '../transforms/tensor-tree.js';
import type { ArraysOf, TensorsOf } from '../transforms/types.js';
import { carriedTensors, recordLoop } from './carry.js';
import { assignAll } from './state.js';

interface ScanOptions {
  /** Number of iterations; needed where there is no `xs`. */
  length?: number | null;
  /** Runs from the last slice to the first. */
  reverse?: boolean;
  /** Accepted as a hint, and without effect. */
  unroll?: number | boolean;
}

type Body<Init, Xs, Y> = (carry: TensorsOf<Init>, x: ArraysOf<Xs>) => readonly [carry: unknown, y: Y];

interface Scan {
  /** Runs `f` a number of times, carrying a value from one to the next. */
  <const Init, Y>(f: Body<Init, null, Y>, init: Init, keywords: ScanOptions): [TensorsOf<Init>, Y];
  /** Runs `f` over the leading axis of `xs`, carrying a value from one slice to the next. */
  <const Init, const Xs, Y>(f: Body<Init, Xs, Y>, init: Init, keywords: ScanOptions & { xs: Xs }): [TensorsOf<Init>, Y];
  /** Runs `f` over the leading axis of `xs`, carrying a value from one slice to the next. */
  <const Init, const Xs, Y>(
    f: Body<Init, Xs, Y>,
    init: Init,
    xs: Xs,
    length?: number | null | ScanOptions,
    reverse?: boolean | ScanOptions,
    unroll?: number | boolean | ScanOptions,
  ): [TensorsOf<Init>, Y];
}

const core = opFamily('core');
const keywords = ['xs', 'length', 'reverse', 'unroll'];

function scanTrees(
  f: (carry: unknown, x: unknown) => unknown,
  init: unknown,
  xs: unknown = null,
  length: number | null = null,
  reverse = false,
  unroll: number | boolean = 1,
): [unknown, unknown] {
  if (typeof f !== 'function') throw new PythonTypeError('[scan]: f must be a function.', { received: typeof f });
  if (typeof unroll !== 'boolean' && !(Number.isInteger(unroll) && unroll > 0)) {
    throw new ValueError('[scan]: unroll must be a positive integer or a boolean.', { received: String(unroll) });
  }
  const carry = tensorTree(init, 'trees');
  const stacked = tensorTree(xs, 'tensors');
  const steps = iterations(stacked, length);
  const slices = stacked.tensors.map(({ shape, dtype }) => placeholder({ shape: shape.slice(1), dtype }));
  const x = stacked.pack(slices);
  let rows: TensorTree | undefined;
  const recorded = recordLoop(carry, [
    (carried) => {
      const [next, y] = pairOf(f(carried, x));
      rows = tensorTree(y, 'tensors');
      return [...carriedTensors('scan', carry, next), ...rows.tensors];
    },
  ]);
  const { initial, state, variables, before, after, outputs } = recorded;
  const next = outputs[0]!.slice(0, state.length);
  const ys = outputs[0]!.slice(state.length);
  if (steps === 0) {
    return [carry.pack(initial), rows!.pack(ys.map(({ shape, dtype }) => zerosLike({ shape: [0, ...shape], dtype })))];
  }
  const { bodies, captured } = closeOver(
    [{ inputs: [...state, ...before, ...slices], outputs: [...next, ...after[0]!, ...ys] }],
    recorded,
  );
  const carried = [...initial, ...variables.map((variable) => variable.uncast)];
  const results = scanGraph(bodies[0]!, { carried, stacked: stacked.tensors, captured }, steps, reverse);
  assignAll(variables, results.slice(state.length, carried.length));
  return [carry.pack(results.slice(0, state.length)), rows!.pack(results.slice(carried.length))];
}

function pairOf(returned: unknown): readonly [unknown, unknown] {
  if (Array.isArray(returned) && returned.length === 2) return returned as [unknown, unknown];
  throw new ValueError('[scan]: the function must return the pair [carry, y].', {
    received: Array.isArray(returned) ? `an array of length ${returned.length}` : typeof returned,
  });
}

/** The length of the leading axes, which must agree. */
function iterations({ tensors }: TensorTree, length: number | null): number {
  const shapes: readonly Shape[] = tensors.map((tensor) => tensor.shape);
  const sizes = new Set([...shapes.map((shape) => shape[0]), ...(length === null ? [] : [length])]);
  if (shapes.some((shape) => shape.length === 0) || sizes.size !== 1) {
    throw new ValueError('[scan]: the number of iterations is not clear.', {
      expected: 'xs with leading axes of one size, or a length',
      received: `xs of shapes ${shapes.map(formatShape).join(', ') || 'none'}, length ${length}`,
    });
  }
  return [...sizes][0]!;
}

const scanOp = core('scan', ['f', 'init', ...keywords], scanTrees, { tensors: 3 });

/**
 * Runs `f` over the leading axis of `xs`, carrying a value from one slice to the next. Differentiable, also in `init`, `xs` and
 * whatever `f` uses from outside. Variables that `f` assigns are carried as well.
 *
 * @param f from (carry, slice of xs) to [next carry, y]
 * @param xs tree of tensors with leading axes of one size, or null
 * @returns the last carry, and the ys stacked along a new leading axis
 * @throws ValueError when the carry changes its structure, shape or dtype; TypeError when `f` is no function
 * @example
 * const [total, sums] = scan((s, x) => [s.add(x), s.add(x)], 0, tensor([1, 2, 3]));
 * await sums.array(); // [1, 3, 6]
 */
export const scan: Scan = ((...args: unknown[]) => {
  // A plain object in the third place is the keywords if it looks like them, else the xs.
  const last = args[2];
  const isXs = args.length === 3 && isPlainObject(last) && !Object.keys(last).every((key) => keywords.includes(key));
  return (scanOp as unknown as (...all: unknown[]) => unknown)(...args, ...(isXs ? [{}] : []));
}) as Scan;

interface MapOver {
  /** Applies `f` to each slice of `xs`, one after the other. */
  <const Xs, Y>(f: (x: ArraysOf<Xs>) => Y, xs: Xs): Y;
}

/**
 * Applies `f` to each slice of `xs`, one after the other.
 *
 * @returns the results, stacked along a new leading axis
 * @example
 * await map((x) => x.sum(), tensor([[1, 2], [3, 4]])).array(); // [3, 7]
 */
export const map = core(
  'map',
  ['f', 'xs'],
  (f: (x: unknown) => unknown, xs: unknown) => scanTrees((_carry, x) => [null, f(x)], null, xs)[1],
  { tensors: 2 },
) as unknown as MapOver;
