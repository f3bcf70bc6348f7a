import { KerasTensor, ops, type Tensor, tensor, Variable } from '../index.js';
import { jit } from '../tracing/compiled.js';

const words = () =>
  tensor([
    ['a', 'b'],
    ['c', 'a'],
  ]);

describe('a tensor of texts', () => {
  it('is made from nested arrays, and read as such', async () => {
    const x = words();
    expect([x.shape, x.dtype, x.size]).toEqual([[2, 2], 'string', 4]);
    expect(await x.array()).toEqual([
      ['a', 'b'],
      ['c', 'a'],
    ]);
    expect(await x.data<string[]>()).toEqual(['a', 'b', 'c', 'a']);
    expect(await ops.convertToTensor('alone').item<string>()).toBe('alone');
    expect(await ops.convertToTensor(['x']).array()).toEqual(['x']);
    expect(tensor([], null, 'string').shape).toEqual([0]);
    expect((await tensor(['a', 'b', 'c', 'd'], [2, 2]).array())[1 as never]).toEqual(['c', 'd']);
  });

  it('gives texts of the caller: they may be changed', async () => {
    const given = ['a', 'b'];
    const x = tensor(given);
    given[0] = 'z';
    (await x.data<string[]>())[1] = 'z';
    expect(await x.array()).toEqual(['a', 'b']);
  });

  it('shows its elements', () => {
    expect(String(Reflect.get(words(), Symbol.for('nodejs.util.inspect.custom')).call(words()))).toBe(
      'Tensor([["a", "b"],\n        ["c", "a"]], shape=[2, 2], dtype=string)',
    );
  });

  it.each<[string, () => Tensor, unknown]>([
    ['at', () => words().at(1), ['c', 'a']],
    ['reshape', () => words().reshape([4]), ['a', 'b', 'c', 'a']],
    [
      'transpose',
      () => words().T,
      [
        ['a', 'c'],
        ['b', 'a'],
      ],
    ],
    ['expandDims', () => tensor(['a']).expandDims(-1), [['a']]],
    ['squeeze', () => tensor([['a'], ['b']]).squeeze(-1), ['a', 'b']],
    ['concatenate', () => ops.concatenate([words(), words()], 1).at(0), ['a', 'b', 'a', 'b']],
    ['stack', () => ops.stack([tensor(['a']), tensor(['b'])]), [['a'], ['b']]],
    ['take', () => ops.take(words(), [1, 0], 0).at(':', 0), ['c', 'a']],
    ['flip', () => ops.flip(tensor(['a', 'b', 'c'])), ['c', 'b', 'a']],
    ['repeat', () => ops.repeat(tensor(['a', 'b']), 2), ['a', 'a', 'b', 'b']],
    ['where', () => ops.where([true, false], tensor(['a', 'b']), tensor('z')), ['a', 'z']],
    [
      'equal',
      () => ops.equal(words(), tensor('a')),
      [
        [true, false],
        [false, true],
      ],
    ],
    ['notEqual', () => ops.notEqual(tensor(['a', 'b']), tensor(['a', 'a'])), [false, true]],
  ])('is moved by %s', async (_name, moved, expected) => {
    expect(await moved().array()).toEqual(expected);
  });

  it.each<[string, () => unknown, string]>([
    ['add', () => words().add(1), 'texts are none'],
    ['matmul', () => ops.matmul(words(), words()), '[matmul]'],
    ['sum', () => words().sum(), 'texts are none'],
    ['exp', () => words().exp(), 'texts are none'],
    ['cast', () => words().cast('float32'), '[cast]'],
    ['a cast to it', () => ops.cast(tensor([1]), 'string'), '[cast]'],
    ['sort', () => ops.sort(words()), 'texts are none'],
    ['equal to a number', () => words().equal(1), 'texts are none'],
    ['zeros', () => ops.zeros([2], { dtype: 'string' }), 'texts are none'],
    ['a dtype of numbers', () => ops.convertToTensor(['a'], 'float32'), '[convert_to_tensor]'],
    ['a variable', () => new Variable(words()), 'A variable holds numbers'],
    ['a variable by its dtype', () => new Variable([0], { dtype: 'string' }), 'texts are none'],
  ])('is refused by %s', (_name, use, message) => {
    expect(use).toThrow(expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(message) }));
  });

  it('cannot be read as numbers', async () => {
    await expect(words().read()).rejects.toMatchObject({ name: 'TypeError' });
  });

  it('holds nothing but texts', () => {
    expect(() => tensor(['a', 1 as never])).toThrow('not a number');
    expect(() => tensor(['a', 1 as never], null, 'string')).toThrow('not a text');
    expect(() => tensor([1, 'a' as never])).toThrow('not a number');
    expect(() => tensor([['a'], ['b', 'c']])).toThrow('ragged');
    expect(() => tensor(['a'], [2])).toThrow('do not fill');
  });

  it('is symbolic as well', () => {
    const x = new KerasTensor([null, 2], 'string');
    expect([x.dtype, ops.reshape(x, [-1]).dtype, ops.expandDims(x, 1).shape]).toEqual([
      'string',
      'string',
      [null, 1, 2],
    ]);
    expect(() => ops.add(x, 1)).toThrow('texts are none');
  });

  it('is a static argument of a compiled function', async () => {
    const pick = jit((x: Tensor, n: Tensor) => ops.where(x.equal(tensor('a')), n, 0));
    expect(await pick(tensor(['a', 'b']), tensor([3, 4])).array()).toEqual([3, 0]);
    expect(await pick(tensor(['b', 'a']), tensor([3, 4])).array()).toEqual([0, 4]);
  });
});
