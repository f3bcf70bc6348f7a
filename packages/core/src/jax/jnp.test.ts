import { tensor } from '../tensor/tensor.js';
import { expectValues } from '../testing/agreement.js';
import { numpy as jnp, nn } from './index.js';

const a = jnp.array([
  [1, 2, 4],
  [3, -1, 0.5],
]);
const v = tensor([1, 3, 2], null, 'float32');

// Expected values are those of jax.numpy.
describe('jax.numpy', () => {
  it('has the parameters of NumPy in their order', async () => {
    await expectValues(
      [jnp.sum(a, 0), jnp.mean(a, { axis: 1, keepdims: true }), jnp.std(a, { ddof: 1 }), jnp.var(a, 0)],
      [[4, 1, 4.5], [[2.333333], [0.833333]], 1.800463, [1, 2.25, 3.0625]],
    );
    await expectValues(
      [jnp.max(a, 1), jnp.argmax(a, 1), jnp.cumsum(a, 1), jnp.any(jnp.greater(a, 3), 1), jnp.clip(a, 0, 2)],
      [
        [4, 3],
        [2, 0],
        [
          [1, 3, 7],
          [3, 2, 2.5],
        ],
        [1, 0],
        [
          [1, 2, 2],
          [2, 0, 0.5],
        ],
      ],
    );
    expect(jnp.sum(jnp.array([1, 2]), null, jnp.float32).dtype).toBe('float32');
    expect(jnp.clip([1, 2], 1.5).dtype).toBe('float32');
  });

  it('has functions that keras.ops lacks', async () => {
    await expectValues(
      [jnp.cov(a), jnp.polyval([2, 0, 1], v), jnp.interp([0, 1.5, 2.5, 9], [1, 2, 3], [10, 20, 15])],
      [
        [
          [2.333333, -1.416667],
          [-1.416667, 4.083333],
        ],
        [3, 19, 9],
        [10, 15, 17.5, 15],
      ],
    );
    await expectValues(
      [jnp.convolve(v, [0, 1, 0.5]), jnp.columnStack([v, v]), jnp.vecdot(a, v), jnp.matvec(a, v), jnp.arrayEqual(a, a)],
      [
        [0, 1, 3.5, 3.5, 1],
        [
          [1, 1],
          [3, 3],
          [2, 2],
        ],
        [15, 1],
        [15, 1],
        1,
      ],
    );
    await expectValues(
      [jnp.divmod([7, -7], 3), jnp.copysign(v, -1), jnp.floatPower(2, [1, 3]), jnp.atleast2d(v), jnp.vecmat([1, 2], a)],
      [
        [
          [2, -3],
          [1, 2],
        ],
        [-1, -3, -2],
        [2, 8],
        [[1, 3, 2]],
        [7, 0, 5],
      ],
    );
    await expectValues(
      [jnp.trilIndices(3, -1), jnp.triuIndices(2), jnp.indices([2, 3])],
      [
        [
          [1, 2, 2],
          [0, 0, 1],
        ],
        [
          [0, 0, 1],
          [0, 1, 1],
        ],
        [
          [
            [0, 0, 0],
            [1, 1, 1],
          ],
          [
            [0, 1, 2],
            [0, 1, 2],
          ],
        ],
      ],
    );
    expect(jnp.atleast3d(v).shape).toEqual([1, 3, 1]);
    expect(jnp.broadcastArrays(a, v, 1).map(({ shape }) => shape)).toEqual([
      [2, 3],
      [2, 3],
      [2, 3],
    ]);
  });

  it('knows its dtypes', () => {
    expect(jnp.resultType(jnp.int32, jnp.float16)).toBe('float16');
    expect(jnp.promoteTypes(jnp.uint8, jnp.int8)).toBe('int16');
    expect([jnp.finfo('float32').eps, jnp.finfo('float16').max, jnp.finfo('bfloat16').tiny]).toEqual([
      2 ** -23,
      65504,
      2 ** -126,
    ]);
    expect([jnp.iinfo('int8').min, jnp.iinfo('uint16').max]).toEqual([-128, 65535]);
    expect(() => jnp.finfo('int8')).toThrow(/floating/);
    expect(() => jnp.iinfo('float32')).toThrow(/integer/);
  });
});

describe('jax.numpy.linalg', () => {
  const m = tensor([
    [2, 1],
    [1, 3],
  ]).cast('float32');

  it('gives what jax gives', async () => {
    const { linalg } = jnp;
    await expectValues(
      [linalg.matrixPower(m, 3), linalg.matrixPower(m, -2), linalg.matrixPower(m, 0), linalg.multiDot([m, m, m])],
      [
        [
          [15, 20],
          [20, 35],
        ],
        [
          [0.4, -0.2],
          [-0.2, 0.2],
        ],
        [
          [1, 0],
          [0, 1],
        ],
        [
          [15, 20],
          [20, 35],
        ],
      ],
    );
    await expectValues(
      [linalg.cond(m), linalg.svdvals(m), linalg.eigvalsh(m)],
      [2.618034, [3.618034, 1.381966], [1.381966, 3.618034]],
    );
    await expectValues(
      [linalg.vectorNorm(a), linalg.vectorNorm(a, 2, 1), linalg.matrixNorm(m)],
      [5.59017, [4.582576, 3.201562], 3.872983],
    );
  });
});

describe('jax.nn', () => {
  it("has jax's defaults", async () => {
    await expectValues(
      [nn.leakyRelu(v.neg()), nn.mish(v), nn.oneHot([0, 2], 3), nn.glu([1, 2, 3, 4])],
      [
        [-0.01, -0.03, -0.02],
        [0.865098, 2.986536, 1.943959],
        [
          [1, 0, 0],
          [0, 0, 1],
        ],
        [0.952574, 1.964028],
      ],
    );
    await expectValues(
      [nn.standardize(a), nn.gelu(v), nn.softSign(v), nn.hardSilu(v)],
      [
        [
          [-1.069042, -0.267261, 1.336302],
          [1.313196, -1.111166, -0.20203],
        ],
        [0.841192, 2.996363, 1.954598],
        [0.5, 0.75, 0.666667],
        [0.666667, 3, 1.666667],
      ],
    );
  });
});
