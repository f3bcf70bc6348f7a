import { tensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Dot, dot } from './dot.js';

runLayerTest(Dot, {
  args: [[2, 1], { normalize: true }],
  inputShape: [
    [2, 3, 4],
    [2, 4, 5],
  ],
  outputShape: [2, 3, 5],
  supportsMasking: true,
});
runLayerTest(Dot, {
  args: [1],
  inputShape: [
    [2, 4],
    [2, 4],
  ],
  outputShape: [2, 1],
  supportsMasking: true,
});

describe('Dot', () => {
  it('has axis -1 in its functional form', async () => {
    expect(await dot([tensor([[1, 2]]), tensor([[3, 4]])]).array()).toEqual([[11]]);
  });

  it('rejects what does not fit', () => {
    expect(() => new Dot('1' as never)).toThrow('axes');
    expect(() => new Dot([1, 2, 3] as never)).toThrow('axes');
    expect(() => new Dot(1)([tensor([[1, 2]]), tensor([[1, 2, 3]])])).toThrow('equal sizes');
    expect(() => new Dot(0)([tensor([[1]]), tensor([[1]])])).toThrow('batch');
    expect(() => new Dot(1)([tensor([[1]])])).toThrow('two inputs');
  });
});
