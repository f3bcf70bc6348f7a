import { type Nested, standardizeDType, type Tensor, tensor, ValueError } from '@org/core';
import { pythonFunction } from '@org/core/internal';

/** Numbers, or arrays of one shape, one after the other. */
type SequenceLike = readonly Nested[] | ArrayLike<number>;

type Side = 'pre' | 'post';

/**
 * Sequences of different lengths as one tensor: [sequences, maxlen, ...]. Short ones are filled up, long ones are cut.
 *
 * @param maxlen null: the length of the longest sequence
 * @param padding where short sequences are filled up: 'pre' or 'post'
 * @param truncating where long sequences are cut: 'pre' or 'post'
 * @throws ValueError for elements of different shapes
 * @example
 * await padSequences([[1], [2, 3]]).array(); // [[0, 1], [2, 3]]
 */
export const padSequences = /* @__PURE__ */ pythonFunction(
  'pad_sequences',
  ['sequences', 'maxlen', 'dtype', 'padding', 'truncating', 'value'],
  (
    sequences: readonly SequenceLike[],
    maxlen: number | null = null,
    dtype: string = 'int32',
    padding: Side = 'pre',
    truncating: Side = 'pre',
    value: number = 0,
  ): Tensor => {
    assertSide('padding', padding);
    assertSide('truncating', truncating);
    const lists = sequences.map(toList);
    const length = maxlen ?? Math.max(0, ...lists.map((list) => list.length));
    const shape = shapeOf(lists.find((list) => list.length > 0)?.[0] ?? 0);
    const size = shape.reduce((n, dim) => n * dim, 1);
    const data = new Float64Array(lists.length * length * size).fill(value);
    lists.forEach((list, i) => {
      // slice(-0) would keep everything.
      const kept = truncating === 'post' ? list.slice(0, length) : list.slice(Math.max(0, list.length - length));
      const start = padding === 'post' ? 0 : length - kept.length;
      kept.forEach((element, j) => {
        assertShape(element, shape, i);
        data.set([element].flat(Number.POSITIVE_INFINITY as 1) as number[], (i * length + start + j) * size);
      });
    });
    const type = standardizeDType(dtype);
    const values = type.includes('int') ? data.map(Math.trunc) : data;
    return tensor(values, [lists.length, length, ...shape], type);
  },
);

function toList(sequence: SequenceLike, i: number): readonly Nested[] {
  if (Array.isArray(sequence)) return sequence;
  if (ArrayBuffer.isView(sequence)) return Array.from(sequence, Number);
  throw new ValueError('`sequences` must be a list of arrays.', { received: `${String(sequence)} at position ${i}` });
}

const shapeOf = (element: Nested): number[] =>
  Array.isArray(element) ? [element.length, ...shapeOf((element[0] as Nested | undefined) ?? 0)] : [];

function assertShape(element: Nested, shape: readonly number[], i: number): void {
  const own = shapeOf(element);
  if (own.length === shape.length && own.every((dim, axis) => dim === shape[axis])) return;
  throw new ValueError('The elements of all sequences must have one shape.', {
    expected: `[${shape}]`,
    received: `[${own}] in the sequence at position ${i}`,
  });
}

function assertSide(name: string, side: string): void {
  if (side === 'pre' || side === 'post') return;
  throw new ValueError(`Unknown ${name}.`, { expected: "'pre' or 'post'", received: `'${side}'` });
}
