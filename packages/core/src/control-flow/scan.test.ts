import { sessions } from '../backend/session-cache.js';
import type { Graph } from '../graph/node.js';
import { optimize } from '../graph/passes/optimize.js';
import { add, tanh } from '../primitives/elementwise.js';
import { PRNGKey, splitKey } from '../random/keys.js';
import { jit } from '../tracing/compiled.js';
import '../ops/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { expectValues } from '../testing/agreement.js';
import { nodeNames } from '../testing/nodes.js';
import { grad } from '../transforms/grad.js';
import { gradients } from '../transforms/gradients.js';
import { hessian, jacfwd, jacrev } from '../transforms/jacobian.js';
import { jvp } from '../transforms/vjp.js';
import { vmap } from '../transforms/vmap.js';
import { map, scan } from './scan.js';

const xs = tensor([
  [0.1, 0.2],
  [0.3, -0.4],
  [-0.5, 0.6],
  [0.7, 0.8],
]);
const u = tensor([
  [0.5, -0.3],
  [0.2, 0.4],
]);
const h0 = tensor([0.1, -0.1]);
const b = tensor([0.05, -0.05]);

type Params = readonly [u: Tensor, b: Tensor];

/** A recurrent network; the parameters come from outside of the body. */
const rnn = ([weights, bias]: Params, initial: Tensor, inputs: Tensor) =>
  scan(
    (h, x) => {
      const next = tanh(h.matmul(weights).add(x).add(bias));
      return [next, next.mul(next)];
    },
    initial,
    inputs,
  );
const loss = (params: Params, initial: Tensor, inputs: Tensor) => {
  const [last, squares] = rnn(params, initial, inputs);
  return last.sum().add(squares.sum());
};
const squares = [
  [0.031713, 0.006373],
  [0.181481, 0.193076],
  [0.09854, 0.058354],
  [0.320156, 0.541092],
];

describe('scan', () => {
  it('carries a value over the slices and stacks what each gives', () =>
    expectValues(rnn([u, b], h0, xs), [[0.565823, 0.73559], squares]));

  it('runs in reverse', async () => {
    const halve = (c: Tensor, x: Tensor): readonly [Tensor, Tensor] => [c.mul(0.5).add(x), c];
    await expectValues(scan(halve, 1, [0, 1, 2, 3], { reverse: true }), [1.4375, [2.875, 3.75, 3.5, 1]]);
  });

  it('has the gradients of jax, in parameters from outside as well', () =>
    expectValues(grad(loss, [0, 1, 2])([u, b], h0, xs), [
      [
        [
          [-0.429744, 0.077378],
          [0.411395, -0.270773],
        ],
        [2.163383, 1.992578],
      ],
      [0.282266, 0.152047],
      [
        [0.609694, 0.075269],
        [0.323955, -0.371746],
        [-0.219453, 1.155011],
        [1.449187, 1.134044],
      ],
    ]));

  it('has second derivatives and tangents', async () => {
    await expectValues(hessian((bias: Tensor) => loss([u, bias], h0, xs))(b), [
      [5.649162, 0.455268],
      [0.455268, 3.718903],
    ]);
    await expectValues(jvp((h: Tensor) => rnn([u, b], h, xs), [h0], [[1, 2]])[1], [
      [0.044589, -0.052133],
      [
        [0.31038, 0.079321],
        [0.373166, 0.044471],
        [-0.118212, -0.068985],
        [0.050459, -0.076697],
      ],
    ]);
    const last = (h: Tensor) => rnn([u, b], h, xs)[0];
    const [forward, reverse] = [jacfwd(last)(h0), jacrev(last)(h0)];
    await expectValues(forward, await reverse.array());
  });

  it('differentiates with respect to numbers and concrete tensors of the surrounding code', async () => {
    const w = tensor(0.5);
    const [total] = scan((s, x) => [s.mul(w).add(x), null], 0, [1, 2, 3, 4]);
    await expectValues(gradients(total, [w]), [5.75]);
  });

  it('vectorises like a loop over the rows', async () => {
    const initials = tensor([
      [0.1, -0.1],
      [0.5, 0.2],
      [-0.4, 0],
    ]);
    const together = vmap((h: Tensor) => loss([u, b], h, xs))(initials);
    const rows = [0, 1, 2].map((i) => loss([u, b], initials.at(i), xs));
    await expectValues(together, await Promise.all(rows.map((row) => row.array())));
    // The batch may come in by the slices, or by a captured value, and reach the carry from there.
    const scales = tensor([1, 2, 3], null, 'float32');
    const byCaptured = vmap((a: Tensor) => scan((s, x) => [s.add(x.mul(a)), s], 0, [1, 2])[1]);
    await expectValues(byCaptured(scales), [
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
    const bySlices = vmap((x: Tensor) => scan((s, v) => [s.add(v), s.mul(2)], 1, x), { inAxes: 1 });
    await expectValues(bySlices(xs), [
      [1.6, 2.2],
      [
        [2, 2.2, 2.8, 1.8],
        [2, 2.4, 1.6, 2.8],
      ],
    ]);
    const gradient = vmap(grad((h: Tensor) => loss([u, b], h, xs)));
    await expectValues(gradient(initials.at(':1')), [[0.282266, 0.152047]]);
  });

  it('carries trees, takes dicts, keywords, and no xs at all', async () => {
    const [carry, ys] = scan(
      ({ count, sum }, { a, b: second }) => [
        { count: count.add(1), sum: sum.add(a).add(second) },
        { both: [a, second], none: null },
      ],
      { count: 0, sum: 0 },
      { a: tensor([1, 2]), b: tensor([10, 20]) },
    );
    await expectValues(
      [carry, ys.both],
      [
        { count: 2, sum: 33 },
        [
          [1, 2],
          [10, 20],
        ],
      ],
    );
    expect(ys.none).toBeNull();
    const [last, powers] = scan((p) => [p.mul(2), p], 1, { length: 4 });
    await expectValues([last, powers], [16, [1, 2, 4, 8]]);
    await expectValues(scan((p: Tensor, x: Tensor) => [p.add(x), x], 0, { xs: tensor([1, 2]) })[0], 3);
    await expectValues(
      scan((p) => [p.mul(2), p], 1, null, 0),
      [1, []],
    );
  });

  it('carries variables that the body assigns', async () => {
    const total = new Variable(0, { dtype: 'float32' });
    const rate = new Variable(2, { dtype: 'float32' });
    const run = jit((values: Tensor) => {
      const [, seen] = scan(
        (_c, x) => {
          total.assignAdd(x.mul(rate.value));
          return [null, total.value];
        },
        null,
        values,
      );
      return seen;
    });
    const seen = run(tensor([1, 2, 3], null, 'float32'));
    await expectValues([seen, total.value], [[2, 6, 12], 12]);
  });

  it('runs a thousand iterations, and a nested scan', async () => {
    const count = sessions.created;
    const [last] = scan((x) => [x.mul(0.999).add(0.001), null], 3, { length: 1000 });
    expect(await last.item()).toBeCloseTo(1 + 2 * 0.999 ** 1000, 4);
    expect(sessions.created - count).toBeLessThanOrEqual(1);
    const table = (n: Tensor) => scan((i, x) => [i.add(1), scan((s, y) => [s.add(x.mul(y)), s], i, n)[0]], 0, n);
    await expectValues(table(tensor([1, 2, 3])), [3, [6, 13, 20]]);
    const nested = (a: Tensor) =>
      scan(
        (s, x) => [s.add(scan((t, y) => [t.mul(y.mul(a)), null], x, tensor([2, 3]).cast('float32'))[0]), null],
        0,
        [0.5, 1.5],
      )[0];
    await expectValues(grad(nested)(2), 2 * 2 * 6 * 2);
  });

  it('refuses a carry that changes, and lengths that differ', () => {
    expect(() => scan((c, x) => [[c, x], null], 0, [1, 2])).toThrow(/structure/);
    expect(() => scan((c: Tensor, x: Tensor) => [c.add(x), null], tensor([1, 2]), tensor([[[1, 2]]]))).toThrow(
      /shape and dtype[\s\S]*\[2\][\s\S]*\[1, 2\]/,
    );
    expect(() => scan((c: Tensor, x: Tensor) => [c.add(x), null], tensor(1), tensor([0.5]))).toThrow(/int32/);
    expect(() => scan((c) => [c, null], 0, { xs: [tensor([1]), tensor([1, 2])] })).toThrow(/number of iterations/);
    expect(() => scan((c) => [c, null], 0, {})).toThrow(/number of iterations/);
    expect(() => scan((c) => c as never, 0, [1])).toThrow(/pair/);
  });
});

describe('map', () => {
  it('applies a function slice by slice', async () => {
    await expectValues(
      map((x) => x.sum(), xs),
      [0.3, -0.1, 0.1, 1.5],
    );
    await expectValues(grad((w: Tensor) => map((x) => x.mul(w).sum(), xs).sum())(2), 1.8);
  });
});

test('arguments of scan are checked', () => {
  const f = (carry: Tensor, x: Tensor) => [carry.add(x), null] as const;
  expect(() => scan(1 as never, 0, tensor([1]))).toThrow('`f` is not a function');
  expect(() => scan(f, 0, tensor([1]), { unroll: -1 })).toThrow(/unroll must be/);
});

test('keys that a body splits by the same words are split once', () => {
  const twice = (key: Tensor) => [add(splitKey(key, []), splitKey(key, [])), null] as const;
  const [last] = scan(twice, PRNGKey(3), { length: 2 });
  const [{ node }] = optimize({ inputs: [], outputs: [last] }).outputs as [Tensor];
  const { outputs } = node!.attributes.body as Graph;
  expect(nodeNames(...outputs)).toEqual(['threefry2x32', 'add']);
});
