import { jit, KerasTensor, type Tensor, tensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { HashedCrossing } from './hashed-crossing.js';

runLayerTest(HashedCrossing, {
  args: [7],
  inputShape: [
    [4, 1],
    [4, 1],
  ],
  inputDtype: 'int32',
  inputBound: 100,
  outputShape: [4, 1],
  outputDtype: 'int32',
  halfTypes: [],
});
runLayerTest(HashedCrossing, {
  args: [7, 'one_hot'],
  inputShape: [[4], [4], [4]],
  inputDtype: 'int32',
  inputBound: 100,
  outputShape: [4, 7],
  outputDtype: 'float32',
});

const LETTERS = ['A', 'B', 'A', 'B', 'A'];
const NUMBERS = [101, 101, 101, 102, 102];
const column = (values: readonly unknown[]) => values.map((value) => [value]);

describe('HashedCrossing', () => {
  // Keras 3.15.1.
  it.each<[unknown[], unknown]>([
    [
      [LETTERS, NUMBERS],
      [1, 4, 1, 1, 3],
    ],
    [
      [column(LETTERS), column(NUMBERS)],
      [[1], [4], [1], [1], [3]],
    ],
    [['A', 101], 1],
    [
      [LETTERS, NUMBERS, NUMBERS],
      [1, 1, 1, 3, 2],
    ],
    [
      [
        ['A', 'B'],
        [1, 2],
      ],
      [0, 1],
    ],
  ])('crosses %p', async (inputs, bins) => {
    const output = new HashedCrossing(5)(inputs as never);
    expect(output.dtype).toBe('int32');
    expect(await output.array()).toEqual(bins);
  });

  it('crosses to vectors', async () => {
    const expected = [
      [0, 1, 0, 0, 0],
      [0, 0, 0, 0, 1],
    ];
    const layer = new HashedCrossing({ numBins: 5, outputMode: 'one_hot' });
    expect(await layer([LETTERS.slice(0, 2), NUMBERS.slice(0, 2)] as never).array()).toEqual(expected);
    expect(await layer([column(LETTERS.slice(0, 2)), column(NUMBERS.slice(0, 2))] as never).array()).toEqual(expected);
  });

  it('crosses texts with numbers that only a run knows', async () => {
    const layer = new HashedCrossing(5);
    const compiled = jit((letters: Tensor, x: Tensor) => layer([letters, x.add(1)]));
    const before = tensor(NUMBERS.map((value) => value - 1));
    expect(await compiled(tensor(LETTERS), before).array()).toEqual([1, 4, 1, 1, 3]);
  });

  it('has the config of Keras', () => {
    expect(new HashedCrossing({ numBins: 5, name: 'x' }).getConfig()).toEqual({
      num_bins: 5,
      output_mode: 'int',
      sparse: false,
      name: 'x',
      dtype: 'int64',
    });
  });

  it('knows its outputs beforehand', () => {
    const inputs = [new KerasTensor([null, 1], 'string'), new KerasTensor([null, 1], 'int64')];
    expect(new HashedCrossing(5)(inputs).shape).toEqual([null, 1]);
    expect(new HashedCrossing(5, 'one_hot')(inputs).shape).toEqual([null, 5]);
    expect(() => new HashedCrossing(5).computeOutputShape([null, 1])).toThrow(/list of tensors/);
    expect(() =>
      new HashedCrossing(5).computeOutputShape([
        [null, 1],
        [null, 2],
      ]),
    ).toThrow(/identical shapes/);
  });

  it.each<[unknown, RegExp]>([
    [tensor(LETTERS), /list of inputs/],
    [[LETTERS], /at least two inputs/],
    [[column(LETTERS), column(NUMBERS.slice(1))], /equal shape/],
    [[[LETTERS], [NUMBERS]], /should have shape/],
    [[LETTERS, [0.5, 1, 1, 1, 1]], /integer or string/],
  ])('is not called on %p', (inputs, message) => {
    expect(() => new HashedCrossing(5)(inputs as never)).toThrow(
      expect.objectContaining({ name: 'ValueError', message: expect.stringMatching(message) }),
    );
  });

  it.each([
    [{ numBins: 5, outputMode: 'count' as 'int' }, /output_mode/],
    [{ numBins: 5, sparse: true }, /sparse/],
  ])('%p is refused', (options, message) => {
    expect(() => new HashedCrossing(options)).toThrow(message);
  });
});
