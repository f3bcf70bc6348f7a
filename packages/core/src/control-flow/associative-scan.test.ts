import '../ops/index.js';
import { range } from '../shape.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { expectValues } from '../testing/agreement.js';
import { grad } from '../transforms/grad.js';
import { vmap } from '../transforms/vmap.js';
import { associativeScan } from './associative-scan.js';
import { vectorizedMap } from './vectorized-map.js';

const sums = (x: Tensor) => associativeScan((a, b) => a.add(b), x);

describe('associativeScan', () => {
  it.each([1, 2, 3, 4, 5, 8, 13])('gives all %i prefixes', (n) => {
    const values = range(n).map((i) => i * i - 3);
    const expected = values.map((_, i) => values.slice(0, i + 1).reduce((a, b) => a + b, 0));
    return expectValues(sums(tensor(values)), expected);
  });

  it('combines trees in order, as jax does', () =>
    expectValues(
      associativeScan(([a1, b1], [a2, b2]) => [a1.mul(a2), b1.mul(a2).add(b2)], [
        tensor([0.5, 2, 0.3, 1, 0.7]),
        tensor([0, 1, 2, 3, 4], null, 'float32'),
      ] as [Tensor, Tensor]),
      [
        [0.5, 1, 0.3, 0.3, 0.21],
        [0, 1, 2.3, 5.3, 7.71],
      ],
    ));

  it('goes in reverse, along any axis, under grad and vmap', async () => {
    await expectValues(
      associativeScan((a, b) => a.add(b), [0, 1, 2, 3, 4, 5, 6], { reverse: true }),
      [21, 21, 20, 18, 15, 11, 6],
    );
    const rows = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const expected = [
      [1, 3, 6],
      [4, 9, 15],
    ];
    await expectValues(
      associativeScan((a, b) => a.add(b), rows, { axis: -1 }),
      expected,
    );
    await expectValues(vmap(sums)(rows), expected);
    await expectValues(grad((x: Tensor) => sums(x).sum())([1, 2, 3]), [3, 2, 1]);
  });

  it('refuses sizes that differ', () => {
    expect(() => associativeScan((a) => a, [tensor([1, 2]), tensor([1])])).toThrow(/one size/);
  });
});

describe('vectorizedMap', () => {
  it('applies a function to all slices', () =>
    expectValues(
      vectorizedMap(({ a, b }) => a.sum().mul(b), {
        a: tensor([
          [1, 2],
          [3, 4],
        ]),
        b: tensor([2, 3]),
      }),
      [6, 21],
    ));
});
