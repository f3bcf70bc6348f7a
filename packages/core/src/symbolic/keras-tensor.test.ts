import '../ops/index.js';
import { ValueError } from '../errors.js';
import { tensor } from '../tensor.js';
import { isKerasTensor, KerasTensor } from './keras-tensor.js';
import { getKerasMask, setKerasMask } from './mask.js';

describe('KerasTensor', () => {
  const x = new KerasTensor([null, 3], 'int32', 'x');

  it('has a shape, a dtype and perhaps a name', () => {
    expect([x.shape, x.rank, x.dtype, x.name]).toEqual([[null, 3], 2, 'int32', 'x']);
    expect(String(x)).toBe('KerasTensor(shape=[null, 3], dtype=int32, name=x)');
    expect(String(new KerasTensor([]))).toBe('KerasTensor(shape=[], dtype=float32)');
    expect(x.history).toBeNull();
  });

  it('has no value and no size', async () => {
    expect(() => x.size).toThrow(ValueError);
    for (const read of [x.read(), x.data(), x.array()])
      await expect(read).rejects.toThrow(/no value[\s\S]*Hint: build a Model/);
    await expect(x.item()).rejects.toThrow(ValueError);
  });

  it('is told from tensors with values', () => {
    expect([x, tensor([1]), null, { shape: [1] }].map(isKerasTensor)).toEqual([true, false, false, false]);
  });

  it('has the methods of tensors', () => {
    const y = x.at(':', 0).cast('float32').exp() as KerasTensor;
    expect([isKerasTensor(y), y.shape, y.dtype]).toEqual([true, [null], 'float32']);
  });
});

describe('masks', () => {
  it('travel with a tensor until they are taken off', () => {
    const [x, mask] = [new KerasTensor([2]), tensor([true, false])];
    expect(getKerasMask(x)).toBeNull();
    setKerasMask(x, mask);
    expect(getKerasMask(x)).toBe(mask);
    setKerasMask(x, null);
    expect([getKerasMask(x), getKerasMask('no tensor')]).toEqual([null, null]);
  });
});
