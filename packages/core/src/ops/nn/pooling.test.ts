import { cotangent } from '@org/testing';
import { scalarLike } from '../../primitives/elementwise.js';
import { tensor } from '../../tensor/tensor.js';
import { expectValues } from '../../testing/agreement.js';
import { backward } from '../../transforms/backward.js';
import { relu } from './activations.js';
import { adaptiveAveragePool, adaptiveMaxPool } from './adaptive-pooling.js';
import { averagePool, maxPool } from './pooling.js';

const row = (...values: number[]) => tensor(Float32Array.from(values), [1, values.length, 1]);
const column = (...values: number[]) => [values.map((v) => [v])];

describe('max_pool', () => {
  it('takes the maximum of every window', async () => {
    await expectValues(maxPool(row(1, 5, 2, 4, 3), 2), column(5, 4));
    await expectValues(maxPool(row(1, 5, 2, 4, 3), 3, 1), column(5, 5, 4));
    await expectValues(maxPool(row(-1, -5, -2), 2, { padding: 'same' }), column(-1, -2));
    await expectValues(maxPool(tensor([1, 3, 2], [1, 1, 3]), 3, { dataFormat: 'channels_first' }), [[[3]]]);
  });

  it('keeps integers', async () => {
    const x = tensor([1, 5, 2, 2 ** 30 + 1], [1, 4, 1], 'int32');
    const y = maxPool(x, 2, { padding: 'same' });
    expect(y.dtype).toBe('int32');
    await expectValues(y, column(5, 2 ** 30 + 1));
  });

  it('gives the gradient to the first maximum of each window', async () => {
    const tied = tensor([7, 7, 7, 7, 7, 7, 7, 7, 7], [1, 3, 3, 1], 'float32');
    const gradientOf = (windows: number, stride: number) => {
      const y = maxPool(tied, windows, stride);
      return backward([y], [tensor(cotangent(0, y.size), y.shape)], [tied])[0]!;
    };
    const [a, b, c, d] = cotangent(0, 4);
    await expectValues(gradientOf(2, 1), [
      [
        [[a], [b], [0]],
        [[c], [d], [0]],
        [[0], [0], [0]],
      ],
    ]);
    await expectValues(gradientOf(3, 3), [
      [
        [[a], [0], [0]],
        [[0], [0], [0]],
        [[0], [0], [0]],
      ],
    ]);
    await expectValues(gradientOf(1, 2), [
      [
        [[a], [0], [b]],
        [[0], [0], [0]],
        [[c], [0], [d]],
      ],
    ]);
  });

  it('changes places with a relu', async () => {
    const x = row(-1, -2, 3, 1);
    const y = maxPool(relu(x), 2);
    expect(y.node!.primitive.name).toBe('relu');
    await expectValues([y, backward([y], [scalarLike(1, y)], [x])[0]], [column(0, 3), column(0, 0, 1, 0)]);
  });

  it('says what does not fit', () => {
    expect(() => maxPool(row(1, 2), 3)).toThrow(/does not fit/);
    expect(() => maxPool(row(1, 2), [2, 2])).toThrow(/pool_size/);
    expect(() => maxPool(row(1, 2), 2, { padding: 'causal' })).toThrow(/padding/);
    expect(() => maxPool([1, 2], 2)).toThrow(/rank 1/);
  });
});

describe('average_pool', () => {
  it('takes the mean of every window', async () => {
    await expectValues(averagePool(row(1, 5, 2, 4, 3), 2), column(3, 3));
    await expectValues(averagePool(row(1, 5, 3, 4), 2, 1), column(3, 4, 3.5));
    await expectValues(averagePool([[[1], [2]]], 2), column(1.5));
  });

  it('does not count padding', async () => {
    await expectValues(averagePool(row(1, 5, 3), 2, { padding: 'same' }), column(3, 3));
    await expectValues(averagePool(row(1, 5, 3), 3, 1, 'same'), column(3, 3, 4));
  });
});

describe('adaptive pooling', () => {
  it('makes windows of one size side by side where they fit', async () => {
    await expectValues(adaptiveAveragePool(row(1, 3, 5, 9), 2), column(2, 7));
    await expectValues(adaptiveMaxPool(row(1, 3, 5, 9), 1), column(9));
  });

  it('makes windows overlap where they do not', async () => {
    await expectValues(adaptiveAveragePool(row(1, 3, 5, 9, 1), 3), column(2, (3 + 5 + 9) / 3, 5));
    await expectValues(adaptiveMaxPool(row(1, 3, 5), 5), column(1, 3, 3, 5, 5));
  });
});
