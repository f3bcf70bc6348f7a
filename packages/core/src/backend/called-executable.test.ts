import * as ops from '../ops/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { jit } from '../tracing/compiled.js';
import { withLocation } from '../tracing/location.js';
import { Executable } from './executable.js';

const x = tensor([1, 2, 3], null, 'float32');
/** A function that is made and compiled anew. */
const scaled = (factors: readonly number[]) =>
  jit((x: Tensor) =>
    ops
      .exp(x)
      .mul(tensor(factors as number[], null, 'float32'))
      .add(ops.log(x)),
  );
const expected = (factors: readonly number[]) => factors.map((factor, i) => Math.exp(i + 1) * factor + Math.log(i + 1));

test('functions that are traced to the same graph run by what was made ready once, others do not', async () => {
  const run = jest.spyOn(Executable.prototype, 'run');
  const places: unknown[] = [];
  for (const factors of [
    [1, 2, 3],
    [1, 2, 3],
    [1, 2, 4],
    [1, 2, 3],
  ]) {
    const values = (await scaled(factors)(x).array()) as number[];
    for (const [i, value] of expected(factors).entries()) expect(values[i]).toBeCloseTo(value, 4);
    places.push(run.mock.contexts.at(-1));
  }
  run.mockRestore();
  expect(places[1]).toBe(places[0]);
  expect(places[3]).toBe(places[0]);
  expect(places[2]).not.toBe(places[0]);
});

test('an error of a run says where its own function was written', async () => {
  const picked = (place: string) =>
    jit((x: Tensor, at: Tensor) => withLocation(place, () => ops.take(ops.exp(x), at, 0)));
  const outside = tensor([1000], null, 'int32');
  for (const place of ['here', 'there']) await expect(picked(place)(x, outside).array()).rejects.toThrow(place);
});
