import { tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { Muon } from './index.js';

const matrix = tensor([
  [0.2499, 0.9105],
  [0.2655, 0.8824],
]);

describe('Muon', () => {
  // The values are those of Python Keras.
  it('makes matrices nearly orthogonal', async () => {
    const optimizer = new Muon();
    const orthogonal = await optimizer.zeropowerViaNewtonschulz5(matrix, 5).data();
    expectClose(orthogonal, [-0.44190204, 0.64559197, 0.72815895, 0.29695582], { atol: 1e-4 });
    expect(() => optimizer.zeropowerViaNewtonschulz5(tensor([1, 2]), 5)).toThrow(/at least 2 axes/);
  });

  it('transposes the last two axes', () => {
    expect(new Muon().transposeLastAxis(tensor([[[1, 2, 3]]])).shape).toEqual([1, 3, 1]);
  });

  it('scales updates by the larger side', async () => {
    const ones = tensor([
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    expectClose(await new Muon({ rmsRate: 0.2 }).lrAdjust(ones).data(), Array(8).fill(0.4));
    expect(new Muon({ rmsRate: null }).lrAdjust(ones)).toBe(ones);
  });
});
