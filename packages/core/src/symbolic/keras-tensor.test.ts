import '../ops/index.js';
import { AttributeError, NotImplementedError, ValueError } from '../errors.js';
import { tensor } from '../tensor/tensor.js';
import { KerasTensor } from './keras-tensor.js';
import { getKerasMask, setKerasMask } from './mask.js';
import { isKerasTensor } from './symbols.js';

describe('KerasTensor', () => {
  const x = new KerasTensor([null, 3], 'int32', { name: 'x' });

  it('has a shape, a dtype and perhaps a name', () => {
    expect([x.shape, x.rank, x.dtype, x.name]).toEqual([[null, 3], 2, 'int32', 'x']);
    expect(String(x)).toBe('<KerasTensor shape=[null, 3], dtype=int32, sparse=false, ragged=false, name=x>');
    expect(String(new KerasTensor([], { name: 'y' }))).toBe(
      '<KerasTensor shape=[], dtype=float32, sparse=false, ragged=false, name=y>',
    );
    expect(x.history).toBeNull();
  });

  it('takes its settings by name and has an automatic name', () => {
    const y = new KerasTensor({ shape: [2, null], dtype: 'int8', sparse: true, recordHistory: false });
    expect(y).toMatchObject({ shape: [2, null], dtype: 'int8', sparse: true, ragged: false, recordHistory: false });
    expect(y.name).toMatch(/^keras_tensor/);
  });

  it.each([5, null, [-1], [2.5], ['2']])('refuses %j as a shape', (shape) => {
    expect(() => new KerasTensor(shape as never)).toThrow(/This is not a shape/);
  });

  it('does not change', () => {
    for (const change of [{ shape: [2] }, { dtype: 'int8' }, { sparse: true }, { ragged: true }])
      expect(() => Object.assign(new KerasTensor([3]), change)).toThrow(AttributeError);
  });

  it('has no rows to iterate over', () => {
    expect(() => [...new KerasTensor([3])]).toThrow(NotImplementedError);
  });

  it('is not both sparse and ragged', () => {
    expect(() => new KerasTensor([2], { sparse: true, ragged: true })).toThrow(ValueError);
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
