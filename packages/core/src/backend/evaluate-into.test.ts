/** Values of tensors in arrays of whoever asks, wherever they are computed. */
import { jit, type Tensor, tensor } from '../index.js';
import * as ops from '../ops/index.js';
import { evaluateInto } from './evaluate.js';

const [ROWS, WIDTH, BATCHES] = [1024, 96, 6];

/** Worth sending to a worker. */
const batch = jit(
  (x: Tensor) => {
    const sums = x.matmul(ops.ones([WIDTH, WIDTH]));
    return { sums, isLarge: ops.sum(sums, -1).greater(WIDTH ** 2), half: sums.mul(0.5).cast('float16') };
  },
  { perCore: true },
);

test('batches side by side are written to parts of larger arrays, other types by a copy', async () => {
  const [sums, isLarge] = [new Float32Array(BATCHES * ROWS * WIDTH), new Uint8Array(BATCHES * ROWS)];
  const halves = new Uint16Array(BATCHES * ROWS * WIDTH);
  for (let round = 0; round < 2; round++) {
    for (const array of [sums, isLarge, halves]) array.fill(0);
    await Promise.all(
      Array.from({ length: BATCHES }, (_, i) => {
        const x = tensor(new Float32Array(ROWS * WIDTH).fill(i % 2 === 0 ? 0.5 : 2), [ROWS, WIDTH]);
        const made = batch(x);
        const part = <Values extends { subarray(from: number, to: number): Values }>(all: Values, width: number) =>
          all.subarray(i * ROWS * width, (i + 1) * ROWS * width);
        return evaluateInto(
          [made.sums, made.isLarge, made.half],
          [part(sums, WIDTH), part(isLarge, 1), part(halves, WIDTH)],
        );
      }),
    );
    const isFirst = (i: number, width: number) => Math.floor(i / (ROWS * width)) % 2 === 0;
    expect(sums.findIndex((value, i) => value !== (isFirst(i, WIDTH) ? WIDTH / 2 : 2 * WIDTH))).toBe(-1);
    expect(isLarge.findIndex((value, i) => value !== (isFirst(i, 1) ? 0 : 1))).toBe(-1);
    // 24 and 96, of ten bits behind the first one.
    expect(halves.findIndex((value, i) => value !== (isFirst(i, WIDTH) ? 0x4e00 : 0x5600))).toBe(-1);
  }
});

test('some results of a function, expressions, and values that are there', async () => {
  const [product, sum, known] = [new Float32Array(2), new Float32Array(2), new Float32Array(2)];
  const x = tensor([1, 2]);
  const both = jit((y: Tensor) => ({ product: y.mul(3), unused: y.sub(1) }))(x);
  await evaluateInto([both.product], [product]);
  await evaluateInto([x.add(1), x], [sum, known]);
  expect([product, sum, known].map((values) => [...values])).toEqual([
    [3, 6],
    [2, 3],
    [1, 2],
  ]);
  expect(await both.unused.array()).toEqual([0, 1]);
});
