/**
 * Sums at computed positions of a large tensor. Updates of one position are added up first, in their order, so that the kernel gets
 * distinct positions, at which its threads do not meet, and copies the tensor once.
 */
import type { DType } from '../dtype.js';
import { int, string } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range, type Shape } from '../shape.js';

/** The tensor is [...lead, width], the index vectors are [count, lead.length], the updates [count, width]. */
export interface Additions {
  readonly dtype: DType;
  readonly lead: Shape;
  readonly count: number;
  readonly width: number;
  /** How many updates the kernel leaves to one thread. */
  readonly few: number;
  /** Into how many columns all updates have to be split for one thread. */
  readonly columns: number;
}

/** In how many pieces other updates than the first ones may be added to these, each of which copies all updates. */
export const PIECES = [1, 2, 4];

const addTo = (lowering: Lowering, names: readonly string[]): string =>
  lowering.op('ScatterND', names, { reduction: string('add') });

/** @param names of the tensor, the index vectors in int64, and the updates */
export function addDistinct(
  lowering: Lowering,
  names: readonly string[],
  { dtype, lead, count, width, few, columns }: Additions,
): string {
  const [x, at, updates] = names as [string, string, string];
  const op = (type: string, ...inputs: string[]) => lowering.op(type, inputs);
  const number = (value: number) => lowering.scalar(value, 'int64');
  const where = (flags: string) => op('Reshape', op('NonZero', flags), lowering.builder.ints([-1]));
  const numbers = op('Range', number(0), number(count), number(1));
  const end = op('Expand', number(count), lowering.builder.ints(lead));
  // For each update, the number of the first one at its position.
  const first = op('GatherND', lowering.op('ScatterND', [end, at, numbers], { reduction: string('min') }), at);
  const isFirst = op('Equal', first, numbers);
  const [firsts, others] = [where(isFirst), where(op('Not', isFirst))];
  const rows = (branch: Lowering, from: string, which: string) => branch.op('Gather', [from, which]);
  const vectors = (branch: Lowering, places: string) => branch.op('Reshape', [places, branch.builder.ints([-1, 1])]);

  const intoFirst = (pieces: number) => (branch: Lowering) => {
    const added = [vectors(branch, rows(branch, first, others)), rows(branch, updates, others)];
    const piece = (x: string, i: number) => {
      const bounds = [i * few, (i + 1) * few, 0].map((value) => branch.builder.ints([value]));
      return pieces === 1 ? x : branch.op('Slice', [x, ...bounds]);
    };
    const sums = range(pieces).reduce((total, i) => addTo(branch, [total, ...added.map((x) => piece(x, i))]), updates);
    return [rows(branch, sums, firsts)];
  };
  const inColumns = (branch: Lowering) => {
    const { builder } = branch;
    const own = width / columns;
    const rank = branch.op('CumSum', [branch.cast(isFirst, 'int64'), number(0)]);
    const places = vectors(branch, branch.op('Sub', [rows(branch, rank, first), number(1)]));
    const shape = branch.op('Concat', [branch.op('Shape', [firsts]), builder.ints([own])], { axis: int(0) });
    const zeros = branch.op('Expand', [branch.scalar(0, dtype), shape]);
    const parts = builder.node('Split', [updates, builder.ints(new Array<number>(columns).fill(own))], {
      outputs: columns,
      attributes: { axis: int(1) },
    });
    const sums = parts.map((part) => addTo(branch, [zeros, places, part]));
    return [branch.op('Concat', sums, { axis: int(1) })];
  };
  const left = op('Size', others);
  const sum = (branch: Lowering, [pieces, ...more]: readonly number[]): string[] => {
    if (pieces === undefined) return inColumns(branch);
    const isEnough = branch.op('LessOrEqual', [left, branch.scalar(pieces * few, 'int64')]);
    return branch.choose(isEnough, [{ shape: [null, width], dtype }], intoFirst(pieces), (next) => sum(next, more));
  };
  const [sums] = sum(lowering, PIECES);
  return addTo(lowering, [x, rows(lowering, at, firsts), sums!]);
}
