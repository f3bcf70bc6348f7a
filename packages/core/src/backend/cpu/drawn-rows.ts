/** What the iterations of a loop draw: all at once, but for what one iteration hands on to the next. */
import { evaluateGraph, evaluateNode } from '../../graph/evaluate.js';
import { madeBy, makerOf } from '../../graph/match.js';
import type { Node, Spec } from '../../graph/node.js';
import { batchRule } from '../../op.js';
import { add } from '../../primitives/elementwise.js';
import type { RowsTask } from '../../simd/keyed-rows.js';
import { type HostArray, unfilledArray } from '../../tensor/host-array.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { type Drawing, isDrawing, type Rows } from './drawing.js';

/** What iterations do, in order. */
export type Program = readonly (Node | Drawing)[];

export const resultsOf = (step: Node | Drawing): readonly Tensor[] => (isDrawing(step) ? step.results : step.outputs);

/** A value that one row hands on to the next. */
export interface HandedOn {
  readonly arrives: Tensor;
  readonly leaves: Tensor;
}

/** A value to which each row adds what is known before, as to the counter of a seed generator. */
interface Counted extends HandedOn {
  readonly step: Tensor;
}

/** The parts of a program. */
export interface Parts {
  readonly counted: readonly Counted[];
  readonly handedOn: readonly HandedOn[];
  /** What leads to values that are handed on: it is done row by row. */
  readonly inTurn: Program;
  /** What others read of that. */
  readonly kept: readonly Tensor[];
  /** What is done for all rows at once, after that. */
  readonly together: Program;
  /** Of that the draws that nothing else is made of, and what leads to them. */
  readonly last: readonly Drawing[];
  readonly leading: Program;
}

/** @param wanted what is read of all rows */
export function partsOf(program: Program, all: readonly HandedOn[], wanted: readonly Tensor[]): Parts {
  const counted = all.flatMap((each) => countedOf(each, all));
  const handedOn = all.filter(({ arrives }) => !counted.some((each) => each.arrives === arrives));
  const needed = new Set(handedOn.map(({ leaves }) => leaves));
  const early = new Set<Node | Drawing>();
  for (const step of program.toReversed()) {
    if (takesRows(step) && !resultsOf(step).some((x) => needed.has(x))) continue;
    early.add(step);
    for (const x of step.inputs) needed.add(x);
  }
  const [inTurn, rest] = [true, false].map((isEarly) => program.filter((x) => early.has(x) === isEarly));
  const together = readBy(wanted, rest!);
  const read = new Set([...wanted, ...together.flatMap(({ inputs }) => inputs)]);
  const inner = new Set(together.flatMap(({ inputs }) => inputs));
  const last = together.filter(isDrawing).filter(({ results }) => !results.some((x) => inner.has(x)));
  const leading = readBy(
    last.flatMap(({ inputs }) => inputs),
    together,
  );
  const made = [...handedOn.map(({ arrives }) => arrives), ...inTurn!.flatMap(resultsOf)];
  return { counted, handedOn, inTurn: inTurn!, kept: made.filter((x) => read.has(x)), together, last, leading };
}

/** What leads to `wanted`. */
function readBy(wanted: readonly Tensor[], program: Program): Program {
  const read = new Set(wanted);
  const isRead = (step: Node | Drawing): boolean => {
    if (!resultsOf(step).some((x) => read.has(x))) return false;
    for (const x of step.inputs) read.add(x);
    return true;
  };
  return program.toReversed().filter(isRead).reverse();
}

function countedOf({ arrives, leaves }: HandedOn, all: readonly HandedOn[]): Counted[] {
  const terms = madeBy(leaves, add)?.inputs ?? [];
  const isEach = ({ size }: Tensor) => size === 1 || size === arrives.size;
  const step = terms.find((x) => isEach(x) && !makerOf(x) && !all.some((each) => each.arrives === x));
  return step && terms.includes(arrives) && arrives.dtype === 'uint32' ? [{ arrives, leaves, step }] : [];
}

/** The values of all rows, which `values` gets, and what the last row hands on. */
function count({ arrives, step }: Counted, rows: number, first: HostArray, values: Map<Tensor, Rows>): HostArray {
  const { size } = arrives;
  const { data: steps, isSame } = values.get(step) ?? { data: step.host!.data, isSame: true };
  const data = new Uint32Array((rows + 1) * size);
  data.set(first.data as Uint32Array);
  for (let i = 0; i < rows * size; i++) {
    const row = isSame ? 0 : Math.floor(i / size);
    data[i + size] = data[i]! + Number(steps[row * step.size + (i % step.size)]);
  }
  values.set(arrives, { data: data.subarray(0, rows * size), isSame: false });
  return { ...first, data: data.slice(rows * size) };
}

/**
 * Does row by row what has to be done so; `values` gets what others read of it.
 *
 * @param first what the first row begins with, of each value that is handed on
 * @returns what the last row hands on
 */
export function computeInTurn(
  parts: Parts,
  rows: number,
  values: Map<Tensor, Rows>,
  first: ReadonlyMap<Tensor, HostArray>,
): Map<Tensor, HostArray> {
  const ends = parts.counted.map(
    (each) => [each.arrives, count(each, rows, first.get(each.arrives)!, values)] as const,
  );
  return new Map([...ends, ...rowByRow(parts, rows, values, first)]);
}

function rowByRow(
  { handedOn, inTurn, kept }: Parts,
  count: number,
  values: Map<Tensor, Rows>,
  first: ReadonlyMap<Tensor, HostArray>,
): [Tensor, HostArray][] {
  const read = new Set(inTurn.flatMap(({ inputs }) => inputs));
  const given = [...values].filter(([x]) => read.has(x));
  const places = new Map(kept.map((x) => [x, unfilledArray(stackOf(x, count)).data]));
  const known = new Map<Tensor, HostArray>();
  let state = handedOn.map(({ arrives }) => first.get(arrives)!);
  for (let row = 0; row < count; row++) {
    for (const [x, { data, isSame }] of given) {
      const own = isSame ? data : data.subarray(row * x.size, (row + 1) * x.size);
      known.set(x, { dtype: x.dtype, shape: x.shape, data: own });
    }
    handedOn.forEach(({ arrives }, i) => {
      known.set(arrives, state[i]!);
    });
    const valueOf = (x: Tensor): HostArray => known.get(x) ?? x.host!;
    for (const step of inTurn) {
      const results = isDrawing(step) ? step.draw(known) : evaluateNode(step, step.inputs.map(valueOf));
      resultsOf(step).forEach((x, i) => {
        known.set(x, results[i]!);
      });
    }
    for (const [x, data] of places) data.set(known.get(x)!.data as never, row * x.size);
    state = handedOn.map(({ leaves }) => valueOf(leaves));
  }
  for (const [x, data] of places) values.set(x, { data, isSame: false });
  return handedOn.map(({ arrives }, i) => [arrives, { ...state[i]!, data: state[i]!.data.slice() }]);
}

/** Whether a step can be done for all rows at once. */
const takesRows = (step: Node | Drawing): boolean => isDrawing(step) || step.primitive.batch !== undefined;

/**
 * Does the rest for all rows at once.
 *
 * @param values what was computed before; it gets the rest
 * @param tables where draws go that are read of all rows
 * @param taskOf what another thread has begun to draw
 */
export function computeTogether(
  together: Program,
  count: number,
  values: Map<Tensor, Rows>,
  tables: ReadonlyMap<Tensor, HostArray>,
  taskOf: (drawing: Drawing) => RowsTask | null = () => null,
): void {
  const rowsOf = valueIn(values);
  for (const step of together) {
    if (isDrawing(step)) {
      const places = step.results.map((x) => tables.get(x)?.data ?? unfilledArray(stackOf(x, count)).data);
      step.drawRows(count, rowsOf, places, taskOf(step));
      step.results.forEach((x, i) => {
        values.set(x, { data: places[i]!, isSame: false });
      });
      continue;
    }
    const inputs = step.inputs.map(rowsOf);
    const isSame = inputs.every((each) => each.isSame);
    const computed = isSame
      ? evaluateNode(
          step,
          step.inputs.map((x, i) => ({ dtype: x.dtype, shape: x.shape, data: inputs[i]!.data })),
        )
      : evaluateRows(step, count, inputs);
    step.outputs.forEach((x, i) => {
      values.set(x, { data: computed[i]!.data, isSame });
    });
  }
}

export const valueIn =
  (values: ReadonlyMap<Tensor, Rows>) =>
  (x: Tensor): Rows =>
    values.get(x) ?? { data: x.host!.data, isSame: true };

/** Rows of a node that were computed, and what from. */
interface Computed {
  readonly rows: number;
  readonly inputs: readonly Rows[];
  readonly results: readonly HostArray[];
}

/** The last of each node: what another thread draws for the next run is made of the same, computed ahead of it. */
const computedLast = new WeakMap<Node, Computed>();

function evaluateRows(step: Node, count: number, inputs: readonly Rows[]): readonly HostArray[] {
  const last = computedLast.get(step);
  const first = last ? placeIn(last, step, count, inputs) : -1;
  if (last && first >= 0)
    return last.results.map((result, i) => ({ ...result, data: rowsIn(result.data, step.outputs[i]!, first, count) }));
  const results = evaluateAllRows(step, count, inputs);
  // Copies: tables are memory that each run writes over.
  const copies = inputs.map(({ data, isSame }, i) => {
    const { size } = step.inputs[i]!;
    return { data: data.slice(0, isSame ? size : count * size), isSame };
  });
  computedLast.set(step, { rows: count, inputs: copies, results });
  return results;
}

const rowsIn = (data: HostArray['data'], { size }: Tensor, first: number, count: number): HostArray['data'] =>
  data.subarray(first * size, (first + count) * size);

/** The row from which on inputs are those that were computed from; -1 for none. */
function placeIn({ rows, inputs: known }: Computed, step: Node, count: number, inputs: readonly Rows[]): number {
  const isAlike = (first: number) =>
    inputs.every(({ data, isSame }, i) => {
      if (isSame !== known[i]!.isSame) return false;
      const { size } = step.inputs[i]!;
      const [start, length] = isSame ? [0, size] : [first * size, count * size];
      for (let k = 0; k < length; k++) if (data[k] !== known[i]!.data[start + k]) return false;
      return true;
    });
  for (let first = 0; first + count <= rows; first++) if (isAlike(first)) return first;
  return -1;
}

/** A node on all rows, by the rule that `vmap` has for it. */
function evaluateAllRows(step: Node, count: number, inputs: readonly Rows[]): HostArray[] {
  const batched = inputs.map(({ isSame }) => !isSame);
  const given = step.inputs.map((x, i) => placeholder(batched[i] ? stackOf(x, count) : x));
  const outputs = batchRule(step.primitive)(given, batched, step.attributes, count);
  const known = given.map(
    (x, i) => [x, { dtype: x.dtype, shape: x.shape, data: inputs[i]!.data.subarray(0, x.size) }] as const,
  );
  return evaluateGraph(outputs, new Map<Tensor, HostArray>(known));
}

const stackOf = ({ shape, dtype }: Tensor, count: number): Spec => ({ shape: [count, ...shape], dtype });
