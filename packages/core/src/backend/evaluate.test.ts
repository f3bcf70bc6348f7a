import '../ops/methods.js';
import { slice } from '../primitives/blocks.js';
import { add, mul, scalar } from '../primitives/elementwise.js';
import { gather } from '../primitives/indexing.js';
import { placeholder, Tensor, tensor } from '../tensor/tensor.js';
import type { Value } from '../tensor/value.js';
import { Variable } from '../tensor/variable.js';
import { jit } from '../tracing/compiled.js';
import { evaluateTensors } from './evaluate.js';
import { sessions } from './session-cache.js';

const floats = (n: number, value: number) => tensor(new Float32Array(n).fill(value));

test('small graphs run without a session', async () => {
  const before = sessions.created;
  expect(await mul(tensor([1, 2]), tensor([3, 4])).array()).toEqual([3, 8]);
  expect(sessions.created).toBe(before);
});

test('large graphs run in one session', async () => {
  const before = sessions.created;
  const x = floats(100_000, 3);
  const y = mul(add(x, x), scalar(0.25, 'float32'));
  expect((await y.data())[99_999]).toBe(1.5);
  expect(sessions.created).toBe(before + 1);
});

test('more nodes may do more work without a session', async () => {
  const before = sessions.created;
  let x = floats(5000, 1);
  for (let i = 0; i < 40; i++) x = add(x, x);
  expect((await x.data())[0]).toBe(2 ** 40);
  expect(sessions.created).toBe(before);
});

test('batches of a large tensor are copied without a session', async () => {
  const x = tensor(Float32Array.from({ length: 640_000 }, (_, i) => i)).reshape([1000, 640]);
  await x.data();
  const before = sessions.created;
  for (const first of [0, 256, 700]) {
    const rows = slice(x, [first, 0], [200, 640]);
    const data = await rows.data();
    expect([data[0], data.at(-1)]).toEqual([first * 640, (first + 200) * 640 - 1]);
  }
  const some = gather(x, tensor(new Int32Array([999, 3])), 0);
  expect((await some.data())[640]).toBe(3 * 640);
  expect(sessions.created).toBe(before);
  // What is read is the reader's own.
  const [row, again] = [slice(x, [1, 0], [1, 640]), slice(x, [1, 0], [1, 640])];
  (await row.data()).fill(0);
  expect((await again.data())[0]).toBe(640);
  expect((await x.data())[640]).toBe(640);
});

test('several tensors in one run', async () => {
  const x = floats(100_000, 1);
  const double = add(x, x);
  const before = sessions.created;
  const [a, b] = [mul(double, x), mul(double, double)];
  await evaluateTensors([a, b, x]);
  expect([a.host!.data[0], b.host!.data[0]]).toEqual([2, 4]);
  expect(sessions.created).toBe(before + 1);
});

test('a known tensor cuts off what it was made of', async () => {
  const x = floats(100_000, 1);
  const double = add(x, x);
  await double.data();
  expect(double.node).toBeNull();
  expect((await add(double, x).data())[0]).toBe(3);
});

test('compiled functions in the middle of a graph', async () => {
  const square = jit((x: ReturnType<typeof tensor>) => [mul(x, x), add(x, x)] as const);
  const [a, b] = square(add(tensor([1, 2]), tensor([1, 1])));
  const result = add(a, b);
  expect(await result.array()).toEqual([8, 15]);
  // All outputs of a compiled function are known after its run.
  expect(b.host).not.toBeNull();
});

test('what a compiled function assigns takes no second run', async () => {
  const v = new Variable(new Float32Array(200_000).fill(1));
  const double = jit(() => v.assign(mul(v.value, scalar(2, 'float32'))));
  const before = sessions.created;
  for (let i = 0; i < 3; i++) {
    double();
    expect((await v.data())[7]).toBe(2 ** (i + 1));
  }
  expect(sessions.created).toBe(before + 1);
});

test('what is asked for twice at once is right twice', async () => {
  const y = mul(floats(100_000, 2), floats(100_000, 3));
  const [first, second] = await Promise.all([y.data(), y.data()]);
  expect([first[0], second[0]]).toEqual([6, 6]);
});

test('a placeholder cannot be read', async () => {
  const x = placeholder({ shape: [], dtype: 'float32' });
  await expect(evaluateTensors([x])).rejects.toThrow('has no value after the function has ended');
});

test('elements that may have to be copied for it are asked for only where they are needed', async () => {
  let asked = 0;
  const { host } = floats(100_000, 3);
  const value: Value = {
    shape: [100_000],
    dtype: 'float32',
    get host() {
      asked += 1;
      return host;
    },
    read: async () => host!,
    [Symbol.dispose]() {},
  };
  for (let run = 0; run < 4; run++) {
    const x = new Tensor([100_000], 'float32', { known: value });
    expect((await mul(add(x, x), scalar(0.25, 'float32')).data())[5]).toBe(1.5);
    if (run === 0) asked = 0;
  }
  // The runtime takes them once in each run.
  expect(asked).toBe(3);
});
