import { cos, exp, sin, tanh } from '../primitives/elementwise.js';
import '../ops/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { expectValues } from '../testing/agreement.js';
import { jit } from '../tracing/compiled.js';
import { jvp, linearize, vjp } from './vjp.js';

const w = tensor([
  [0.3, -0.2, 0.5],
  [0.7, 0.1, -0.4],
  [-0.6, 0.8, 0.2],
]);
const x = tensor([0.5, -1, 2]);
const f = (v: Tensor) => tanh(w.matmul(v));

/** Takes a tree and returns one. */
const g = ({ a, b }: { a: Tensor; b: Tensor }) => [sin(a).mul(b), exp(b).sum()] as const;
const point = { a: tensor([0.1, 0.2]), b: tensor([0.3, -0.4]) };
const along = { a: tensor([1, -2]), b: tensor([0.5, 0.25]) };

describe('vjp', () => {
  it('returns the value and the way back', async () => {
    const [value, pullback] = vjp(f, x);
    await expectValues(
      [value, pullback([1, 0, 0])[0]],
      [
        [0.874053, -0.50052, -0.604368],
        [0.070809, -0.047206, 0.118015],
      ],
    );
  });

  it('takes several primals, trees and auxiliary outputs', async () => {
    const [, pullback, aux] = vjp((a: Tensor, b: Tensor) => [a.mul(b), a] as const, 2, 3, { hasAux: true });
    await expectValues([pullback(10), aux], [[30, 20], 2]);
    const [, back] = vjp(g, point);
    const [cotangent] = back([[1, 1], 1]);
    await expectValues(cotangent, {
      a: [0.1, 0.2].map((a, i) => Math.cos(a) * [0.3, -0.4][i]!),
      b: [0.1, 0.2].map((a, i) => Math.sin(a) + Math.exp([0.3, -0.4][i]!)),
    });
  });

  it('is linear in the cotangent', async () => {
    const [, pullback] = vjp(f, x);
    const [c, d] = [tensor([1, 2, 3], null, 'float32'), tensor([-0.5, 0, 4])];
    const sum = pullback(c.mul(2).add(d))[0];
    await expectValues(sum.sub(pullback(c)[0].mul(2)).sub(pullback(d)[0]), [0, 0, 0]);
  });

  it('refuses a cotangent that does not fit', () => {
    const [, pullback] = vjp(f, x);
    expect(() => pullback([1, 2])).toThrow(/cotangents do not fit[\s\S]*\[3\][\s\S]*\[2\]/);
    expect(() => pullback([x, x])).toThrow(/\[., .\]/);
    expect(() => vjp(f, tensor([true, false, true]))).toThrow(/bool/);
  });
});

describe('jvp', () => {
  it('returns the value and the tangent, as jax does', () =>
    expectValues(jvp(f, [x], [[1, 0, -1]]), [
      [0.874053, -0.50052, -0.604368],
      [-0.047206, 0.824427, -0.507792],
    ]));

  it('agrees with vjp: <c, J t> = <J^T c, t>', async () => {
    const [, tangent] = jvp(g, [point], [along]);
    const c = [tensor([0.3, 1.7]), tensor(-2)] as const;
    const [cotangent] = vjp(g, point)[1](c);
    const left = c[0].mul(tangent[0]).sum().add(c[1].mul(tangent[1]));
    const right = cotangent.a.mul(along.a).sum().add(cotangent.b.mul(along.b).sum());
    await expectValues(left.sub(right), 0);
  });

  it('passes over what does not depend on the primals, and nests', async () => {
    await expectValues(jvp((a: Tensor) => [a.mul(2), w.at(0, 0), a.mul(0).cast('int32')], [3], [1])[1], [2, 0, 0]);
    const twice = jvp((a: Tensor) => jvp((z: Tensor) => sin(z), [a], [1])[1], [0.5], [1]);
    await expectValues(twice, [Math.cos(0.5), -Math.sin(0.5)]);
    const compiled = jit((a: Tensor) => jvp((z: Tensor) => cos(z).mul(z), [a], [a.mul(0).add(1)])[1]);
    await expectValues(compiled(tensor(0.5)), Math.cos(0.5) - 0.5 * Math.sin(0.5));
    const [, , aux] = jvp((a: Tensor) => [a, { twice: a.mul(2) }] as const, [2], [1], { hasAux: true });
    await expectValues(aux, { twice: 4 });
  });
});

describe('linearize', () => {
  it('gives a linear function of tangents', async () => {
    const [value, derivative] = linearize(f, x);
    const tangent = tensor([1, 0, -1], null, 'float32');
    await expectValues(
      [value, derivative(tangent)],
      [
        [0.874053, -0.50052, -0.604368],
        [-0.047206, 0.824427, -0.507792],
      ],
    );
    await expectValues(derivative(tangent.mul(-3)).add(derivative(tangent).mul(3)), [0, 0, 0]);
  });
});
