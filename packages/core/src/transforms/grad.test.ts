import { cos, mul, sin, tanh } from '../primitives/elementwise.js';
import { jit } from '../tracing/compiled.js';
import '../ops/index.js';
import { scan } from '../control-flow/scan.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { expectValues } from '../testing/agreement.js';
import { grad, valueAndGrad } from './grad.js';
import { vmap } from './vmap.js';

const w = tensor([
  [0.3, -0.2, 0.5],
  [0.7, 0.1, -0.4],
  [-0.6, 0.8, 0.2],
]);
const x = tensor([0.5, -1, 2]);
const f = (v: Tensor) => tanh(w.matmul(v)).square().sum();

describe('grad', () => {
  it('gives what jax gives', () => expectValues(grad(f)(x), [0.05894, -0.771333, 0.352961]));

  it('takes whole numbers, nested arrays and int32 as floats', async () => {
    await expectValues(grad((a: Tensor) => a.mul(a))(3), 6);
    const gradient = grad((a: Tensor) => a.mul(a).sum())([
      [1, 2],
      [3, 4],
    ]);
    expect(gradient.dtype).toBe('float32');
    await expectValues(grad((a: Tensor) => a.mul(a).sum())(tensor([1, 2])), [2, 4]);
    await expectValues(jit(vmap(grad((a: Tensor) => a.mul(a))))([1, 2]), [2, 4]);
    await expectValues(gradient, [
      [2, 4],
      [6, 8],
    ]);
  });

  it('goes through trees, and takes the arguments that it is told', async () => {
    const loss = ({ a, b }: { a: Tensor; b: Tensor[] }, scale: Tensor) => a.mul(b[0]!).sum().mul(scale);
    const params = { a: tensor([1, 2], null, 'float32'), b: [tensor([3, 4], null, 'float32')] };
    await expectValues(grad(loss)(params, 2), { a: [6, 8], b: [[2, 4]] });
    await expectValues(grad(loss, 1)(params, 2), 11);
    const [first, second] = grad(loss, [-1, 0])(params, 2);
    await expectValues([first, second.a], [11, [6, 8]]);
    await expectValues(grad(loss, { argnums: 1 })(params, 2), 11);
  });

  it('gives zeros where the value does not depend on an argument', () =>
    expectValues(grad((_a: Tensor, b: Tensor) => b.sum(), [0, 1])([1, 2], [3, 4]), [
      [0, 0],
      [1, 1],
    ]));

  it('keeps an argument apart from the same tensor outside', () =>
    expectValues(grad((a: Tensor) => a.mul(x).sum())(x), [0.5, -1, 2]));

  it('returns the value and auxiliary outputs as well', async () => {
    const withAux = (a: Tensor) => [a.mul(a), { twice: a.mul(2), name: 'aux' }] as const;
    const [[value, aux], slope] = valueAndGrad(withAux, { hasAux: true })(3);
    await expectValues([value, aux.twice, slope], [9, 6, 6]);
    expect(aux.name).toBe('aux');
    const [gradient] = grad(withAux, { hasAux: true })(3);
    await expectValues(gradient, 6);
  });

  it('takes nested arrays when it is compiled, too', () =>
    expectValues(jit(grad((a: Tensor) => a.mul(a).sum()))([1, 2]), [2, 4]));

  it('differentiates again and again', () => {
    const fourth = grad(grad(grad(grad((a: Tensor) => mul(sin(a), a)))));
    return expectValues(fourth(0.7), 0.7 * Math.sin(0.7) - 4 * Math.cos(0.7));
  });

  it('reads and assigns variables', async () => {
    const v = new Variable(2, { dtype: 'float32' });
    const calls = new Variable(0, { dtype: 'int32' });
    const gradient = grad((a: Tensor) => {
      calls.assignAdd(1);
      return a.mul(v.value);
    })(5);
    await expectValues([gradient, calls.value], [2, 1]);
    await expectValues(grad((a: Tensor) => a.mul(a))(v as never), 4);
  });

  it('composes with jit and vmap in any order', async () => {
    const g = (a: Tensor) => mul(cos(a), a);
    const points = tensor([0.1, 0.2, 0.3]);
    const expected = [0.1, 0.2, 0.3].map((a) => Math.cos(a) - a * Math.sin(a));
    for (const h of [vmap(grad(jit(g))), jit(vmap(grad(g))), vmap(jit(grad(g))), jit(vmap(jit(grad(jit(g)))))]) {
      await expectValues(h(points), expected);
    }
    await expectValues(grad((a: Tensor) => vmap(jit(g))(a).sum())(points), expected);
  });

  it('differentiates through a jitted function that uses a value of the trace around it', () => {
    const outer = (a: Tensor) => {
      const inner = jit((b: Tensor) => b.mul(a));
      return inner(a).add(inner(a.mul(2)));
    };
    return expectValues([grad(outer)(3), vmap(grad(outer))(tensor([1, 2], null, 'float32'))], [18, [6, 12]]);
  });

  it('composes with scan and vmap: grad of vmap of scan of grad', async () => {
    const inner = (c: Tensor, v: Tensor): readonly [Tensor, Tensor] => {
      const slope = grad((z: Tensor) => mul(sin(mul(z, c)), z))(v);
      return [c.mul(0.9).add(slope), slope];
    };
    const outer = (a: Tensor, xs: Tensor) => vmap((c: Tensor) => scan(inner, c, xs)[0])(a).sum();
    const args = [tensor([0.1, 0.5, -0.3]), tensor([0.2, 0.4, 0.6])] as const;
    await expectValues(outer(...args), 1.228843);
    await expectValues(grad(outer, [0, 1])(...args), [
      [4.588108, 3.439277, 4.180011],
      [1.408491, 1.034961, 0.612477],
    ]);
  });

  it('refuses what has no gradient, and says why', () => {
    expect(() => grad((a: Tensor) => a.mul(2))([1, 2])).toThrow(/must return a scalar[\s\S]*\[2\]/);
    expect(() => grad((a: Tensor) => a.sum())(tensor([1, 2], null, 'uint8'))).toThrow(/floating tensors[\s\S]*uint8/);
    expect(() => grad((a: Tensor) => a.argmax())([1, 2])).toThrow(/floating value/);
    expect(() => grad(f, 3)(x)).toThrow(/out of range/);
  });
});
