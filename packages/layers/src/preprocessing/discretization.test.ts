import { KerasTensor, tensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Discretization } from './discretization.js';
import type { OutputMode } from './encode-categories.js';

runLayerTest(Discretization, {
  args: [[-0.5, 0, 0.5]],
  inputShape: [4, 3],
  outputShape: [4, 3],
  outputDtype: 'int32',
});
runLayerTest(Discretization, {
  args: [{ binBoundaries: [0], outputMode: 'count' }],
  inputShape: [4, 3, 2],
  outputShape: [4, 2, 2],
});

/** Python: ((np.arange(n) * 7919) % m).astype('float32') / np.float32(7) */
const dataOf = (n: number, m: number): Float32Array => Float32Array.from({ length: n }, (_, i) => ((i * 7919) % m) / 7);

/** Boundaries that Keras 3.15.1 finds. NumPy sorts equal numbers as the processor likes it best; here they keep their order. */
const ADAPTED: readonly [n: number, m: number, batch: number | null, bins: number, epsilon: number, number[]][] = [
  [1000, 997, null, 4, 0.01, [35.42853546142578, 71.14283752441406, 106.85713195800781]],
  [
    1000,
    997,
    null,
    10,
    0.1,
    [
      14.000001907348633, 28.28571891784668, 42.57143783569336, 56.85715103149414, 71.14286804199219, 85.4285888671875,
      99.71428680419922, 114.00000762939453, 128.14285278320312,
    ],
  ],
  [50, 47, null, 5, 0.01, [1.1428571939468384, 2.5714285373687744, 3.857142686843872, 5.285714149475098]],
  [
    5000,
    4999,
    null,
    7,
    0.001,
    [101.75476837158203, 203.7950897216797, 305.8353576660156, 407.87646484375, 509.9180908203125, 611.9594116210938],
  ],
  [3, 101, null, 5, 0.01, [0.0, 5.857142925262451]],
  [1000, 997, 37, 4, 0.01, [37.26777648925781, 73.68746185302734, 108.76844024658203]],
  [
    5000,
    4999,
    100,
    10,
    0.01,
    [
      75.70758056640625, 147.64923095703125, 217.7921905517578, 289.14630126953125, 359.3575744628906,
      430.2610168457031, 501.9462890625, 573.1450805664062, 643.4136352539062,
    ],
  ],
  [
    5000,
    4999,
    1,
    8,
    0.05,
    [
      498.7923889160156, 597.8594360351562, 649.0490112304688, 677.9588623046875, 696.4634399414062, 706.8743896484375,
      711.2322387695312,
    ],
  ],
  [300, 293, 64, 3, 0.3, [15.910093307495117, 28.444631576538086]],
  [
    2000,
    13,
    null,
    6,
    0.01,
    [0.2857142984867096, 0.5714285969734192, 0.8571428656578064, 1.1428571939468384, 1.4285715818405151],
  ],
  [
    2000,
    13,
    50,
    6,
    0.01,
    [0.2857142984867096, 0.5714285969734192, 0.8571428656578064, 1.1428571939468384, 1.428573489189148],
  ],
  [
    2000,
    13,
    500,
    6,
    0.01,
    [0.2857142984867096, 0.5714285969734192, 0.8571428656578064, 1.1428571939468384, 1.428572177886963],
  ],
  [999, 3, 10, 4, 0.1, [0.00000836106210044818, 0.1428571492433548, 0.2857142984867096]],
];

describe('adapt', () => {
  it.each(ADAPTED)(
    'finds the boundaries of Keras in %i numbers of %i, batches of %p',
    async (n, m, batch, numBins, epsilon, boundaries) => {
      const data = dataOf(n, m);
      const batches = function* () {
        for (let start = 0; start < n; start += batch!) yield data.slice(start, start + batch!);
      };
      const layer = new Discretization({ numBins, epsilon });
      await layer.adapt(batch === null ? data : batches());
      expect(layer.binBoundaries).toEqual(boundaries);
    },
  );

  it('takes no more batches than it is told to, and forgets what it learned before', async () => {
    let made = 0;
    const endless = function* () {
      for (;;) {
        made += 1;
        yield [made, made + 1, made + 2];
      }
    };
    const layer = new Discretization({ numBins: 3 });
    await layer.adapt(dataOf(50, 47));
    await layer.adapt(endless(), { steps: 2 });
    const again = new Discretization({ numBins: 3 });
    await again.adapt([tensor([1, 2, 3]), tensor([2, 3, 4])], 2);
    expect(made).toBe(2);
    expect(layer.binBoundaries).toEqual(again.binBoundaries);
  });

  it('finds no boundaries in nothing, and as many as there are values in a little', async () => {
    const layer = new Discretization({ numBins: 4 });
    await layer.adapt([]);
    expect(layer.binBoundaries).toEqual([]);
    await layer.adapt([1, 2]);
    expect(layer.binBoundaries).toEqual([1]);
    // Keras: np.array([1, 2, nan, 3, 4, 5, 6, 7])
    await layer.adapt([1, 2, Number.NaN, 3, 4, 5, 6, 7]);
    expect(layer.binBoundaries).toEqual([2, 4, 6]);
  });

  it('is an error for a layer that was given its boundaries', async () => {
    await expect(new Discretization([1]).adapt([1, 2])).rejects.toMatchObject({
      name: 'ValueError',
      message: expect.stringContaining('Cannot adapt a Discretization layer'),
    });
  });
});

describe('Discretization', () => {
  it.each<[OutputMode, unknown, unknown]>([
    ['int', [[-1, 0, 0.1, 0.8, 1.2]], [[0, 1, 1, 2, 3]]],
    ['int', [[Number.NaN, Infinity, -Infinity]], [[3, 3, 0]]],
    [
      'one_hot',
      [0.1, 0.8],
      [
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ],
    ],
    [
      'one_hot',
      [[0.1], [0.8]],
      [
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ],
    ],
    ['multi_hot', [[0.1, 0.8]], [[0, 1, 1, 0]]],
    [
      'multi_hot',
      [
        [
          [0.15, 0.75],
          [0.85, 0.45],
        ],
      ],
      [
        [
          [0, 1, 1, 0],
          [0, 1, 1, 0],
        ],
      ],
    ],
    ['count', [[0.1, 0.8, 0.9]], [[0, 1, 2, 0]]],
    ['count', [0.1, 0.8, 0.9], [0, 1, 2, 0]],
  ])('%s of %p is that of Keras', async (outputMode, inputs, expected) => {
    const layer = new Discretization({ binBoundaries: [0, 0.5, 1], outputMode });
    expect(await layer(inputs as number[][]).array()).toEqual(expected);
  });

  it('takes boundaries in falling order, none, and a single number', async () => {
    expect(await new Discretization([2, 1, 0])([[1, 2, 0.5, 5]]).array()).toEqual([[1, 0, 2, 0]]);
    expect(await new Discretization([])([[1, 2]]).array()).toEqual([[0, 0]]);
    expect(await new Discretization([0, 1])(0.5).item()).toBe(1);
  });

  it('compares in float32 also where it computes in less, and gives the type of the computation', async () => {
    const layer = new Discretization({ binBoundaries: [2049], outputMode: 'one_hot', dtype: 'mixed_float16' });
    const output = layer(tensor([2049, 2048]));
    expect(output.dtype).toBe('float16');
    expect(await output.array()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('has a config from which it is made again, adapted or not', async () => {
    const layer = new Discretization({ numBins: 3, name: 'bins' });
    const unadapted = {
      bin_boundaries: null,
      num_bins: 3,
      epsilon: 0.01,
      output_mode: 'int',
      sparse: false,
      name: 'bins',
      dtype: 'float32',
    };
    expect(layer.getConfig()).toEqual(unadapted);
    expect(Discretization.fromConfig(layer.getConfig()).getConfig()).toEqual(unadapted);
    await layer.adapt([1, 2, 3, 4, 5, 6]);
    const copy = Discretization.fromConfig(layer.getConfig()) as Discretization;
    expect(copy.getConfig()).toEqual({ ...unadapted, bin_boundaries: layer.binBoundaries });
    await copy.adapt([1, 2, 3, 4, 5, 6]);
    expect(copy.binBoundaries).toEqual(layer.binBoundaries);
  });

  it('knows the shape of its outputs before it is adapted', () => {
    const layer = new Discretization({ numBins: 5, outputMode: 'multi_hot' });
    expect(layer.computeOutputShape([null, 6, 3])).toEqual([null, 3, 5]);
    expect(layer(new KerasTensor([null, 6])).shape).toEqual([null, 5]);
  });

  it.each([
    [{}, /either `num_bins` or `bin_boundaries`/],
    [{ numBins: 3, binBoundaries: [0] }, /Both `num_bins` and `bin_boundaries`/],
    [{ numBins: -1 }, /greater than or equal to 0/],
    [{ numBins: 2, outputMode: 'x' as 'int' }, /output_mode/],
    [{ numBins: 2, sparse: true }, /sparse/],
  ])('%p is refused', (options, message) => {
    expect(() => new Discretization(options)).toThrow(
      expect.objectContaining({ name: 'ValueError', message: expect.stringMatching(message) }),
    );
  });

  it('says before it is adapted that it has to be', () => {
    expect(() => new Discretization({ numBins: 3 })([[0.1]])).toThrow(/call `adapt\(data\)` first/);
  });
});
