import { backend } from '#ort';
import { toNumbers } from '../host-array.js';
import * as ops from '../ops/index.js';
import { fromHost, type Tensor, tensor } from '../tensor.js';
import { assertClose } from '../testing/close.js';
import { exportFunction } from './export-function.js';

const numbers = (...shape: number[]) =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)),
    shape,
  );

/** Runs the exported model on an input of this shape, and compares with the function itself. */
async function check(fn: (x: Tensor) => readonly Tensor[], open: readonly (number | null)[], shapes: number[][]) {
  const names = fn(numbers(...shapes[0]!)).map((_, i) => `output_${i}`);
  const bytes = await exportFunction(fn, [{ name: 'x', shape: open, dtype: 'float32' }], names);
  const session = await backend.createSession(bytes, { inputNames: ['x'], outputNames: names, parallel: false });
  for (const shape of shapes) {
    const x = numbers(...shape);
    const results = await session.run([x.storage!]);
    for (const [i, expected] of fn(fromHost(x.storage!)).entries()) {
      expect(results[i]!.shape).toEqual(expected.shape);
      assertClose(names[i]!, toNumbers(results[i]!), (await expected.data()) as Float32Array, {
        rtol: 1e-5,
        atol: 1e-6,
      });
    }
  }
  await session.release();
}

describe('exportFunction', () => {
  const [w, u] = [numbers(3, 2), numbers(2, 2)];

  it('leaves sizes open inside the bodies of loops and conditions', () =>
    check(
      (x) => {
        const [last, states] = ops.scan(
          (h: Tensor, xt: Tensor) => {
            const next = ops.tanh(ops.add(ops.matmul(xt, w), ops.matmul(h, u)));
            return [next, next.reshape([next.shape[0]!, 1, 2])];
          },
          ops.zeros([x.shape[0]!, 2]) as Tensor,
          ops.transpose(x, [1, 0, 2]),
        );
        const doubled = ops.whileLoop(
          (n) => ops.less(n, 3),
          (n, h) => [ops.add(n, 1), ops.add(h, h)],
          [0, last],
        );
        const chosen = ops.cond(
          ops.greater(ops.sum(x), 0),
          () => ops.concatenate([last, last]),
          () => ops.concatenate([last, ops.zerosLike(last)]),
        );
        return [last, states, doubled[1], chosen, ops.map((row) => ops.sum(row), x)];
      },
      [null, null, 3],
      [
        [1, 4, 3],
        [5, 2, 3],
      ],
    ));

  it('refuses values that were computed from an open size', async () => {
    const scaled = (x: Tensor) => [ops.multiply(x, 1 / x.shape[0]!)];
    await expect(check(scaled, [null, 2], [[3, 2]])).rejects.toThrow(/constant depends on a size/);
    const counted = (x: Tensor) => [ops.foriLoop(0, x.shape[0]!, (_i, y) => ops.add(y, 1), 0)];
    await expect(check(counted, [null, 2], [[3, 2]])).rejects.toThrow(/depends on a size/);
  });
});
