import { PythonTypeError, tensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Normalization } from './normalization.js';

runLayerTest(Normalization, {
  inputShape: [4, 3],
  outputShape: [4, 3],
  nonTrainableWeights: 3,
  supportsMasking: true,
});
runLayerTest(Normalization, {
  args: [{ axis: null, mean: 1, variance: 4, invert: true }],
  inputShape: [4, 3],
  outputShape: [4, 3],
  supportsMasking: true,
});

describe('Normalization', () => {
  const data = [
    [1, 10],
    [3, 30],
    [5, 20],
    [7, 0],
  ];

  it('learns the statistics, from an array or from batches', async () => {
    const whole = new Normalization();
    await whole.adapt(data);
    const batched = new Normalization();
    await batched.adapt([tensor(data.slice(0, 3)), tensor(data.slice(3))]);
    const [a, b] = [await whole(tensor(data)).data(), await batched(tensor(data)).data()];
    expect(Number(a[0])).toBeCloseTo(-3 / Math.sqrt(5), 5);
    a.forEach((value, i) => {
      expect(Number(value)).toBeCloseTo(Number(b[i]), 5);
    });
  });

  it('has the statistics, learned or given, in a shape that broadcasts', async () => {
    const layer = new Normalization();
    expect(layer.mean).toBeNull();
    await layer.adapt(data);
    expect(await layer.mean!.array()).toEqual([[4, 15]]);
    expect(await layer.variance!.array()).toEqual([[5, 125]]);
    const given = new Normalization({ mean: [1, 2], variance: [4, 9] });
    given.build([null, 2]);
    expect(await given.mean!.array()).toEqual([[1, 2]]);
    expect(await given.variance!.array()).toEqual([[4, 9]]);
    expect(given.getConfig()).toMatchObject({ mean: [1, 2], variance: [4, 9] });
    expect(layer.getConfig()).toMatchObject({ mean: null, variance: null });
  });

  it('spreads statistics that were given for fewer axes over those that it keeps', async () => {
    const scalar = new Normalization({ mean: 5, variance: 1 });
    scalar.build([3, 7]);
    expect(await scalar.mean!.array()).toEqual([new Array(7).fill(5)]);
    const partial = new Normalization({ axis: [1, 2], mean: [1, 2, 3], variance: [1, 1, 1] });
    partial.build([2, 2, 3, 4]);
    const row = [[1], [2], [3]];
    expect(await partial.mean!.array()).toEqual([[row, row]]);
  });

  it('learns from so many steps', async () => {
    const means = async (...args: unknown[]) => {
      const layer = new Normalization();
      await layer.adapt(...(args as [number[][]]));
      return layer.mean!.array();
    };
    expect(await means(data, 2, 1)).toEqual([[2, 20]]);
    expect(await means(data, { batchSize: 1, steps: 3 })).toEqual([[3, 20]]);
    expect(
      await means(
        [data.slice(0, 2), data.slice(2)].map((rows) => tensor(rows)),
        { steps: 1 },
      ),
    ).toEqual([[2, 20]]);
    expect(await means(data, 3)).toEqual([[4, 15]]);
  });

  it('takes an asynchronous stream of [x, y]', async () => {
    async function* batches() {
      yield [tensor([[1], [3]]), tensor([0, 1])];
    }
    const layer = new Normalization();
    await layer.adapt(batches());
    expect(await layer(tensor([[2]])).array()).toEqual([[0]]);
  });

  it('rejects what does not fit', async () => {
    expect(() => new Normalization({ mean: 1 })).toThrow('together');
    expect(() => new Normalization({ mean: [1, 2], variance: 1 })).toThrow('do not fit');
    expect(() => new Normalization({ axis: 3 })(tensor([[1]]))).toThrow('out of bounds');
    const layer = new Normalization();
    await layer.adapt(data);
    await expect(layer.adapt([[1]])).rejects.toThrow('shape');
    await expect(layer.adapt([])).rejects.toThrow('no data');
  });

  it.each([[null], [true], [{}], [4], ['a'], [[null]]])('does not learn from %p', async (data) => {
    await expect(new Normalization().adapt(data as never)).rejects.toThrow(PythonTypeError);
  });

  it('says of a promise what it is', async () => {
    await expect(new Normalization().adapt(Promise.resolve([[1]]) as never)).rejects.toThrow('await it first');
  });

  it('writes statistics that were given as arrays into its config as lists', () => {
    const layer = new Normalization({ mean: tensor([1, 2]), variance: Float32Array.of(4, 9) });
    expect(layer.getConfig()).toMatchObject({ mean: [1, 2], variance: [4, 9] });
    const copy = Normalization.fromConfig(JSON.parse(JSON.stringify(layer.getConfig())));
    expect(copy.getConfig()).toEqual(layer.getConfig());
  });
});
