/** Branches and loops. */
import { cond } from '../../../control-flow/cond.js';
import { scan } from '../../../control-flow/scan.js';
import { whileTree } from '../../../control-flow/while-loop.js';
import { NotImplementedError, ValueError } from '../../../errors.js';
import * as ops from '../../../ops/index.js';
import { isKnown, knownNumber } from '../../../ops/support/static-values.js';
import { less, logicalAnd } from '../../../primitives/compare.js';
import { add, cast, scalar } from '../../../primitives/elementwise.js';
import { iota } from '../../../primitives/iota.js';
import { moveAxis, reshape, reverse } from '../../../primitives/movement.js';
import { normalizeAxis, range, sameShape } from '../../../shape.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';
import { type OperatorNode, type OperatorTable, operator } from '../operator.js';

/** Iterations that are written out where a loop cannot stay one. */
const MOST_ITERATIONS = 10_000;

function branch(node: OperatorNode, condition: Tensor): Tensor[] {
  const [onTrue, onFalse] = [node.body('then_branch'), node.body('else_branch')];
  if (isKnown(condition)) return (knownNumber('The condition of If', condition) ? onTrue : onFalse).run([]);
  return cond(
    reshape(condition, []),
    () => onTrue.run([]),
    () => onFalse.run([]),
  );
}

/** Carried values, and what each iteration adds to the stacked outputs. */
interface Iteration {
  readonly proceed: Tensor;
  readonly carried: readonly Tensor[];
  readonly rows: readonly Tensor[];
}

type Iterate = (i: Tensor, proceed: Tensor, carried: readonly Tensor[]) => Iteration;

function loop(
  node: OperatorNode,
  count: Tensor | undefined,
  first: Tensor | undefined,
  ...given: readonly (Tensor | undefined)[]
): Tensor[] {
  const body = node.body('body');
  const initial = given as readonly Tensor[];
  const iterate: Iterate = (i, proceed, carried) => {
    const [next, ...others] = body.run([i, proceed, ...carried]);
    return {
      proceed: reshape(next!, []),
      carried: others.slice(0, initial.length),
      rows: others.slice(initial.length),
    };
  };
  const start = first ? reshape(first, []) : scalar(1, 'bool');
  const trips = count && isKnown(count) ? knownNumber('The count of Loop', count) : null;
  const form = formOf(iterate, initial);
  const writtenOut = () => unrolled(iterate, start, initial, trips ?? MOST_ITERATIONS, body.outputCount);
  const isCertain = trips !== null && isKnown(start) && knownNumber('The condition of Loop', start) !== 0;
  if (isCertain && form === 'counted') return countedOr(() => counted(iterate, initial, trips), writtenOut);
  if (form === 'stops' && body.outputCount === initial.length + 1) return whileLoop(iterate, count, start, initial);
  return writtenOut();
}

/**
 * Whether nothing but the count ends the loop and all carried values keep their shapes ('counted'), values may end it ('stops'), or it
 * cannot stay a loop ('varies'). What the values are is left open.
 */
function formOf(iterate: Iterate, initial: readonly Tensor[]): 'counted' | 'stops' | 'varies' {
  const proceed = placeholder({ shape: [], dtype: 'bool' });
  try {
    const next = iterate(placeholder({ shape: [], dtype: 'int64' }), proceed, initial.map(placeholder));
    if (!keepsForm(initial, next.carried)) return 'varies';
    const goesOn = isKnown(next.proceed) && knownNumber('The condition of Loop', next.proceed) !== 0;
    return next.proceed === proceed || goesOn ? 'counted' : 'stops';
  } catch (error) {
    if (error instanceof NotImplementedError) return 'varies';
    throw error;
  }
}

/** Written out, a loop may compute shapes from the number of the iteration, which is no number in one that stays a loop. */
function countedOr(asLoop: () => Tensor[], writtenOut: () => Tensor[]): Tensor[] {
  try {
    return asLoop();
  } catch (error) {
    if (error instanceof NotImplementedError) return writtenOut();
    throw error;
  }
}

const keepsForm = (before: readonly Tensor[], after: readonly Tensor[]): boolean =>
  before.every((tensor, i) => tensor.dtype === after[i]!.dtype && sameShape(tensor.shape, after[i]!.shape));

/** A loop whose number of iterations is known, and which nothing ends before: it has a gradient. */
function counted(iterate: Iterate, initial: readonly Tensor[], trips: number): Tensor[] {
  const [last, rows] = scan(
    (carried: Tensor[], i: Tensor) => {
      const { carried: next, rows } = iterate(i, scalar(1, 'bool'), carried);
      return [[...next], [...rows]] as const;
    },
    [...initial],
    iota(trips, 'int64'),
  ) as unknown as [Tensor[], Tensor[]];
  return [...last, ...rows];
}

/** A loop whose carried values change their shapes, or whose condition is known in each iteration. */
function unrolled(
  iterate: Iterate,
  start: Tensor,
  initial: readonly Tensor[],
  trips: number,
  outputCount: number,
): Tensor[] {
  if (trips > MOST_ITERATIONS) {
    throw new NotImplementedError(
      'A Loop whose values change their shapes is written out, and this one runs too often.',
      {
        expected: `at most ${MOST_ITERATIONS} iterations`,
        received: `${trips}`,
      },
    );
  }
  let carried = initial;
  let proceed = start;
  const rows: (readonly Tensor[])[] = [];
  for (let i = 0; i < trips && knownNumber('The condition of Loop', proceed); i++) {
    const next = iterate(scalar(i, 'int64'), proceed, carried);
    ({ carried, proceed } = next);
    rows.push(next.rows);
  }
  const stackedCount = outputCount - 1 - initial.length;
  if (rows.length === 0 && stackedCount > 0) {
    throw new NotImplementedError('A Loop that never runs has stacked outputs of unknown shape.');
  }
  return [
    ...carried,
    ...range(stackedCount).map((k) =>
      ops.stack(
        rows.map((row) => row[k]!),
        0,
      ),
    ),
  ];
}

function whileLoop(iterate: Iterate, count: Tensor | undefined, start: Tensor, initial: readonly Tensor[]): Tensor[] {
  const limit = count && cast(reshape(count, []), 'int64');
  const [, , ...carried] = whileTree(
    (state) => {
      const [i, proceed] = state as [Tensor, Tensor];
      return limit ? logicalAnd(proceed, less(i, limit)) : proceed;
    },
    (state) => {
      const [i, proceed, ...values] = state as [Tensor, Tensor, ...Tensor[]];
      const next = iterate(i, proceed, values);
      return [add(i, scalar(1, 'int64')), next.proceed, ...next.carried];
    },
    [scalar(0, 'int64'), start, ...initial],
  ) as Tensor[];
  return carried;
}

/** Slices of some inputs along an axis of each, in either direction. */
function scanned(node: OperatorNode, ...given: readonly (Tensor | undefined)[]): Tensor[] {
  if (node.opset < 9) throw new NotImplementedError('Scan before version 9 is not read.');
  const body = node.body('body');
  const inputs = given as readonly Tensor[];
  const scanCount = node.int('num_scan_inputs', 0);
  const states = inputs.slice(0, inputs.length - scanCount);
  const outputCount = body.outputCount - states.length;
  const option = (name: string, count: number): number[] => node.ints(name) ?? range(count).map(() => 0);
  const [axes, directions] = [option('scan_input_axes', scanCount), option('scan_input_directions', scanCount)];
  const turned = (x: Tensor, isBackward: number | undefined): Tensor => (isBackward ? reverse(x, [0]) : x);
  const sequences = inputs
    .slice(states.length)
    .map((x, i) => turned(moveAxis(x, normalizeAxis(axes[i]!, x.rank, 'Scan'), 0), directions[i]));
  if (sequences.length === 0) throw new ValueError('Scan has nothing to go over.');
  const [last, rows] = scan(
    (carried: Tensor[], slices: Tensor[]) => {
      const results = body.run([...carried, ...slices]);
      return [results.slice(0, states.length), results.slice(states.length)] as const;
    },
    [...states],
    sequences,
  ) as unknown as [Tensor[], Tensor[]];
  const outputAxes = option('scan_output_axes', outputCount);
  const outputDirections = option('scan_output_directions', outputCount);
  return [
    ...last,
    ...rows.map((row, i) =>
      moveAxis(turned(row, outputDirections[i]), 0, normalizeAxis(outputAxes[i]!, row.rank, 'Scan')),
    ),
  ];
}

export const control: OperatorTable = {
  If: operator(1, branch),
  Loop: operator(0, loop, { shapes: [0] }),
  Scan: operator(0, scanned),
};
