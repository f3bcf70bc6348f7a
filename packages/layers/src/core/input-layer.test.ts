import { KerasTensor, ValueError } from '@org/core';
import { Input, InputLayer } from './input-layer.js';

describe('Input', () => {
  it('is a symbolic tensor with a batch axis', () => {
    expect(Input([2, null]).shape).toEqual([null, 2, null]);
    expect(Input({ shape: [2], batchSize: 3, dtype: 'int32' })).toMatchObject({ shape: [3, 2], dtype: 'int32' });
    expect(Input({ batchShape: [5, 2] }).shape).toEqual([5, 2]);
    expect(Input([2], { name: 'x' }).history?.operation.name).toBe('x');
  });

  it('may stand for an existing symbolic tensor', () => {
    const given = new KerasTensor([null, 3], 'int32');
    expect(Input({ tensor: given })).toBe(given);
    expect(new InputLayer({ inputTensor: given, shape: [3] }).dtype).toBe('int32');
  });

  it.each([
    ['no shape', {}, /needs a `shape`/],
    ['a shape twice', { shape: [2], batchShape: [null, 2] }, /`batchShape` cannot be combined with `shape`/],
    ['the batch size twice', { batchSize: 3, batchShape: [null, 2] }, /cannot be combined with `batchSize`/],
    ['a number for a shape', { shape: 5 as never }, /list of sizes[\s\S]*Received: 5/],
    ['a size that is none', { shape: [-1] }, /list of sizes[\s\S]*Received: \[null,-1\]/],
    ['sparse values', { shape: [2], sparse: true }, /`sparse: true` is not supported/],
  ])('refuses %s', (_, options, message) => {
    expect(() => Input(options)).toThrow(message);
  });

  it.each([
    ['shape', { shape: [4] }],
    ['batchShape', { batchShape: [null, 4] }],
    ['batchSize', { batchSize: 2 }],
    ['dtype', { dtype: 'float32' }],
  ])('refuses another %s than that of the tensor', (name, options) => {
    const tensor = new KerasTensor([null, 3], 'int32');
    expect(() => Input({ tensor, ...options })).toThrow(`\`${name}\` differs from that of \`inputTensor\``);
  });

  it('refuses a tensor that is not symbolic', () => {
    expect(() => Input({ tensor: 3 as never })).toThrow(ValueError);
  });
});
