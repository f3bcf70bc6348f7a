import { gradients, jit, ops, type Tensor, type Variable } from '@org/core';
import { Bidirectional } from './bidirectional.js';
import { GRU } from './gru.js';
import { LSTM } from './lstm.js';
import { packSequences } from './pack-sequences.js';
import type { RNN } from './rnn.js';

const lengths = [3, 5, 2, 1];
const sequences = lengths.map((length, n) =>
  ops.sin(ops.reshape(ops.arange(length * 2, { dtype: 'float32' }).add(10 * n), [length, 2])),
);
const packed = packSequences(sequences);
const lastOf = (outputs: Tensor) => ops.take(ops.reshape(outputs, [-1, outputs.shape[2]!]), packed.ends, 0);

describe('packSequences', () => {
  it('lays sequences end to end in as few rows as hold them', async () => {
    expect(packed.sequences.shape).toEqual([3, 5, 2]);
    expect(await packed.starts.array()).toEqual([
      [true, false, false, false, false],
      [true, false, false, true, false],
      [true, false, false, false, false],
    ]);
    expect(await packed.mask.at(2).array()).toEqual([true, false, false, false, false]);
    expect(await packed.ends.array()).toEqual([7, 4, 9, 10]);
    expect(packSequences({ sequences, steps: 11 }).sequences.shape).toEqual([1, 11, 2]);
  });

  it('refuses what does not fit', () => {
    expect(() => packSequences(sequences, 4)).toThrow(/fit a row.*\n.*1 to 4/);
    expect(() => packSequences([])).toThrow('none');
  });
});

describe.each([false, true])('a recurrent layer told where sequences start (unroll: %s)', (unroll) => {
  const make: readonly (() => RNN)[] = [
    () => new LSTM(3, { returnSequences: true, unroll }),
    () => new GRU(3, { returnSequences: true, unroll }),
  ];

  it.each(make)('gives for each what it gives for it alone', async (maker) => {
    const layer = maker();
    const together = jit((x: Tensor) => lastOf(layer(x, { starts: packed.starts, mask: packed.mask })));
    const found = (await together(packed.sequences).array()) as number[][];
    for (const [i, sequence] of sequences.entries()) {
      const alone = (await layer(ops.expandDims(sequence, 0)).at(0, -1).array()) as number[];
      alone.forEach((value, j) => {
        expect(found[i]![j]).toBeCloseTo(value, 5);
      });
    }
  });
});

it('gradients of a packed batch are the sums of those of its sequences', async () => {
  const layer = new GRU(2, { returnSequences: true });
  layer(packed.sequences);
  const [kernel] = layer.trainableWeights as [Variable];
  const [together] = gradients([lastOf(layer(packed.sequences, { starts: packed.starts }))], [kernel]) as [Tensor];
  const alone = sequences.map(
    (each) => (gradients([layer(ops.expandDims(each, 0)).at(':', -1)], [kernel]) as [Tensor])[0],
  );
  const [a, b] = [await together.data(), await alone.reduce((sum, each) => sum.add(each)).data()];
  a.forEach((value, i) => {
    expect(value).toBeCloseTo(Number(b[i]), 5);
  });
});

it('a sequence that is read from its end begins there', async () => {
  const layer = new Bidirectional(new LSTM(2, { returnSequences: true }));
  const outputs = layer(packed.sequences, { starts: packed.starts });
  const alone = (await layer(ops.expandDims(sequences[0]!, 0)).at(0).array()) as number[][];
  const found = (await outputs.at(1, ':3').array()) as number[][];
  found.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(alone.flat()[i]!, 5);
  });
});
