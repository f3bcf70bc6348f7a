import '../ops/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { expectValues } from '../testing/agreement.js';
import { grad } from '../transforms/index.js';
import { blockUntilReady, lax } from './index.js';

const a = tensor([
  [1, 2, 4],
  [3, -1, 0.5],
]);
const v = tensor([1, 3, 2], null, 'float32');

// Expected values are those of jax.lax.
describe('jax.lax', () => {
  it('slices and updates, also where the place is a tensor', async () => {
    const one = tensor(1);
    await expectValues(
      [
        lax.dynamicSlice(a, [0, 5], [2, 2]),
        lax.dynamicUpdateSlice(a, [[0, 0]], [one, 0]),
        lax.dynamicIndexInDim(a, one, 0, false),
        lax.dynamicUpdateIndexInDim(a, v, 0, 0),
        lax.dynamicSliceInDim(a, one, 2, -1),
      ],
      [
        [
          [2, 4],
          [-1, 0.5],
        ],
        [
          [1, 2, 4],
          [0, 0, 0.5],
        ],
        [3, -1, 0.5],
        [
          [1, 3, 2],
          [3, -1, 0.5],
        ],
        [
          [2, 4],
          [-1, 0.5],
        ],
      ],
    );
    await expectValues(
      [
        lax.dynamicSlice({ sliceSizes: [2, 2], startIndices: [0, 5], operand: a }),
        lax.sliceInDim(a, 1, 3, { axis: 1 }),
        lax.reduceMax({ operand: a, axes: [1] }),
      ],
      [
        [
          [2, 4],
          [-1, 0.5],
        ],
        [
          [2, 4],
          [-1, 0.5],
        ],
        [4, 3],
      ],
    );
    await expectValues(
      [lax.slice(a, [0, 0], [2, 3], [1, 2]), lax.sliceInDim(a, 1, 3, 1, 1), lax.indexInDim(a, -1, 1)],
      [
        [
          [1, 4],
          [3, 0.5],
        ],
        [
          [2, 4],
          [-1, 0.5],
        ],
        [[4], [0.5]],
      ],
    );
  });

  it('pads, broadcasts and shapes', async () => {
    await expectValues(
      [lax.pad(v, 0, [[1, -1, 1]]), lax.pad(v, 9, [[-1, 2, 0]])],
      [
        [0, 1, 0, 3, 0],
        [3, 2, 9, 9],
      ],
    );
    await expectValues(
      [
        lax.broadcast(v, [2]),
        lax.broadcastInDim(v, [3, 2], [0]),
        lax.broadcastedIota('int32', [2, 3], 1),
        lax.rev(v, [0]),
      ],
      [
        [
          [1, 3, 2],
          [1, 3, 2],
        ],
        [
          [1, 1],
          [3, 3],
          [2, 2],
        ],
        [
          [0, 1, 2],
          [0, 1, 2],
        ],
        [2, 3, 1],
      ],
    );
    expect(lax.collapse(lax.full([2, 3, 4], 0), 1).shape).toEqual([2, 12]);
    expect(lax.collapse(lax.full([2, 3, 4], 0), 0, -1).shape).toEqual([6, 4]);
  });

  it('reduces, runs and selects', async () => {
    await expectValues(
      [lax.cummax(v), lax.cumsum(v, 0, true), lax.cumlogsumexp(v), lax.reduceMax(a, [0]), lax.argmax(a, 1)],
      [
        [1, 3, 3],
        [6, 5, 2],
        [1, 3.126928, 3.407606],
        [3, 2, 4],
        [2, 0],
      ],
    );
    await expectValues(
      [lax.clamp(0, a, 2), lax.selectN([0, 1, 1], v, v.neg()), lax.rem([-7, 7], [3, -3]), lax.rsqrt(v)],
      [
        [
          [1, 2, 2],
          [2, 0, 0.5],
        ],
        [1, -3, -2],
        [-1, 1],
        [1, 0.57735, Math.SQRT1_2],
      ],
    );
    const b = tensor(
      new Float32Array(12).map((_, i) => i),
      [2, 2, 3],
    );
    const product = lax.dotGeneral(b, b.reshape([2, 3, 2]), [
      [[2], [1]],
      [[0], [0]],
    ]);
    await expectValues(product, [
      [
        [10, 13],
        [28, 40],
      ],
      [
        [172, 193],
        [244, 274],
      ],
    ]);
  });

  it('has control flow with one tree of state, and operands', async () => {
    const { x, steps } = lax.whileLoop(
      (s) => s.x.less(100),
      (s) => ({ x: s.x.mul(2), steps: s.steps.add(1) }),
      { x: 1, steps: 0 },
    );
    await expectValues([x, steps], [128, 7]);
    const pair = lax.whileLoop(
      ([i]) => i.less(3),
      ([i, s]) => [i.add(1), s.add(i)],
      [0, 0],
    );
    await expectValues(pair, [3, 3]);
    const f = (y: Tensor) =>
      lax.cond(
        y.sum().greater(0),
        (z: Tensor) => z.mul(z).sum(),
        (z: Tensor) => z.sum(),
        y,
      );
    await expectValues(
      [grad(f)(v), grad(f)(v.neg())],
      [
        [2, 6, 4],
        [1, 1, 1],
      ],
    );
    await expectValues(lax.switch(1, [(z: Tensor) => z, (z: Tensor) => z.neg()], v), [-1, -3, -2]);
  });

  it('maps one by one, or batch by batch', async () => {
    const rows = tensor(
      new Float32Array(10).map((_, i) => i),
      [5, 2],
    );
    const twice = (x: Tensor) => x.mul(2).sum();
    for (const batchSize of [null, 1, 2, 5, 9]) {
      await expectValues(lax.map(twice, rows, { batchSize }), [2, 10, 18, 26, 34]);
    }
    expect(() => lax.map(twice, rows, { batchSize: 0 })).toThrow(/positive/);
  });
});

test('a tree is computed in one run', async () => {
  const tree = await blockUntilReady({ a: v.mul(2), b: [v.sum()] });
  expect(tree.b[0]!.host!.data).toEqual(new Float32Array([6]));
  expect(tree.a.node).toBeNull();
});
