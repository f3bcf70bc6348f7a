import { jit, type Tensor, type TensorLike, tensor, ValueError, Variable } from '@org/core';
import { fromPythonName } from '@org/core/internal';
import { Dense, Input } from '@org/layers';
import { decodeArray, decodeValue, type EncodedArray, expectClose, type FunctionCase, loadGolden } from '@org/testing';
import { LambdaCallback } from '../callbacks/index.js';
import { Model } from '../model.js';
import * as utils from './index.js';

const decode = (value: unknown): unknown =>
  decodeValue(value, { array: ({ values, shape, dtype }) => tensor(values, [...shape], dtype as 'float32') });

describe('functions as in Keras', () => {
  const table = utils as unknown as Record<string, (...args: unknown[]) => Tensor>;
  const cases = loadGolden<FunctionCase>('utils').cases.filter(({ fn }) => !fn.includes('bounding_boxes'));
  it.each(cases.map((each) => [each.id, each] as const))('%s', async (label, { fn, args, kwargs = {}, out }) => {
    const result = table[fromPythonName(fn.replace('keras.utils.', ''))]!(
      ...(decode(args) as unknown[]),
      decode(kwargs),
    );
    const { shape, values } = decodeArray(out as EncodedArray);
    expect(result.shape).toEqual(shape);
    expectClose(await result.data(), values, { rtol: 1e-6, label });
  });
});

describe('toCategorical', () => {
  it('drops a last axis of size 1, and takes the number of classes', async () => {
    const rows = [
      [0, 1, 0],
      [0, 0, 1],
    ];
    expect(await utils.toCategorical([[1], [2]]).array()).toEqual(rows);
    expect(await utils.toCategorical(Uint8Array.of(1, 2), { numClasses: 3 }).array()).toEqual(rows);
  });

  it('refuses labels that are no classes', () => {
    expect(() => utils.toCategorical([0, 3], 3)).toThrow(/out of range[\s\S]*integers from 0 to 2[\s\S]*3/);
    expect(() => utils.toCategorical([-1, 3])).toThrow(/Received: -1/);
    expect(() => utils.toCategorical(tensor([3]).add(1), 3)).not.toThrow();
    expect(() => jit((x: Tensor) => utils.toCategorical(x))(tensor([1]))).toThrow(/a traced function does not have/);
  });

  it.each<[string, TensorLike]>([
    ['uint8', tensor([2, 0], null, 'uint8')],
    ['int64', tensor([2, 0], null, 'int64')],
    ['big integers', BigInt64Array.of(2n, 0n)],
    ['float32', tensor([2.5, 0])],
    ['a pending tensor', tensor([1, -1]).add(1)],
    ['a Variable', new Variable([2, 0], { dtype: 'int32' })],
  ])('takes labels as %s', async (_kind, labels) => {
    expect(await utils.toCategorical(labels).array()).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ]);
  });
});

describe('padSequences', () => {
  it('fills up and cuts where it is told', async () => {
    const sequences = [[1], [2, 3, 4], []];
    expect(await utils.padSequences(sequences, 2, { padding: 'post', value: 9 }).array()).toEqual([
      [1, 9],
      [3, 4],
      [9, 9],
    ]);
    expect(await utils.padSequences(sequences, { truncating: 'post', maxlen: 1 }).array()).toEqual([[1], [2], [0]]);
    expect((await utils.padSequences([[1.5]], { dtype: 'float32' }).data())[0]).toBe(1.5);
    expect((await utils.padSequences([[1.7]]).data())[0]).toBe(1);
  });

  it('takes typed arrays, and elements with axes of their own', async () => {
    expect(await utils.padSequences([Int32Array.of(1), Int32Array.of(2, 3)]).array()).toEqual([
      [0, 1],
      [2, 3],
    ]);
    const padded = utils.padSequences([
      [[1, 2]],
      [
        [3, 4],
        [5, 6],
      ],
    ]);
    expect(await padded.array()).toEqual([
      [
        [0, 0],
        [1, 2],
      ],
      [
        [3, 4],
        [5, 6],
      ],
    ]);
  });

  it('refuses what does not fit', () => {
    expect(() => utils.padSequences([[[1]], [[1, 2]]])).toThrow(
      /one shape[\s\S]*\[1\][\s\S]*\[2\] in the sequence at position 1/,
    );
    expect(() => utils.padSequences([3 as never])).toThrow(/must be a list of arrays/);
    expect(() => utils.padSequences([[1]], { padding: 'left' as 'pre' })).toThrow(/Unknown padding[\s\S]*'left'/);
  });
});

describe('splitDataset', () => {
  const parts = async (split: readonly unknown[]) => Promise.all(split.map((part) => (part as Tensor).array()));

  it('splits by shares and by counts', async () => {
    expect(await parts(utils.splitDataset([1, 2, 3, 4, 5], 0.5))).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    expect(await parts(utils.splitDataset([1, 2, 3, 4, 5], { rightSize: 1 }))).toEqual([[1, 2, 3, 4], [5]]);
    expect(await parts(utils.splitDataset([1, 2, 3, 4, 5], 0.4, 2))).toEqual([
      [1, 2],
      [4, 5],
    ]);
  });

  it('keeps the structure, and shuffles all columns alike', async () => {
    const x = tensor([[0], [1], [2], [3]]);
    const [left, right] = utils.splitDataset({ x, y: Int32Array.of(0, 1, 2, 3) }, 3, { shuffle: true, seed: 1 }) as {
      x: Tensor;
      y: Tensor;
    }[];
    const rows = [...(await left!.x.data()), ...(await right!.x.data())];
    expect(rows).toEqual([...(await left!.y.data()), ...(await right!.y.data())]);
    expect([...rows].sort()).toEqual([0, 1, 2, 3]);
    expect(right!.x.shape).toEqual([1, 1]);
  });

  it('refuses sizes that do not fit', () => {
    expect(() => utils.splitDataset([1, 2, 3])).toThrow(/cannot be split/);
    expect(() => utils.splitDataset([1, 2, 3], 3)).toThrow(/Invalid leftSize[\s\S]*smaller than 3/);
    expect(() => utils.splitDataset([1, 2, 3], 2, 2)).toThrow(/cannot be split[\s\S]*leftSize 2, rightSize 2/);
    expect(() => utils.splitDataset([tensor([1]), tensor([1, 2])], 1)).toThrow(/same length/);
  });
});

describe('timeseriesDatasetFromArray', () => {
  const series = Float32Array.from({ length: 10 }, (_, i) => i);

  async function batches(dataset: utils.PyDataset): Promise<unknown[]> {
    const all: unknown[] = [];
    for await (const batch of dataset) {
      all.push(await Promise.all([batch].flat().map((each) => (each as Tensor).array())));
    }
    return all;
  }

  it('makes windows with their targets', async () => {
    const dataset = utils.timeseriesDatasetFromArray(series, series, 3, {
      sequenceStride: 2,
      samplingRate: 2,
      batchSize: 2,
      startIndex: 1,
    });
    expect(dataset.length).toBe(2);
    expect(await batches(dataset)).toEqual([
      [
        [
          [1, 3, 5],
          [3, 5, 7],
        ],
        [1, 3],
      ],
      [[[5, 7, 9]], [5]],
    ]);
  });

  it('keeps its order in fit, which shuffles other data', async () => {
    const seen: number[] = [];
    class Seeing extends Model {
      override call(x: Tensor) {
        return x.sum(-1);
      }
      override trainStep(...given: readonly unknown[]) {
        const [[x]] = given as [[Tensor]];
        return { first: x.at(0, 0) };
      }
    }
    const model = new Seeing();
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const see = new LambdaCallback({ onTrainBatchEnd: (_batch, logs) => void seen.push(Number(logs.first)) });
    await model.fit(utils.timeseriesDatasetFromArray(series, series, 2, { batchSize: 1 }), {
      callbacks: [see],
      verbose: 0,
    });
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('shuffles by a seed', async () => {
    const make = () => utils.timeseriesDatasetFromArray(series, null, 2, { batchSize: 100, shuffle: true, seed: 3 });
    const [[first]] = (await batches(make())) as [[number[][]]];
    expect(await batches(make())).toEqual([[first]]);
    expect(first.map(([start]) => start!).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(first.every(([a, b]) => b === a! + 1)).toBe(true);
  });

  it('refuses what does not fit the series', () => {
    const make = utils.timeseriesDatasetFromArray;
    expect(() => make(series, null, 2, { startIndex: 10 })).toThrow(/`startIndex` is out of range/);
    expect(() => make(series, null, 2, { samplingRate: 0 })).toThrow(/`samplingRate`/);
    expect(() => make(series, null, 2, { sequenceStride: 10 })).toThrow(/`sequenceStride`/);
    expect(() => make(series, null, 2, { sequenceStride: 1.5 })).toThrow(/an integer from 1 to 9/);
    expect(() => make(3, null, 2)).toThrow(/Expected: shape \[time, ...\]/);
  });
});

describe('getSourceInputs', () => {
  it('finds the inputs, each once', () => {
    const [a, b] = [Input([3], { name: 'first' }), Input([3], { name: 'second' })];
    const hidden = new Dense(2)(a);
    const sum = hidden.add(new Dense(2)(b)).add(hidden);
    const names = (inputs: readonly { name: string | null }[]) => inputs.map(({ name }) => name);
    expect(names(utils.getSourceInputs(sum as never))).toEqual(['first', 'second']);
    expect(names(utils.getSourceInputs(a as never))).toEqual(['first']);
  });
});

describe('columns of batches', () => {
  it('are packed and unpacked', () => {
    expect(utils.packXYSampleWeight('x')).toBe('x');
    expect(utils.packXYSampleWeight(['a', 'b'])).toEqual([['a', 'b']]);
    expect(utils.packXYSampleWeight('x', 'y')).toEqual(['x', 'y']);
    expect(utils.unpackXYSampleWeight(utils.packXYSampleWeight('x', 'y', 'w'))).toEqual(['x', 'y', 'w']);
  });
});

it('starts names anew', () => {
  const name = () => new Dense(1).name;
  utils.clearSession();
  const first = name();
  utils.clearSession();
  expect(name()).toBe(first);
});

test('settings of other engines are accepted', () => {
  const halves = utils.splitDataset(tensor([1, 2, 3, 4]), { leftSize: 0.5, preferredBackend: 'tensorflow' });
  expect(halves.map((half) => (half as Tensor).shape)).toEqual([[2], [2]]);
  const windows = (format: string) =>
    utils.timeseriesDatasetFromArray(tensor([1, 2, 3, 4]), null, 2, { format: format as 'tf' });
  expect(windows('grain').length).toBe(1);
  expect(() => windows('torch')).toThrow(ValueError);
});

test('windows without batches are single ones', async () => {
  const windows = utils.timeseriesDatasetFromArray(tensor([1, 2, 3]), tensor([4, 5, 6]), 2, { batchSize: null });
  expect(windows.length).toBe(2);
  for await (const [x, y] of windows.skip(1)) expect([await x.array(), await y.array()]).toEqual([[2, 3], 5]);
  expect.assertions(2);
});
