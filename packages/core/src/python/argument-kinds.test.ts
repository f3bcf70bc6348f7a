import { ops, random } from '../index.js';

const x = ops.ones([2, 2]);
test.each<[string, (size: never) => unknown]>([
  ['eye', (size) => ops.eye(size)],
  ['tri', (size) => ops.tri(size)],
  ['identity', (size) => ops.identity(size)],
  ['diag', (size) => ops.diag(x, size)],
  ['tril', (size) => ops.tril(x, size)],
  ['oneHot', (size) => ops.oneHot([1], size)],
  ['nanToNum', (size) => ops.nanToNum(x, size)],
  ['round', (size) => ops.round(x, size)],
  ['segmentSum', (size) => ops.segmentSum(x, [0, 1], size)],
  ['bincount', (size) => ops.bincount([1], null, size)],
  ['dropout', (size) => random.dropout(x, size)],
])('%s refuses a BigInt by name', (_, call) => {
  expect(() => call(2n as never)).toThrow(
    expect.objectContaining({
      name: 'TypeError',
      message: expect.stringMatching(/the argument `\w+` is not a number/),
    }),
  );
  expect(() => call(0 as never)).not.toThrow();
});
