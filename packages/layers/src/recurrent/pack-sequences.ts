import { ops, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { asTensor, bindArguments, formatShape, requireKind } from '@org/core/internal';

/** Sequences of different lengths, laid end to end in rows of one length. */
export interface PackedSequences {
  /** `[rows, steps, ...]` */
  readonly sequences: Tensor;
  /** `[rows, steps]`: true where a sequence begins, for the `starts` of a recurrent layer. */
  readonly starts: Tensor;
  /** `[rows, steps]`: false where a row has no sequence any more. */
  readonly mask: Tensor;
  /** For each sequence the place of its last step, in rows · steps. */
  readonly ends: Tensor;
}

/** Rows that hold the lengths, the longest first, each in the first row that has room. */
function rowsFor(lengths: readonly number[], steps: number): number[][] {
  const rows: { room: number; readonly members: number[] }[] = [];
  const longestFirst = lengths.map((_, i) => i).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  for (const i of longestFirst) {
    const length = lengths[i]!;
    const row = rows.find(({ room }) => room >= length) ?? { room: steps, members: [] };
    if (row.members.length === 0) rows.push(row);
    row.members.push(i);
    row.room -= length;
  }
  return rows.map(({ members }) => members);
}

type Packing =
  | [sequences: readonly TensorLike[], steps?: number | null]
  | [sequences: readonly TensorLike[], keywords: { steps?: number | null }]
  | [keywords: { sequences: readonly TensorLike[]; steps?: number | null }];

/**
 * Lays sequences `[length, ...]` of different lengths end to end in rows of `steps`, which are the longest of them if left out: so a
 * recurrent layer computes next to no padding. Told where each sequence starts, it begins anew there.
 *
 * @throws ValueError for no sequences, one that is longer than a row, or without steps
 * @example
 * const packed = packSequences([ops.ones([3, 4]), ops.ones([5, 4]), ops.ones([2, 4])]); // two rows of 5 steps
 * const outputs = new LSTM(8, { returnSequences: true })(packed.sequences, { starts: packed.starts, mask: packed.mask });
 * const last = ops.take(ops.reshape(outputs, [-1, 8]), packed.ends, 0); // shape [3, 8]
 */
export function packSequences(...args: Packing): PackedSequences {
  const [given, asked] = bindArguments('packSequences', ['sequences', 'steps'], 1, args);
  requireKind('packSequences', 'sequences', given);
  const sequences = (given as readonly TensorLike[]).map((each) => asTensor(each));
  const lengths = sequences.map(({ shape }) => shape[0] ?? 0);
  const steps = (asked as number | null | undefined) ?? Math.max(...lengths, 0);
  if (sequences.length === 0 || lengths.some((length) => length < 1 || length > steps))
    throw new ValueError('packSequences() takes sequences that fit a row.', {
      expected: `at least one, of 1 to ${steps} steps each`,
      received: sequences.map(({ shape }) => formatShape(shape)).join(', ') || 'none',
    });
  const rows = rowsFor(lengths, steps);
  const starts = new Uint8Array(rows.length * steps);
  const mask = new Uint8Array(rows.length * steps);
  const ends = new Int32Array(sequences.length);
  rows.forEach((members, row) => {
    let at = row * steps;
    for (const i of members) {
      starts[at] = 1;
      mask.fill(1, at, at + lengths[i]!);
      at += lengths[i]!;
      ends[i] = at - 1;
    }
  });
  const [, ...features] = sequences[0]!.shape;
  const filled = rows.map((members) => {
    const rest = steps - members.reduce((total, i) => total + lengths[i]!, 0);
    const parts = members.map((i) => sequences[i]!);
    const padding = rest > 0 ? [ops.zeros([rest, ...features], parts[0]!.dtype)] : [];
    return ops.concatenate([...parts, ...padding], 0);
  });
  const shape = [rows.length, steps];
  return {
    sequences: ops.stack(filled, 0),
    starts: tensor(starts, shape, 'bool'),
    mask: tensor(mask, shape, 'bool'),
    ends: tensor(ends),
  };
}
