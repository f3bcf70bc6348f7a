import { type DType, type Tensor, tensor } from '@org/core';
import { joinRows, mapColumns, sliceRows, takeRows } from './rows.js';

const types: DType[] = ['float32', 'float16', 'int32', 'int64', 'bool'];
const nested = [
  [1, 0],
  [0, 1],
  [1, 1],
];

describe.each(types)('rows of %s', (dtype) => {
  const x = tensor(nested, null, dtype);
  const values = async (y: Tensor): Promise<unknown> => (await y.cast('int32').array()) as unknown;

  it('are cut out without a copy', async () => {
    const part = sliceRows(x, 1, 3);
    expect([part.dtype, part.shape]).toEqual([dtype, [2, 2]]);
    expect(await values(part)).toEqual(nested.slice(1));
    expect(part.host!.data.buffer).toBe(x.host!.data.buffer);
  });

  it('are taken in any order', async () => {
    expect(await values(takeRows(x, Int32Array.of(2, 0, 2)))).toEqual([nested[2], nested[0], nested[2]]);
  });

  it('are joined', async () => {
    const [one, others] = [sliceRows(x, 0, 1), sliceRows(x, 1, 3)];
    expect(await values(await joinRows([others, one]))).toEqual([nested[1], nested[2], nested[0]]);
    expect(await joinRows([one])).toBe(one);
  });
});

it('columns keep what is no tensor', () => {
  const [x, y, weights] = mapColumns(
    (column) => sliceRows(column, 0, 1),
    [{ a: tensor(nested) }, null, tensor([1, 2])],
  );
  expect([(x as { a: Tensor }).a.shape, y, (weights as Tensor).shape]).toEqual([[1, 2], null, [1]]);
});
