import { definePrimitive, emitOne, type Primitive } from '../op.js';
import { add, mul, scalar } from '../primitives/elementwise.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { placeholder, tensor } from '../tensor/tensor.js';
import { runExecutable } from '../testing/run-graph.js';
import { Executable } from './executable.js';
import { sessions } from './session-cache.js';

const x = placeholder({ shape: [2], dtype: 'float32' });
const given = (...values: number[]) => fromNumbers(values, 'float32', [values.length]);
const numbers = async (executable: Executable, ...values: number[]) =>
  (await runExecutable(executable, [given(...values)])).map((result) => Array.from(toNumbers(result)));

test('inputs, constants and intermediate values may be outputs, also twice', async () => {
  const square = mul(x, x);
  const executable = new Executable({ inputs: [x], outputs: [x, square, square, tensor([7, 8]), add(square, x)] });
  expect(await numbers(executable, 1, 2)).toEqual([
    [1, 2],
    [1, 4],
    [1, 4],
    [7, 8],
    [2, 6],
  ]);
});

test('inputs that nothing uses are accepted', async () => {
  const unused = placeholder({ shape: [1], dtype: 'float32' });
  const executable = new Executable({ inputs: [unused, x], outputs: [add(x, x)] });
  const [result] = await runExecutable(executable, [given(5), given(1, 2)]);
  expect(Array.from(toNumbers(result!))).toEqual([2, 4]);
});

test('half types cross the boundary', async () => {
  const half = placeholder({ shape: [2], dtype: 'bfloat16' });
  const executable = new Executable({ inputs: [half], outputs: [half, mul(half, half)] });
  const results = await runExecutable(executable, [fromNumbers([1.5, 3], 'bfloat16', [2])]);
  expect(results.map(({ dtype }) => dtype)).toEqual(['bfloat16', 'bfloat16']);
  expect(results.map((result) => Array.from(toNumbers(result)))).toEqual([
    [1.5, 3],
    [2.25, 9],
  ]);
});

test('concrete tensors are fed, so graphs that differ in them share a session', async () => {
  const times = (factor: number) =>
    new Executable({ inputs: [x], outputs: [mul(add(x, x), tensor([factor, factor + 0.5], null, 'float32'))] });
  expect(await numbers(times(2), 1, 1)).toEqual([[4, 5]]);
  const before = sessions.created;
  expect(await numbers(times(3), 1, 1)).toEqual([[6, 7]]);
  expect(sessions.created).toBe(before);
});

test('small concrete tensors become part of the model where that is asked for', async () => {
  const times = (factor: number) =>
    new Executable({ inputs: [x], outputs: [mul(mul(x, x), scalar(factor, 'float32'))] }, 1);
  expect(await numbers(times(2), 1, 2)).toEqual([[2, 8]]);
  const before = sessions.created;
  expect(await numbers(times(3), 1, 2)).toEqual([[3, 12]]);
  expect(sessions.created).toBe(before + 1);
});

test('a result of another shape than was inferred is an internal error', async () => {
  const wrong: Primitive = definePrimitive({
    name: 'wrong_shape',
    infer: ([input]) => ({ shape: [1, ...input!.shape], dtype: input!.dtype }),
    lower: (lowering, [input]) => lowering.op('Neg', [input!]),
    evaluate: ([input]) => input!.values,
    samples: [],
  });
  const executable = new Executable({ inputs: [x], outputs: [emitOne(wrong, [x], {})] });
  await expect(runExecutable(executable, [given(1, 2)])).rejects.toThrow();
});
