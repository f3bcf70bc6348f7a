import { KerasTensor, tensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { CategoryEncoding } from './category-encoding.js';

runLayerTest(CategoryEncoding, {
  args: [5],
  inputShape: [4, 3],
  inputDtype: 'int32',
  inputBound: 6,
  outputShape: [4, 5],
  outputDtype: 'float32',
});
runLayerTest(CategoryEncoding, {
  args: [5, 'one_hot'],
  inputShape: [4, 3, 2],
  inputDtype: 'int32',
  inputBound: 5,
  outputShape: [4, 3, 2, 5],
  outputDtype: 'float32',
});
runLayerTest(CategoryEncoding, {
  args: [3, 'count'],
  inputShape: [4, 7],
  inputDtype: 'int32',
  inputBound: 3,
  outputShape: [4, 3],
  outputDtype: 'float32',
});

describe('CategoryEncoding', () => {
  it.each<['one_hot' | 'multi_hot' | 'count', unknown, unknown]>([
    [
      'one_hot',
      [3, 0],
      [
        [0, 0, 0, 1],
        [1, 0, 0, 0],
      ],
    ],
    [
      'one_hot',
      [[3], [0]],
      [
        [0, 0, 0, 1],
        [1, 0, 0, 0],
      ],
    ],
    [
      'one_hot',
      [[3, 0]],
      [
        [
          [0, 0, 0, 1],
          [1, 0, 0, 0],
        ],
      ],
    ],
    ['one_hot', 2, [[0, 0, 1, 0]]],
    [
      'multi_hot',
      [
        [0, 1],
        [3, 3],
      ],
      [
        [1, 1, 0, 0],
        [0, 0, 0, 1],
      ],
    ],
    ['multi_hot', [0, 1], [1, 1, 0, 0]],
    ['multi_hot', 2, [0, 0, 1, 0]],
    [
      'count',
      [
        [0, 1],
        [3, 3],
      ],
      [
        [1, 1, 0, 0],
        [0, 0, 0, 2],
      ],
    ],
    ['count', 2, [0, 0, 1, 0]],
    // What is no integer from 0 to 3 leaves no trace.
    [
      'one_hot',
      [1, 2.5, -1, 7],
      [
        [0, 1, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    ],
    ['count', [[1, 2.5, -1, 7]], [[0, 1, 0, 0]]],
  ])('%s of %p is that of Keras', async (mode, inputs, expected) => {
    expect(await new CategoryEncoding(4, mode)(inputs as number[]).array()).toEqual(expected);
  });

  it('counts by weights', async () => {
    const layer = new CategoryEncoding({ numTokens: 4, outputMode: 'count' });
    const inputs = [
      [0, 1],
      [0, 0],
      [1, 2],
      [3, 1],
    ];
    const countWeights = [
      [0.5, 0.25],
      [0.5, 0.5],
      [0.25, 2],
      [4, 8],
    ];
    const expected = [
      [0.5, 0.25, 0, 0],
      [1, 0, 0, 0],
      [0, 0.25, 2, 0],
      [0, 8, 0, 4],
    ];
    expect(await layer(inputs, { countWeights }).array()).toEqual(expected);
    expect(await layer(tensor(inputs), tensor(countWeights)).array()).toEqual(expected);
    const symbolic = layer(new KerasTensor([null, 2], 'int32'), { countWeights: new KerasTensor([null, 2]) });
    expect(symbolic.shape).toEqual([null, 4]);
  });

  it('gives the type of its variables, and that of the computation where weights count', () => {
    const layer = new CategoryEncoding({ numTokens: 4, outputMode: 'count', dtype: 'mixed_float16' });
    expect(layer([[1]]).dtype).toBe('float32');
    expect(layer([[1]], { countWeights: [[2]] }).dtype).toBe('float16');
    expect(new CategoryEncoding(4, { dtype: 'int32' })([[1]]).dtype).toBe('int32');
  });

  it('takes the older name of multi_hot', () => {
    const layer = new CategoryEncoding(4, 'binary');
    expect(layer.getConfig()).toMatchObject({ num_tokens: 4, output_mode: 'multi_hot' });
  });

  it.each([
    [{ outputMode: 'multi_hot' as const }, /num_tokens must be set/],
    [{ numTokens: 0 }, /`num_tokens` must be >= 1/],
    [{ numTokens: 2.5 }, /`num_tokens` must be >= 1/],
    [{ numTokens: 4, outputMode: 'other' as 'count' }, /Unknown arg for output_mode: other/],
    [{ numTokens: 4, sparse: true }, /sparse/],
  ])('%p is refused', (options, message) => {
    expect(() => new CategoryEncoding(options)).toThrow(
      expect.objectContaining({ name: 'ValueError', message: expect.stringMatching(message) }),
    );
  });

  it('has no use for weights in other modes', () => {
    expect(() => new CategoryEncoding(4)([0, 1], { countWeights: [1, 2] })).toThrow(/`count_weights` is not used/);
  });
});
