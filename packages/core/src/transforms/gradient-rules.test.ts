import * as lax from '../jax/lax.js';
import * as ops from '../ops/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { expectValues } from '../testing/agreement.js';
import { jit } from '../tracing/compiled.js';
import { grad } from './grad.js';
import { type GradientRule, withGradientRules } from './gradient-rules.js';
import { remat } from './remat.js';
import { vjp } from './vjp.js';
import { vmap } from './vmap.js';

/** Guided backpropagation: only positive gradients go on through a relu. */
const guided: GradientRule = ([g], _op, own) => own([g!.relu()]);
const x = tensor([1, -1, 2]);
const signs = tensor([1, 1, -1], null, 'float32');
const f = (v: Tensor) => v.relu().mul(signs).sum();

describe('withGradientRules', () => {
  it('replaces the rule of a primitive within its body, and nowhere else', async () => {
    await expectValues(
      withGradientRules({ relu: guided }, () => grad(f)(x)),
      [1, 0, 0],
    );
    await expectValues(grad(f)(x), [1, 0, -1]);
  });

  it('holds where the pullback is called', async () => {
    const [, pullback] = vjp((v: Tensor) => v.relu(), [1, -1, 2]);
    await expectValues(
      withGradientRules({ relu: guided }, () => pullback([1, 1, -1])),
      [[1, 0, 0]],
    );
    await expectValues(pullback([1, 1, -1]), [[1, 0, -1]]);
  });

  it.each<[string, (v: Tensor) => Tensor]>([
    ['a compiled function', (v) => jit(f)(v)],
    [
      'a vectorised function',
      (v) =>
        vmap((row: Tensor) => row.relu())(v)
          .mul(signs)
          .sum(),
    ],
    ['a rematerialised function', (v) => remat(f)(v)],
    [
      'the body of a scan',
      (v) =>
        lax.scan(
          (sum: Tensor, [e, s]: [Tensor, Tensor]) => [sum.add(e.relu().mul(s)), null],
          tensor(0, null, 'float32'),
          [v, signs] as [Tensor, Tensor],
        )[0] as Tensor,
    ],
  ])('reaches into %s', (_, fn) =>
    expectValues(
      withGradientRules({ relu: guided }, () => grad(fn)(x)),
      [1, 0, 0],
    ),
  );

  it('tells a rule what it stands for', async () => {
    const seen: unknown[] = [];
    const rule: GradientRule = ([g], { name, inputs, outputs, active }) => {
      seen.push([name, inputs.length, outputs[0]!.shape, active]);
      return [g!.mul(10), null];
    };
    await expectValues(
      withGradientRules({ multiply: rule }, () => grad((v: Tensor) => v.mul(signs).sum())(x)),
      [10, 10, 10],
    );
    expect(seen).toEqual([['multiply', 2, [3], [true, false]]]);
  });

  it('has the rules of the innermost scope alone', () =>
    withGradientRules({ relu: guided }, () =>
      expectValues(
        withGradientRules({}, () => grad(f)(x)),
        [1, 0, -1],
      ),
    ));
});

it('keeps a relu in front of a pooling where derivatives have a rule for it', async () => {
  // Both of a window are cut off to 0, of which the first is the maximum.
  const image = tensor([-2, -1], [1, 2, 1], 'float32');
  const past: GradientRule = ([g]) => [g!];
  const pooled = (v: Tensor) => ops.maxPool(v.relu(), 2).sum();
  await expectValues(
    withGradientRules({ relu: past }, () => grad(pooled)(image)),
    [[[1], [0]]],
  );
});
