/** What the iterations of a loop draw: all at once, but for what one iteration hands on to the next. */
import { evaluateNode } from '../../graph/evaluate.js';
import { is } from '../../graph/match.js';
import type { Node, Spec } from '../../graph/node.js';
import { gatherPrimitive } from '../../primitives/indexing.js';
import { type HostArray, unfilledArray } from '../../tensor/host-array.js';
import type { Tensor } from '../../tensor/tensor.js';
import { type Drawing, isDrawing, type Rows } from './drawing.js';

/** What iterations do, in order. */
export type Program = readonly (Node | Drawing)[];

export const resultsOf = (step: Node | Drawing): readonly Tensor[] => (isDrawing(step) ? step.results : step.outputs);

/** A value that one row hands on to the next. */
export interface HandedOn {
  readonly arrives: Tensor;
  readonly leaves: Tensor;
}

/** The parts of a program. */
export interface Parts {
  readonly handedOn: readonly HandedOn[];
  /** What leads to values that are handed on: it is done row by row. */
  readonly inTurn: Program;
  /** What others read of that. */
  readonly kept: readonly Tensor[];
  /** What is done for all rows at once, after that. */
  readonly together: Program;
}

/** @param wanted what is read of all rows */
export function partsOf(program: Program, handedOn: readonly HandedOn[], wanted: readonly Tensor[]): Parts {
  const needed = new Set(handedOn.map(({ leaves }) => leaves));
  const early = new Set<Node | Drawing>();
  for (const step of program.toReversed()) {
    if (takesRows(step) && !resultsOf(step).some((x) => needed.has(x))) continue;
    early.add(step);
    for (const x of step.inputs) needed.add(x);
  }
  const [inTurn, together] = [true, false].map((isEarly) => program.filter((x) => early.has(x) === isEarly));
  const read = new Set([...wanted, ...together!.flatMap(({ inputs }) => inputs)]);
  const made = [...handedOn.map(({ arrives }) => arrives), ...inTurn!.flatMap(resultsOf)];
  return { handedOn, inTurn: inTurn!, kept: made.filter((x) => read.has(x)), together: together! };
}

/**
 * Does row by row what has to be done so; `values` gets what others read of it.
 *
 * @param first what the first row begins with
 * @returns what the last row hands on
 */
export function computeInTurn(parts: Parts, count: number, values: Map<Tensor, Rows>, first: HostArray[]): HostArray[] {
  const { handedOn, inTurn, kept } = parts;
  const read = new Set(inTurn.flatMap(({ inputs }) => inputs));
  const given = [...values].filter(([x]) => read.has(x));
  const places = new Map(kept.map((x) => [x, unfilledArray(stackOf(x, count)).data]));
  const known = new Map<Tensor, HostArray>();
  let state = first;
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
  return state.map((value) => ({ ...value, data: value.data.slice() }));
}

/** Whether a step can be done for all rows at once. */
const takesRows = (step: Node | Drawing): boolean =>
  isDrawing(step) ||
  step.primitive.elementwise === true ||
  (is(step, gatherPrimitive) && step.attributes.axis === 0 && step.inputs[1]!.rank === 0);

/**
 * Does the rest for all rows at once.
 *
 * @param values what was computed before; it gets the rest
 * @param tables where draws go that are read of all rows
 */
export function computeTogether(
  together: Program,
  count: number,
  values: Map<Tensor, Rows>,
  tables: ReadonlyMap<Tensor, HostArray>,
): void {
  const rowsOf = (x: Tensor): Rows => values.get(x) ?? { data: x.host!.data, isSame: true };
  for (const step of together) {
    if (isDrawing(step)) {
      const places = step.results.map((x) => tables.get(x)?.data ?? unfilledArray(stackOf(x, count)).data);
      step.drawRows(count, rowsOf, places);
      step.results.forEach((x, i) => {
        values.set(x, { data: places[i]!, isSame: false });
      });
      continue;
    }
    const output = step.outputs[0]!;
    const inputs = step.inputs.map((x): HostArray => {
      const { data, isSame } = rowsOf(x);
      if (isSame) return { dtype: x.dtype, shape: x.shape, data };
      const missing = step.primitive.elementwise ? output.rank - x.rank : 0;
      const shape = [count, ...new Array<number>(missing).fill(1), ...x.shape];
      return { dtype: x.dtype, shape, data: data.subarray(0, count * x.size) };
    });
    const isSame = step.inputs.every((x) => rowsOf(x).isSame);
    const [computed] = evaluateNode(step, inputs, isSame ? [output] : [stackOf(output, count)]);
    values.set(output, { data: computed!.data, isSame });
  }
}

const stackOf = ({ shape, dtype }: Tensor, count: number): Spec => ({ shape: [count, ...shape], dtype });
