import { scan } from '../control-flow/scan.js';
import { cos, exp, log1p, sin } from '../ops/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { expectValues } from '../testing/agreement.js';
import { jit } from '../tracing/compiled.js';
import { customGradient, customJvp, customVjp } from './custom.js';
import { grad } from './grad.js';
import { jvp } from './vjp.js';
import { vmap } from './vmap.js';

const x = tensor([0.5, -1, 2]);

describe('customGradient', () => {
  // Keras's example: log(1 + e^x), whose derivative does not overflow when it is written by hand.
  const log1pexp = customGradient((v: Tensor) => {
    const e = exp(v);
    return [log1p(e), (g: Tensor) => g.mul(e.add(1).pow(-1).neg().add(1))];
  });

  it('replaces the gradient and leaves the value', async () => {
    await expectValues(log1pexp(100), Number.POSITIVE_INFINITY);
    await expectValues([grad(log1pexp)(100), grad(log1pexp)(0), log1pexp(0)], [1, 0.5, Math.log(2)]);
  });

  it('holds in every composition', async () => {
    // A rule that is wrong on purpose, so that one can see it being used.
    const wrong = customGradient((a: Tensor, b: Tensor) => [
      { product: a.mul(b) },
      ({ product }: { product: Tensor }) => [product.mul(10).mul(a), null],
    ]);
    const f = (v: Tensor) => wrong(v, 3).product;
    const expected = [5, -10, 20];
    await expectValues(vmap(grad(f))(x), expected);
    await expectValues(grad((v: Tensor) => vmap(f)(v).sum())(x), expected);
    await expectValues(jit(vmap(grad(jit(f))))(x), expected);
    await expectValues(grad((v: Tensor) => scan((s, e) => [s.add(f(e)), null], 0, v)[0])(x), expected);
    await expectValues(grad(grad(f))(2), 10);
    await expectValues(jvp(f, [2], [1]), [6, 20]);
    await expectValues(grad((b: Tensor) => wrong(2, b).product)(3), 0);
  });

  it('checks what the rule returns', () => {
    const bad = customGradient((a: Tensor, b: Tensor) => [a.mul(b), (g: Tensor) => [g]]);
    expect(() => bad(1, 2)).toThrow(/one gradient for each argument/);
    const shape = customGradient((a: Tensor) => [a.sum(), (g: Tensor) => g]);
    expect(() => shape(x)).toThrow(/another shape/);
    expect(() => customGradient((a: Tensor) => a as never)(1)).toThrow(/pair/);
  });
});

describe('customVjp', () => {
  const f = customVjp((v: Tensor, y: Tensor) => sin(v).mul(y));
  f.defvjp(
    (v, y) => [sin(v).mul(y), [cos(v), sin(v), y] as const],
    ([c, s, y]: readonly [Tensor, Tensor, Tensor], g: Tensor) => [c.mul(2).mul(g).mul(y), s.mul(g)],
  );

  it('gives what jax gives', async () => {
    const expected = [3.51033, 2.161209, -1.664587];
    const total = (v: Tensor, y: Tensor) => vmap(f, [0, null])(v, y).sum();
    await expectValues(grad(total, [0, 1])(x, 2), [expected, 0.547252]);
    await expectValues(vmap(grad(f, [0, 1]), [0, null])(x, tensor(2, null, 'float32')), [
      expected,
      [0.479426, -0.841471, 0.909297],
    ]);
  });

  it('leaves out arguments that are not differentiated', async () => {
    const scaled = customVjp((fn: (v: Tensor) => Tensor, v: Tensor) => fn(v), { nondiffArgnums: [0] });
    scaled.defvjp(
      (fn, v) => [fn(v), v],
      (_fn: unknown, v: Tensor, g: Tensor) => [v.mul(g).mul(100)],
    );
    await expectValues(grad((v: Tensor) => scaled((z: Tensor) => z.mul(z), v))(3), 300);
    expect(() => customVjp((v: Tensor) => v)(1)).toThrow(/defvjp/);
  });
});

describe('customJvp', () => {
  it('serves forward and reverse mode', async () => {
    const f = customJvp((v: Tensor) => exp(v));
    f.defjvp(([v], [t]) => [exp(v), exp(v).mul(t).mul(2)]);
    await expectValues([f(1), grad(f)(1), jvp(f, [1], [1])[1]], [Math.E, 2 * Math.E, 2 * Math.E]);
    await expectValues(vmap(grad(f))([0.5, 1]), [2 * Math.exp(0.5), 2 * Math.E]);
    expect(() => customJvp((v: Tensor) => v)(1)).toThrow(/defjvp/);
  });
});
