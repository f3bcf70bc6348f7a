/** Large results are written to where they stay: each has memory of its own, the shape of the graph, and is the same again in the next run. */

import { cast, mul, neg, scalar } from '../../primitives/elementwise.js';
import { reshape } from '../../primitives/movement.js';
import { log } from '../../primitives/transcendental.js';
import { range } from '../../shape.js';
import { fromNumbers, toNumbers } from '../../tensor/host-array.js';
import { placeholder } from '../../tensor/tensor.js';
import { HostValue } from '../../tensor/value.js';
import { Executable } from '../executable.js';

const size = 2 ** 16;

test.each([size, 12])('results of %i numbers, reshaped, of another type, and of no operation at all', async (count) => {
  const x = placeholder({ shape: [count], dtype: 'float32' });
  const negative = neg(x);
  const rows = reshape(reshape(negative, [count / 4, 4]), [4, count / 4]);
  const outputs = [
    rows,
    negative,
    reshape(negative, [2, count / 2]),
    reshape(x, [count / 2, 2]),
    x,
    cast(negative, 'float16'),
  ];
  const executable = new Executable({ inputs: [x], outputs }, 0);
  for (const first of [1, 5]) {
    const given = fromNumbers(
      range(count).map((i) => (first + i) % 1000),
      'float32',
      [count],
    );
    const results = await Promise.all((await executable.run([new HostValue(given)])).map((value) => value.read()));
    expect(results.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
      outputs.map(({ shape, dtype }) => ({ shape, dtype })),
    );
    expect(new Set([given, ...results].map(({ data }) => data.buffer)).size).toBe(1 + outputs.length);
    const sign = [-1, -1, -1, 1, 1, -1];
    results.forEach((result, k) => {
      const values = toNumbers(result);
      expect(range(count).findIndex((i) => values[i] !== sign[k]! * ((first + i) % 1000))).toBe(-1);
    });
  }
});

test('of logarithms, which several threads make, each run has the same bits', async () => {
  const count = 1_500_007;
  const x = placeholder({ shape: [count], dtype: 'float32' });
  const executable = new Executable({ inputs: [x], outputs: [mul(log(x), scalar(3, 'float32'))] }, 0);
  const values = Float32Array.from({ length: count }, (_, i) => 0.1 + (i % 9973) / 2500);
  const given = new HostValue({ data: values, dtype: 'float32', shape: [count] });
  const bits = async (): Promise<Buffer> => {
    const [result] = await executable.run([given]);
    const { data } = await result!.read();
    return Buffer.from(data.buffer.slice(0));
  };
  const first = await bits();
  for (let run = 0; run < 5; run++) expect((await bits()).equals(first)).toBe(true);
});
