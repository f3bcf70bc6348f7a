import { ops, random, type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { loadGolden } from '../testing/goldens.js';
import { setConfig } from '../utils/index.js';
import {
  BatchedPmapStrategy,
  BatchedVmapStrategy,
  IterativeStrategy,
  PmapStrategy,
  padDivisibleX,
  padXs,
  StrategyFactory,
  VmapStrategy,
} from './index.js';

const golden = loadGolden<Record<string, number[][]>>('strategies');
const xs = ops.reshape(ops.arange(10, { dtype: 'float32' }), [5, 2]);
const w = tensor(golden.w!);
const rngKeys = tensor(Uint32Array.from(golden.rng_keys!.flat()), [5, 2]);
const yTargets = ops.zeros([5, 2]);
const flat = (values: unknown): number[] => (Array.isArray(values) ? values.flatMap(flat) : [values as number]);
const expectTensor = async (x: Tensor, expected: unknown) =>
  expectClose(Array.from((await x.data()) as Float32Array), flat(expected), { rtol: 1e-5, atol: 1e-5 });

interface Given {
  readonly predFn: (x: Tensor) => Tensor;
  readonly rngKey: Tensor;
}
/** As in the original's file: a product and one normal number. */
const fn = (x: Tensor, { predFn, rngKey }: Given) => predFn(ops.expandDims(x, 0)).at(0).add(random.normal(rngKey));
const predFn = (x: Tensor) => x.matmul(w);

afterEach(() => setConfig({ compat: null }));

const strategies = {
  iter: () => new IterativeStrategy(),
  vmap: () => new VmapStrategy(),
  pmap: () => new PmapStrategy(),
  'pmap of two': () => new PmapStrategy({ nDevices: 2 }),
  'batches of 2': () => new BatchedVmapStrategy(2),
  'a batch of 99': () => new BatchedVmapStrategy({ batchSize: 99 }),
  'batches for two devices': () => new BatchedPmapStrategy(4, { nDevices: 2 }),
};

describe.each(Object.entries(strategies))('%s', (_name, make) => {
  it('has the numbers of the original', async () => {
    const cfs = await make()(fn as never, xs, predFn, yTargets, rngKeys);
    expect(cfs.shape).toEqual([5, 2]);
    await expectTensor(cfs, golden.iter);
  });
});

describe('strategies', () => {
  it('take arguments by name, and hand keywords on', async () => {
    const scaled = (x: Tensor, { scale }: { scale: number }) => x.mul(scale);
    await expectTensor(
      await new VmapStrategy()({ fn: scaled as never, xs, predFn, yTargets, rngKeys, scale: 3 }),
      [0, 3, 6, 9, 12, 15, 18, 21, 24, 27],
    );
  });

  it('call functions that are written by position so', async () => {
    const positions = (x: Tensor, predict: (x: Tensor) => Tensor, _yTarget: Tensor, rngKey: Tensor) =>
      predict(ops.expandDims(x, 0)).at(0).add(random.normal(rngKey)) as Tensor;
    await expectTensor(await new VmapStrategy()(positions as never, xs, predFn, yTargets, rngKeys), golden.vmap);
  });

  it('stack what is found where a row has several', async () => {
    const two = (x: Tensor) => ops.stack([x, x.add(1)], 0);
    expect((await new BatchedVmapStrategy(2)(two, xs, null, yTargets, rngKeys)).shape).toEqual([5, 2, 2]);
  });
});

describe('padding', () => {
  it('is the original for devices', async () => {
    const data = ops.reshape(ops.arange(10), [5, 2]);
    for (const n of [1, 2, 6]) {
      const expected = golden[`_pad_divisible_X_5x2_n${n}`] as unknown as number[][][];
      const padded = padDivisibleX(data, n);
      expect(padded.shape).toEqual([expected.length, expected[0]!.length, 2]);
      await expectTensor(padded.cast('float32'), expected);
    }
  });

  it('gives batches of the size that was asked for, and in compat mode as many', async () => {
    expect(padXs(xs, 1, 2).shape).toEqual([3, 2, 2]);
    setConfig({ compat: 'jax-relax' });
    for (const batch of [2, 3]) {
      const expected = golden[`_pad_xs_5x2_pad1_batch${batch}`] as unknown as number[][][];
      const padded = padXs(xs, 1, batch);
      expect(padded.shape).toEqual([expected.length, expected[0]!.length, 2]);
      await expectTensor(padded, expected);
    }
  });
});

describe('StrategyFactory', () => {
  it('knows the strategies by name', () => {
    expect(StrategyFactory.getDefaultStrategy()).toBeInstanceOf(VmapStrategy);
    expect(StrategyFactory.getStrategy('iter')).toBeInstanceOf(IterativeStrategy);
    expect(StrategyFactory.getStrategy('pmap')).toBeInstanceOf(PmapStrategy);
    const own = new BatchedVmapStrategy(3);
    expect(StrategyFactory.getStrategy(own)).toBe(own);
  });

  it('refuses other names, and has no instances', () => {
    expect(() => StrategyFactory.getStrategy('xmap')).toThrow(/did you mean 'vmap'/);
    expect(() => new StrategyFactory()).toThrow(/no instances/);
  });
});
