import { KerasTensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Flatten } from './flatten.js';
import { Permute } from './permute.js';
import { RepeatVector } from './repeat-vector.js';
import { Reshape } from './reshape.js';

// Integers stay integers.
const integers = { inputDtype: 'int32', outputDtype: 'int32' } as const;

runLayerTest(Flatten, { args: ['channels_first'], inputShape: [2, 3, 4, 5], outputShape: [2, 60] });
runLayerTest(Permute, { args: [[3, 1, 2]], inputShape: [2, 3, 4, 5], outputShape: [2, 5, 3, 4], ...integers });
runLayerTest(RepeatVector, { args: [3], inputShape: [2, 4], outputShape: [2, 3, 4] });
runLayerTest(Reshape, { args: [[3, -1]], inputShape: [2, 6, 2], outputShape: [2, 3, 4], ...integers });

describe('Flatten', () => {
  it('makes an axis of samples without one', () => {
    expect(new Flatten()(new KerasTensor([null])).shape).toEqual([null, 1]);
  });

  it('leaves unknown sizes unknown', () => {
    expect(new Flatten()(new KerasTensor([null, null, 3])).shape).toEqual([null, null]);
  });
});

describe('Reshape', () => {
  it('rejects shapes of another size', () => {
    expect(() => new Reshape([-1, -1])).toThrow('targetShape');
    expect(() => new Reshape([5])(new KerasTensor([null, 6]))).toThrow('number of elements');
    expect(() => new Reshape([4, -1])(new KerasTensor([null, 6]))).toThrow('number of elements');
  });

  it('leaves an open size unknown', () => {
    expect(new Reshape([3, -1])(new KerasTensor([null, null, 3])).shape).toEqual([null, 3, null]);
  });
});

it('Permute takes each axis once', () => {
  expect(() => new Permute([1, 3])).toThrow('dims');
  expect(() => new Permute([0, 1])).toThrow('dims');
});

it('RepeatVector takes a positive integer', () => {
  expect(() => new RepeatVector(1.5)).toThrow('integer');
  expect(() => new RepeatVector(0)).toThrow('positive');
});
