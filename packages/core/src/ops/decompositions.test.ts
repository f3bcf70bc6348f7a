import { thorough } from '@org/testing';
import { type Tensor, tensor } from '../tensor/tensor.js';
import * as ops from './index.js';

/** Pseudo-random matrices. */
function matrix(rows: number, columns: number): Tensor {
  let state = 12345;
  const next = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31 - 0.5;
  };
  return tensor(Float32Array.from({ length: rows * columns }, next), [rows, columns]);
}

const largest = (x: Tensor): Promise<number> => x.abs().max().item();
const distanceFromIdentity = (x: Tensor): Promise<number> => largest(x.sub(ops.identity(x.shape[0]!)));

const largestShape = thorough([40, 25], [16, 10]);

describe.each([[1, 1], [4, 4], [7, 3], [3, 7], largestShape])('decompositions of [%i, %i]', (rows, columns) => {
  const x = matrix(rows, columns);
  const count = Math.min(rows, columns);

  it('qr', async () => {
    for (const mode of ['reduced', 'complete'] as const) {
      const [q, r] = ops.qr(x, mode);
      expect(await largest(q.matmul(r).sub(x))).toBeLessThan(5e-6);
      expect(await distanceFromIdentity(q.transpose().matmul(q))).toBeLessThan(5e-6);
    }
  });

  it('svd', async () => {
    for (const full of [false, true]) {
      const [u, s, vt] = ops.svd(x, full);
      const scaled = u
        .at(':', `:${count}`)
        .mul(s)
        .matmul(vt.at(`:${count}`));
      expect(await largest(scaled.sub(x))).toBeLessThan(1e-5);
      expect(await distanceFromIdentity(u.transpose().matmul(u))).toBeLessThan(1e-5);
      expect(await distanceFromIdentity(vt.matmul(vt.transpose()))).toBeLessThan(1e-5);
    }
  });

  it('eigh, cholesky, solve, det of x xᵀ + 1', async () => {
    const positive = x.matmul(x.transpose()).add(ops.identity(rows));
    const [values, vectors] = ops.eigh(positive);
    const scale = await largest(positive);
    expect(await largest(positive.matmul(vectors).sub(vectors.mul(values)))).toBeLessThan(1e-5 * scale);
    const lower = ops.cholesky(positive);
    expect(await largest(lower.matmul(lower.transpose()).sub(positive))).toBeLessThan(1e-6 * scale);
    const y = ops.solve(positive, x);
    expect(await largest(positive.matmul(y).sub(x))).toBeLessThan(1e-5);
    const [sign, log] = ops.slogdet(positive);
    expect(await sign.item()).toBe(1);
    expect(await log.sub(ops.sum(ops.log(values))).item()).toBeCloseTo(0, 4);
  });
});

it('svd of a matrix that lacks rank has orthonormal vectors', async () => {
  const [u, s, vt] = ops.svd([
    [1, 1, 0],
    [1, 1, 0],
    [2, 2, 0],
  ]);
  expect(
    await largest(
      u
        .mul(s)
        .matmul(vt)
        .sub([
          [1, 1, 0],
          [1, 1, 0],
          [2, 2, 0],
        ]),
    ),
  ).toBeLessThan(1e-6);
  expect(await distanceFromIdentity(u.transpose().matmul(u))).toBeLessThan(1e-6);
});

describe('matrices without elements', () => {
  const shapes = (list: readonly Tensor[]) => list.map(({ shape }) => shape);
  const square = ops.zeros([0, 0]);

  it('have a determinant of 1, as the product of nothing', async () => {
    expect(await ops.det(square).array()).toBe(1);
    expect(await ops.det(ops.zeros([2, 0, 0])).array()).toEqual([1, 1]);
    const [sign, logarithm] = ops.slogdet(square);
    expect([await sign.item(), await logarithm.item()]).toEqual([1, 0]);
  });

  it.each<[string, () => readonly Tensor[], number[][]]>([
    ['inv', () => [ops.inv(square)], [[0, 0]]],
    ['solve', () => [ops.solve(square, ops.zeros([0, 2]))], [[0, 2]]],
    ['lu', () => ops.luFactor(ops.zeros([0, 3])), [[0, 3], [0]]],
    [
      'lu of batches',
      () => ops.luFactor(ops.zeros([0, 2, 2])),
      [
        [0, 2, 2],
        [0, 2],
      ],
    ],
    ['eigh', () => ops.eigh(square), [[0], [0, 0]]],
    ['svd', () => ops.svd(ops.zeros([0, 2]), false), [[0, 0], [0], [0, 2]]],
    ['pinv', () => [ops.pinv(ops.zeros([0, 2]))], [[2, 0]]],
  ])('%s', async (_name, results, expected) => {
    const list = results();
    expect(shapes(list)).toEqual(expected);
    expect((await Promise.all(list.map((x) => x.array()))).flat(3)).toEqual([]);
  });

  it('have singular vectors that are any bases', async () => {
    for (const shape of [
      [0, 2],
      [2, 0],
    ]) {
      const [u, s, vt] = ops.svd(ops.zeros(shape));
      expect(shapes([u, s, vt])).toEqual([[shape[0], shape[0]], [0], [shape[1], shape[1]]]);
      for (const basis of [u, vt])
        if (basis.size > 0) expect(await distanceFromIdentity(basis.matmul(basis.transpose()))).toBe(0);
    }
  });
});

describe('fft of many lengths', () => {
  it.each([1, 2, 17, 48, 96, 97, 100, 128])('%i', async (n) => {
    const [re, im] = [matrix(2, n), matrix(2, n).mul(0.5)];
    const [a, b] = ops.fft([re, im]);
    // Parseval, and the first element is the sum.
    const energy = (p: Tensor, q: Tensor) => p.square().add(q.square()).sum();
    const ratio = energy(a, b).div(energy(re, im).mul(n));
    expect(await ratio.item()).toBeCloseTo(1, 5);
    expect(await largest(a.at(':', 0).sub(re.sum(1)))).toBeLessThan(2e-5);
    const [p, q] = ops.ifft2(ops.fft2([re, im]));
    expect(await largest(p.sub(re))).toBeLessThan(2e-6);
    expect(await largest(q.sub(im))).toBeLessThan(2e-6);
  });
});

it('solves triangular systems for a batch of vectors', async () => {
  const lower = [
    [1, 0],
    [3, 5],
  ];
  const x = ops.solveTriangular(
    [lower, lower],
    [
      [2, 16],
      [1, 8],
    ],
    { lower: true },
  );
  const expected = [
    [2, 2],
    [1, 1],
  ];
  expect(await largest(x.sub(expected))).toBeLessThan(1e-6);
});
