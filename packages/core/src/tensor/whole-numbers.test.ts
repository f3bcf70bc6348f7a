/** JavaScript's numbers are of one kind: those that int32 does not hold are floats, and no integer type takes them. */
import { ops, random, Variable } from '../index.js';
import { type Tensor, tensor } from './tensor.js';

const x = tensor([1, 2]);
const values = async (t: Tensor) => ({ dtype: t.dtype, values: await t.array() });
const LARGE = 3e9;

test('without a dtype they are float32', async () => {
  expect(await values(tensor([LARGE, 0]))).toEqual({ dtype: 'float32', values: [LARGE, 0] });
  expect(await values(tensor([1e40, 0]))).toEqual({ dtype: 'float32', values: [Number.POSITIVE_INFINITY, 0] });
  expect(tensor([-(2 ** 31), 2 ** 31 - 1]).dtype).toBe('int32');
  expect(tensor([2 ** 31]).dtype).toBe('float32');
  expect(tensor([-(2 ** 31) - 1]).dtype).toBe('float32');
  expect(await values(ops.convertToTensor([[LARGE], [0]]))).toEqual({ dtype: 'float32', values: [[LARGE], [0]] });
  expect(await values(new Variable([LARGE, 0]).value)).toEqual({ dtype: 'float32', values: [LARGE, 0] });
  expect(await values(ops.arange(LARGE, LARGE + 600, 256))).toEqual({
    dtype: 'float32',
    values: [LARGE, LARGE + 256, LARGE + 512],
  });
  expect(await values(ops.sum([LARGE, 1]))).toEqual({ dtype: 'float32', values: LARGE });
});

test.each<[string, () => Tensor, number[]]>([
  ['mul', () => x.mul(LARGE), [3e9, 6e9]],
  ['add', () => ops.add(LARGE, x), [3e9, 3e9]],
  ['maximum', () => ops.maximum(x, LARGE), [3e9, 3e9]],
  ['where', () => ops.where(x.greater(1), x, LARGE), [3e9, 2]],
  ['select', () => ops.select([x.greater(1)], [x], LARGE), [3e9, 2]],
  ['full', () => ops.full([2], LARGE), [3e9, 3e9]],
])('beside integers they make %s float32', async (_name, f, expected) => {
  expect(await values(f())).toEqual({ dtype: 'float32', values: expected });
});

test('they compare as what they are', async () => {
  expect(await x.less(LARGE).array()).toEqual([true, true]);
  expect(await x.equal(LARGE).array()).toEqual([false, false]);
  expect(await ops.searchsorted(x, [LARGE]).array()).toEqual([2]);
  expect(await ops.isin(x, [LARGE]).array()).toEqual([false, false]);
});

test('integer types that hold them keep them', async () => {
  const words = tensor([LARGE, 1], null, 'uint32');
  expect(await values(words)).toEqual({ dtype: 'uint32', values: [LARGE, 1] });
  expect(await values(ops.bitwiseAnd(words, 0xffff0000))).toEqual({ dtype: 'uint32', values: [2999975936, 0] });
  expect(await values(tensor([LARGE], null, 'int64').add(LARGE))).toEqual({ dtype: 'int64', values: [6e9] });
});

test.each<[string, () => unknown]>([
  ['tensor', () => tensor([LARGE, 0], null, 'int32')],
  ['tensor of a typed array', () => tensor(Float64Array.of(LARGE), null, 'int32')],
  ['tensor of small integers', () => tensor([300], null, 'uint8')],
  ['tensor of unsigned integers', () => tensor([-1], null, 'uint32')],
  ['tensor of an infinity', () => tensor([Number.POSITIVE_INFINITY], null, 'int32')],
  ['convertToTensor', () => ops.convertToTensor([LARGE], 'int32')],
  ['array', () => ops.array(LARGE, 'int32')],
  ['cast', () => ops.cast([LARGE], 'int32')],
  ['full', () => ops.full([2], LARGE, 'int32')],
  ['fullLike', () => ops.fullLike(x, LARGE)],
  ['arange', () => ops.arange(LARGE, LARGE + 3, { dtype: 'int32' })],
  ['Variable', () => new Variable([LARGE], { dtype: 'int32' })],
  ['assign', () => new Variable([1, 2], { dtype: 'int32' }).assign([LARGE, 0])],
  ['randint', () => random.randint(random.PRNGKey(0), [2], 0, LARGE)],
])('%s with an integer type that does not hold them is an OverflowError', (_name, f) => {
  expect(f).toThrow(
    expect.objectContaining({ name: 'OverflowError', message: expect.stringContaining('out of bounds') }),
  );
});

test('NaN is no integer', () => {
  expect(() => tensor([Number.NaN], null, 'int32')).toThrow(expect.objectContaining({ name: 'ValueError' }));
});

test('a bare number wraps around beside a smaller integer type, as in JAX', async () => {
  const bytes = tensor([1, 2], null, 'uint8');
  expect(await values(bytes.add(300))).toEqual({ dtype: 'uint8', values: [45, 46] });
  expect(await values(bytes.add(-1))).toEqual({ dtype: 'uint8', values: [0, 1] });
});

test('the end of a range may be one more than the largest number', async () => {
  const drawn = (await random.randint(random.PRNGKey(0), [100], 2 ** 31 - 3, 2 ** 31).data()) as Int32Array;
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(2 ** 31 - 3);
});
