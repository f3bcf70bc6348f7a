import { whileLoop } from '../control-flow/index.js';
import { jit } from '../tracing/compiled.js';
import '../ops/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { expectValues } from '../testing/agreement.js';
import { GradientTape, gradients } from './gradients.js';

const x = tensor([1, 2, 3], null, 'float32');

describe('gradients', () => {
  it('differentiates a value that was computed before', async () => {
    const v = new Variable([4, 5, 6], { dtype: 'float32' });
    const y = x.mul(x).mul(v.value).sum();
    await expectValues(gradients(y, x), [8, 20, 36]);
    const found = gradients(y, { data: x, parts: [v] });
    await expectValues(
      [found.data!, found.parts[0]!],
      [
        [8, 20, 36],
        [1, 4, 9],
      ],
    );
  });

  it('counts a tensor as its sum, adds several, and starts from given cotangents', async () => {
    const y = x.mul(x);
    await expectValues(gradients(y, x), [2, 4, 6]);
    await expectValues(gradients([y, x.sum()], x), [3, 5, 7]);
    await expectValues(gradients(y, x, [1, 0, 10]), [2, 0, 60]);
    await expectValues(gradients([y, x.sum()], x, [[1, 0, 10], 2]), [4, 2, 62]);
    expect(() => gradients(y, x, [1, 2])).toThrow(/shapes of the values/);
  });

  it('takes values in between, and gives zeros where there is no way', async () => {
    const h = x.mul(2);
    const y = h.mul(h).sum();
    await expectValues(gradients(y, [h, x]), [
      [4, 8, 12],
      [8, 16, 24],
    ]);
    expect(await gradients(y, [tensor(1.5)])[0]!.array()).toBe(0);
  });

  it('works inside a compiled function, and twice', async () => {
    const v = new Variable(3, { dtype: 'float32' });
    const slope = jit((scale: Tensor) => gradients(v.value.mul(v.value).mul(scale), v)!);
    await expectValues(slope(tensor(10)), 60);
    const first = gradients(x.mul(x).mul(x), x)!;
    await expectValues(gradients(first, x), [6, 12, 18]);
  });

  it('says so when the value was read before', async () => {
    const y = x.mul(x).sum();
    await y.item();
    expect(() => gradients(y, x)).toThrow(/was read before/);
    expect(() => gradients(x.argmax(), x)).toThrow(/floating/);
    expect(() => gradients(5 as never, x)).toThrow(/must be a tensor/);
  });
});

describe('GradientTape', () => {
  it('reads like TensorFlow', async () => {
    const v = new Variable(3, { dtype: 'float32' });
    const other = new Variable([1, 2], { dtype: 'float32' });
    const tape = new GradientTape({ persistent: true });
    tape.watch(x);
    const y = x.mul(v.value).sum();
    await expectValues(tape.gradient(y, [v])[0], 6);
    expect(tape.gradient(y, [other])).toEqual([null]);
    await expectValues(tape.gradient(y, [other], null, { unconnectedGradients: 'zero' })[0], [0, 0]);
  });
});

test('a derivative that cannot be given is an error that says what to do', () => {
  const integers = tensor([1, 2, 3]);
  expect(() => gradients(integers.mul(0.5).sum(), integers)).toThrow(/floating.*int32.*float32/s);
  const x = tensor([1, 2], null, 'float32');
  const [looped] = whileLoop(
    (v: Tensor) => v.sum().less(10),
    (v: Tensor) => [v.mul(2)],
    [x],
  );
  expect(() => gradients(looped, x)).toThrow(/no reverse-mode gradient.*scan/s);
});
