import { cos, exp, log, sin } from '../primitives/elementwise.js';
import { KerasTensor } from '../symbolic/keras-tensor.js';
import { jit } from '../tracing/compiled.js';
import '../ops/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { expectValues } from '../testing/agreement.js';
import { grad, valueAndGrad } from '../transforms/grad.js';
import { vmap } from '../transforms/vmap.js';
import { cond, switchCase } from './cond.js';

const x = tensor([0.5, -1, 2]);
const minus = tensor([-0.5, 1, -2]);
const f = (v: Tensor) =>
  cond(
    v.sum().greater(0),
    () => sin(v).sum(),
    () => v.mul(v).mul(v).sum(),
  );

describe('cond', () => {
  it('takes one branch or the other', async () => {
    await expectValues([f(x), f(minus)], [0.547252, -7.125]);
    await expectValues(
      cond(
        true,
        () => x,
        () => minus,
      ),
      [0.5, -1, 2],
    );
    await expectValues(
      cond(
        x.sum().less(0),
        () => ({ a: x.sum(), b: [x] }),
        () => ({ a: x.max(), b: [minus] }),
      ),
      { a: 2, b: [[-0.5, 1, -2]] },
    );
  });

  it('computes the branch that is taken alone', () => {
    // The other branch would be a loop without end, or an error: here, the logarithm of a negative number.
    const safe = grad((v: Tensor) =>
      cond(
        v.greater(0),
        () => log(v),
        () => v.mul(2),
      ),
    );
    return expectValues([safe(4), safe(-4)], [0.25, 2]);
  });

  it('has the gradients of jax, also in rows of which each takes its own branch', async () => {
    await expectValues(valueAndGrad(f)(x), [0.547252, [0.877583, 0.540302, -0.416147]]);
    await expectValues(valueAndGrad(f)(minus), [-7.125, [0.75, 3, 12]]);
    const rows = tensor([
      [0.5, -1, 2],
      [-0.5, 1, -2],
    ]);
    const expected = [
      [0.877583, 0.540302, -0.416147],
      [0.75, 3, 12],
    ];
    await expectValues(vmap(grad(f))(rows), expected);
    await expectValues(grad((v: Tensor) => vmap(f)(v).sum())(rows), expected);
    const second = grad((v: Tensor) =>
      grad((z: Tensor) =>
        cond(
          z.greater(0),
          () => exp(z),
          () => z.mul(z),
        ),
      )(v),
    );
    await expectValues([second(1), second(-1)], [Math.E, 2]);
    // A condition that all rows share stays a condition.
    const shared = vmap((v: Tensor) =>
      cond(
        x.sum().greater(0),
        () => v.mul(2),
        () => v,
      ),
    );
    await expectValues(shared(minus), [-1, 2, -4]);
  });

  it('assigns variables in the branch that is taken', async () => {
    const v = new Variable(1, { dtype: 'float32' });
    const run = jit((flag: Tensor) =>
      cond(
        flag,
        () => {
          v.assignAdd(10);
          return v.value;
        },
        () => v.value.mul(2),
      ),
    );
    await expectValues([run(tensor(true)), v.value], [11, 11]);
    await expectValues([run(tensor(false)), v.value], [22, 11]);
  });

  it('gives a bare number the dtype of the other branch', async () => {
    const result = cond(
      x.sum().greater(9),
      () => x.sum(),
      () => 0 as never,
    );
    expect(result.dtype).toBe('float32');
    await expectValues(result, 0);
  });

  it('refuses branches that do not fit together', () => {
    const flag = x.sum().greater(0);
    expect(() =>
      cond(
        flag,
        () => x,
        () => [x] as never,
      ),
    ).toThrow(/one structure/);
    expect(() =>
      cond(
        flag,
        () => x,
        () => x.sum(),
      ),
    ).toThrow(/equal shapes and dtypes[\s\S]*\[\] float32/);
    expect(() =>
      cond(
        x.greater(0),
        () => x,
        () => x,
      ),
    ).toThrow(/one truth value/);
  });
});

describe('switch', () => {
  const branches = [sin, cos, exp];

  it('takes the branch of the index, moved inside', () =>
    expectValues(
      [-1, 1, 9].map((i) => switchCase(tensor(i), branches, x)),
      [
        [0.479426, -0.841471, 0.909297],
        [0.877583, 0.540302, -0.416147],
        [1.648721, 0.367879, 7.389056],
      ],
    ));

  it('differentiates and vectorises', async () => {
    const rows = vmap((i: Tensor, v: Tensor) => switchCase(i, branches, v));
    await expectValues(rows([-1, 1, 2, 9], [0.1, 0.2, 0.3, 0.4]), [0.099833, 0.980067, 1.349859, 1.491825]);
    await expectValues(grad((v: Tensor) => switchCase(1, branches, v).sum())(x), [-0.479426, 0.841471, -0.909297]);
  });

  it('takes symbolic tensors', () => {
    const ends = (a: Tensor, b: Tensor) => [a.at(':', 0), b.at(0, ':')];
    const found = switchCase(new KerasTensor([]), [ends], new KerasTensor([null, 2]), new KerasTensor([5, null]));
    expect(found.map(({ shape }) => shape)).toEqual([[null], [null]]);
  });

  it('needs a branch, and one index', () => {
    expect(() => switchCase(0, [], x)).toThrow(/at least one branch/);
    expect(() => switchCase(tensor([0, 1]), branches, x)).toThrow(/one number/);
  });
});
