import { expectClose } from '@org/testing';
import { tensor } from '../tensor/tensor.js';
import * as ops from './index.js';

/** |A V - V diag(λ)| in complex numbers. */
async function residual(values: number[][]): Promise<number> {
  const a = tensor(values, null, 'float32');
  const [[lr, li], [vr, vi]] = ops.eig(a);
  const re = a.matmul(vr).sub(vr.mul(lr).sub(vi.mul(li)));
  const im = a.matmul(vi).sub(vr.mul(li).add(vi.mul(lr)));
  return Math.max(await re.abs().max().item(), await im.abs().max().item());
}

describe('eig', () => {
  it.each([
    [[[2]]],
    [
      [
        [0, 1],
        [-1, 0],
      ],
    ],
    [
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 10],
      ],
    ],
    [
      [
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 0],
      ],
    ],
    [
      [
        [4, 1, 0, 2],
        [-3, 2, 1, 0],
        [0.5, 0, -1, 2],
        [1, 1, 1, 1],
      ],
    ],
  ])('solves A V = V diag(values) for %j', async (matrix) => {
    expect(await residual(matrix)).toBeLessThan(1e-5);
  });

  it('finds the complex eigenvalues of a turn', async () => {
    const [[re, im]] = ops.eig([
      [0, 1],
      [-1, 0],
    ]);
    expectClose(await re.data(), [0, 0], { atol: 1e-6 });
    expectClose(
      [...(await im.data())].map(Number).sort((a, b) => a - b),
      [-1, 1],
    );
  });
});
