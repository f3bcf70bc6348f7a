import '../../../../index.js';
import * as ops from '../../../../ops/index.js';
import { range } from '../../../../shape.js';
import { type Tensor, tensor } from '../../../../tensor/tensor.js';
import { Variable } from '../../../../tensor/variable.js';
import { jit } from '../../../../tracing/compiled.js';
import { gradients } from '../../../../transforms/index.js';

/** More places than a constant has that is part of a model, and half of them fewer. */
const [BATCH, SIZE, WIDTH] = [64, 2000, 64];

const input = range(SIZE).map((place) => 1 + (place % 7));

/** The first column of a weight of zeros after a step of descent, where the mask is part of what is compiled. */
async function columnAfter(passes: (place: number) => boolean): Promise<number[]> {
  const weight = new Variable(ops.zeros([SIZE, WIDTH]));
  const step = jit((x: Tensor) => {
    const mask = tensor(range(SIZE).map(passes), [1, SIZE], 'bool');
    const y = ops.matmul(ops.where(mask, x, 0), weight.value) as Tensor;
    const loss = y.sub(1).square().sum() as Tensor;
    const [gradient] = gradients(loss, [weight]) as [Tensor];
    weight.assign(weight.value.sub(gradient.mul(0.5)));
    return loss;
  });
  await step(ops.broadcastTo(tensor(Float32Array.from(input)), [BATCH, SIZE]) as Tensor).item();
  const values = await weight.value.data();
  return range(SIZE).map((row) => Number(values[row * WIDTH]));
}

test.each([
  ['every second', (place: number) => place % 2 === 0],
  ['every other second', (place: number) => place % 2 === 1],
  ['pairs', (place: number) => place % 4 < 2],
] as const)('compiled steps that differ in their masks alone each have their own: %s', async (_, passes) => {
  const expected = range(SIZE).map((place) => (passes(place) ? BATCH * input[place]! : 0));
  expect(await columnAfter(passes)).toEqual(expected);
});
