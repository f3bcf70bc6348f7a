import '../backend/evaluate.js';
import { add, mul } from '../primitives/elementwise.js';
import { fromNumbers } from './host-array.js';
import { asTensor, fromHost, isTensor, placeholder, Tensor, tensor } from './tensor.js';
import { Variable } from './variable.js';

describe('making tensors', () => {
  test.each<[string, Parameters<typeof tensor>, string, number[]]>([
    ['integers', [[1, 2]], 'int32', [2]],
    ['fractions', [[1, 2.5]], 'float32', [2]],
    ['booleans', [[true, false]], 'bool', [2]],
    ['a mixture of booleans and integers', [[true, 2]], 'int32', [2]],
    ['nested arrays', [[[1], [2], [3]]], 'int32', [3, 1]],
    ['a number', [3], 'int32', []],
    ['nothing', [[]], 'float32', [0]],
    ['empty rows', [[[], []]], 'float32', [2, 0]],
    ['a typed array', [new Uint8Array([1, 2, 3, 4]), [2, 2]], 'uint8', [2, 2]],
    ['64-bit integers', [new BigInt64Array([1n, 2n])], 'int64', [2]],
    ['a dtype that was asked for', [[1, 2], null, 'float16'], 'float16', [2]],
    ['an alias of a dtype', [[1, 2], null, 'float' as 'float32'], 'float32', [2]],
    [
      'a flat array with a shape',
      [
        [1, 2, 3, 4],
        [2, 2],
      ],
      'int32',
      [2, 2],
    ],
  ])('%s', (_what, args, dtype, shape) => {
    const x = tensor(...args);
    expect([x.dtype, x.shape]).toEqual([dtype, shape]);
  });

  test.each<[string, unknown, string]>([
    ['ragged rows', [[1, 2], [3]], 'ragged'],
    ['different depths', [[1, 2], 3], 'ragged'],
    ['deeper further on', [1, [2]], 'ragged'],
    ['texts among numbers', [1, 'a'], 'ragged or hold something that is not a number'],
  ])('%s are refused', (_what, values, message) => {
    expect(() => tensor(values as number[])).toThrow(message);
  });

  test.each([[[1n]], [[[1n, 2n]]], [1n]])('bigints need an array of theirs: %p', (values) => {
    expect(() => asTensor(values as never)).toThrow('bigints go in as BigInt64Array');
  });

  test('a shape that does not hold the elements is refused', () => {
    expect(() => tensor(new Float32Array(5), [2, 3])).toThrow('5 values do not fill the shape [2, 3]');
    expect(() => tensor([1, 2], [3])).toThrow('2 values do not fill the shape [3]');
    expect(() => tensor([1], null, 'complex' as 'float32')).toThrow('Invalid dtype');
  });

  test('a typed array is copied, and converted where another type is asked for', async () => {
    const data = new Float32Array([1, 2]);
    const copy = tensor(data);
    data.fill(9);
    expect(await copy.data()).toEqual(new Float32Array([1, 2]));
    expect(await tensor(new Float32Array([1, 2]), null, 'int32').data()).toEqual(new Int32Array([1, 2]));
    expect(await tensor(new BigInt64Array([7n]), null, 'float32').data()).toEqual(new Float32Array([7]));
    // Pixels of a canvas.
    expect(tensor(new Uint8ClampedArray([1, 300]) as never).toString()).toContain('dtype=uint8 [1,255]');
  });
});

describe('reading', () => {
  const x = tensor(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    null,
    'float32',
  );

  test('shape, rank and size are known at once', () => {
    const y = mul(x, x);
    expect([y.shape, y.rank, y.ndim, y.size, y.dtype]).toEqual([[2, 3], 2, 2, 6, 'float32']);
    expect(y.host).toBeNull();
  });

  test('nested arrays, typed arrays, one number', async () => {
    expect(await add(x, x).array()).toEqual([
      [2, 4, 6],
      [8, 10, 12],
    ]);
    expect(await add(x, x).data()).toEqual(new Float32Array([2, 4, 6, 8, 10, 12]));
    expect(await tensor([[7]]).item()).toBe(7);
    expect(await tensor([true, false]).array()).toEqual([true, false]);
    expect(await tensor(5).array()).toBe(5);
    expect(await tensor([[], []]).array()).toEqual([[], []]);
    expect(await tensor(new BigInt64Array([3n])).item()).toBe(3);
    await expect(x.item()).rejects.toThrow('item() needs a tensor of one element');
  });

  test('half types are widened', async () => {
    expect(await tensor([0.5, 2], null, 'bfloat16').data()).toEqual(new Float32Array([0.5, 2]));
  });

  test('a value is computed once and then known', async () => {
    const y = mul(x, x);
    await y.data();
    expect(y.node).toBeNull();
    const first = y.known;
    await y.read();
    expect([first !== null, y.known]).toEqual([true, first]);
  });

  test('a placeholder has no value', async () => {
    const y = add(placeholder(x), x);
    await expect(y.data()).rejects.toThrow('has no value after the function has ended');
  });

  test('small known tensors are printed with their elements', () => {
    expect(String(tensor([[1, 2]]))).toBe('Tensor(shape=[1, 2], dtype=int32 [[1,2]])');
    expect(String(add(x, x))).toBe('Tensor(shape=[2, 3], dtype=float32)');
  });
});

describe('whatever is like a tensor', () => {
  test('becomes one; a tensor stays itself', () => {
    const x = tensor([1]);
    expect(asTensor(x)).toBe(x);
    expect(asTensor([1.5]).dtype).toBe('float32');
    expect(asTensor(2, 'bfloat16').dtype).toBe('bfloat16');
    expect(asTensor(new Float64Array(2)).dtype).toBe('float64');
    const variable = new Variable([1, 2], { name: 'v' });
    expect(asTensor(variable)).toBe(variable.value);
  });

  test.each([[null], [undefined], ['text'], [{}], [() => 1], [new Date()]])('%p does not', (value) => {
    expect(() => asTensor(value as never)).toThrow('A tensor, a number, nested arrays or a typed array is needed');
  });

  test('is told apart', () => {
    expect(isTensor(tensor(1))).toBe(true);
    expect(isTensor([1])).toBe(false);
    expect(fromHost(fromNumbers([1], 'int8', [1]))).toBeInstanceOf(Tensor);
  });
});

test.each<[string, (x: number) => unknown]>([
  ['compared', (x) => x > 0],
  ['added to', (x) => x + 1],
  ['negated', (x) => -x],
  ['given to Math', (x) => Math.max(x, 1)],
])('a tensor cannot be %s by JavaScript', (_what, use) => {
  for (const x of [tensor(5), new Variable(5)]) {
    expect(() => use(x as never)).toThrow('JavaScript cannot calculate with tensors');
    expect(`${x}`).toContain('shape=[]');
  }
});

test.each<[string, unknown]>([
  ['a dtype', 'int32'],
  ['keywords', { dtype: 'int32' }],
  ['one size', 1],
])('%s in the place of the shape is refused', (_what, shape) => {
  for (const values of [[[1]], Int32Array.of(1), [['a']]]) {
    expect(() => tensor(values as never, shape as never)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        message: expect.stringContaining('the shape comes second and the dtype third'),
      }),
    );
  }
});
