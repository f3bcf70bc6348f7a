import { KerasTensor, ops, tensor, Variable } from '../index.js';

describe('JSON.stringify', () => {
  it('writes the elements of tensors and variables', () => {
    const values = {
      matrix: tensor([
        [1, 2],
        [3, 4],
      ]),
      flags: tensor([true, false]),
      large: tensor(new BigInt64Array([5n])),
      half: tensor([0.5], null, 'float16'),
      number: tensor(2.5),
      texts: tensor(['a', 'b']),
      weight: new Variable([1, 2], { name: 'w' }),
      missing: tensor([Number.NaN]),
    };
    expect(JSON.parse(JSON.stringify(values))).toEqual({
      matrix: [
        [1, 2],
        [3, 4],
      ],
      flags: [true, false],
      large: [5],
      half: [0.5],
      number: 2.5,
      texts: ['a', 'b'],
      weight: [1, 2],
      missing: [null],
    });
  });

  it('writes what was read, and says what has to be read first', async () => {
    const sum = ops.add(tensor([1, 2]), 1);
    expect(() => JSON.stringify({ sum })).toThrow(/computed or read first[\s\S]*await x\.array\(\)/);
    await sum.data();
    expect(JSON.stringify({ sum })).toBe('{"sum":[2,3]}');
    expect(() => JSON.stringify(new KerasTensor([null, 2]))).toThrow(/symbolic tensor has no value/);
  });
});
