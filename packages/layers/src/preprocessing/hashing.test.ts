import { interpret, jit, KerasTensor, ops, tensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import type { OutputMode } from './encode-categories.js';
import { Hashing, type HashingOptions } from './hashing.js';

runLayerTest(Hashing, {
  args: [7],
  inputShape: [4, 3],
  inputDtype: 'int32',
  inputBound: 100,
  outputShape: [4, 3],
  outputDtype: 'int32',
  halfTypes: [],
});
runLayerTest(Hashing, {
  args: [{ numBins: 5, salt: 3, maskValue: 2, outputMode: 'count' }],
  inputShape: [4, 3],
  inputDtype: 'int32',
  inputBound: 100,
  outputShape: [4, 5],
  outputDtype: 'float32',
});

const TEXTS = [['omar'], ['stringer'], ['']];

describe('Hashing', () => {
  // Keras 3.15.1 with five bins.
  it.each<[Partial<HashingOptions>, number[]]>([
    [{}, [1, 4, 3]],
    [{ salt: 5 }, [0, 2, 0]],
    [{ salt: [3, 4] }, [4, 0, 1]],
    [{ maskValue: '' }, [3, 1, 0]],
    [{ maskValue: 'omar', salt: -7 }, [0, 1, 2]],
  ])('spreads texts with %p', async (options, bins) => {
    const output = new Hashing({ numBins: 5, ...options })(TEXTS);
    expect(output.dtype).toBe('int32');
    expect(await output.array()).toEqual(bins.map((bin) => [bin]));
  });

  it.each<[Partial<HashingOptions>, unknown, unknown]>([
    [{}, [[1], [2], [-3]], [[4], [4], [4]]],
    [{}, 3, 1],
    [{}, [1.7, -2.9, 3], [4, 0, 1]],
    [{}, [true, false], [0, 2]],
    [{}, BigInt64Array.of(2n ** 62n, -(2n ** 63n), 2n ** 53n + 1n), [3, 2, 0]],
    [{ maskValue: 2 }, [[1], [2], [-3]], [[2], [0], [4]]],
    [{ maskValue: 2 }, [2, 2.5], [0, 4]],
  ])('spreads numbers by their decimal texts: %p, %p', async (options, inputs, bins) => {
    expect(await new Hashing({ numBins: 5, ...options })(inputs as number[]).array()).toEqual(bins);
  });

  it.each<[OutputMode, unknown, unknown]>([
    [
      'one_hot',
      ['a', 'b'],
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ],
    [
      'one_hot',
      [['a'], ['b']],
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ],
    [
      'one_hot',
      [['a', 'b']],
      [
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
      ],
    ],
    [
      'multi_hot',
      [
        ['a', 'b'],
        ['c', 'c'],
      ],
      [
        [1, 1, 0],
        [0, 1, 0],
      ],
    ],
    [
      'count',
      [
        ['a', 'b'],
        ['c', 'c'],
      ],
      [
        [1, 1, 0],
        [0, 2, 0],
      ],
    ],
    ['count', ['a', 'b'], [1, 1, 0]],
  ])('%s of %p is that of Keras', async (outputMode, inputs, expected) => {
    const layer = new Hashing({ numBins: 3, outputMode });
    expect(await layer(inputs as string[]).array()).toEqual(expected);
  });

  it.each([null, 11])('finds the bins of numbers in compiled functions as well, with the salt %p', async (salt) => {
    const layer = new Hashing({ numBins: 1000, salt, maskValue: 7 });
    const values = Array.from({ length: 200 }, (_, i) => (i - 100) * 7919 ** (i % 3));
    const expected = await layer(tensor(values, null, 'int64')).array();
    const compiled = jit((x: ReturnType<typeof tensor>) => layer(x.add(0)));
    expect(await compiled(tensor(values, null, 'int64')).array()).toEqual(expected);
    const [outputs] = await interpret((x: ReturnType<typeof tensor>) => [layer(x)], [tensor(values, null, 'int64')]);
    expect(await outputs!.array()).toEqual(expected);
  });

  it('is an error in compiled functions for texts that are not known', () => {
    const pick = (x: ReturnType<typeof tensor>, i: ReturnType<typeof tensor>) => new Hashing(5)(ops.take(x, i));
    expect(() => jit(pick)(tensor(['a', 'b']), tensor([1]))).toThrow(/needs to know the texts/);
  });

  it('tells truth from falsehood in compiled functions', async () => {
    const layer = new Hashing(5);
    expect(
      await jit((x: ReturnType<typeof tensor>) => layer(ops.logicalNot(x)))(tensor([true, false])).array(),
    ).toEqual([2, 0]);
  });

  it('keeps the order of Keras in its config, and one salt as two', () => {
    expect(new Hashing({ numBins: 3, salt: 4, name: 'h' }).getConfig()).toEqual({
      name: 'h',
      trainable: true,
      dtype: { module: 'keras', class_name: 'DTypePolicy', config: { name: 'int64' }, registered_name: null },
      num_bins: 3,
      salt: [4, 4],
      mask_value: null,
      output_mode: 'int',
      sparse: false,
    });
  });

  it('knows its outputs beforehand', () => {
    const text = (...shape: (number | null)[]) => new KerasTensor(shape, 'string');
    expect(new Hashing(3)(text(null, 2)).shape).toEqual([null, 2]);
    expect(new Hashing({ numBins: 3, outputMode: 'one_hot' })(text(null, 1)).shape).toEqual([null, 3]);
    expect(new Hashing({ numBins: 3, outputMode: 'multi_hot' })(text(null, 4)).dtype).toBe('float32');
  });

  it.each([
    [{ numBins: 0 }, /num_bins/],
    [{ numBins: null as never }, /num_bins/],
    [{ numBins: 3, salt: 'a' as never }, /`salt`/],
    [{ numBins: 3, salt: [1] as never }, /`salt`/],
    [{ numBins: 3, salt: 1.5 }, /`salt`/],
    [{ numBins: 3, outputMode: 'x' as 'int' }, /output_mode/],
    [{ numBins: 3, dtype: 'float32' as const }, /integer type/],
    [{ numBins: 3, sparse: true }, /sparse/],
  ])('%p is refused', (options, message) => {
    expect(() => new Hashing(options)).toThrow(
      expect.objectContaining({ name: 'ValueError', message: expect.stringMatching(message) }),
    );
  });

  it('compares its mask with values of its own kind', () => {
    expect(() => new Hashing({ numBins: 3, maskValue: 2 })(['a'])).toThrow(/mask_value/);
    expect(() => new Hashing({ numBins: 3, maskValue: '2' })([2])).toThrow(/mask_value/);
  });
});
