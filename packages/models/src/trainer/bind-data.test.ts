import { bindData } from './bind-data.js';

const names = ['x', 'y', 'yPred'];
const bound = (...args: readonly unknown[]): unknown[] => bindData('computeLoss', names, args);

test('data comes by position, by name, or both', () => {
  expect(bound(1, 2)).toEqual([1, 2, undefined]);
  expect(bound({ yPred: 3, y: 2 })).toEqual([undefined, 2, 3]);
  expect(bound(1, { yPred: 3 })).toEqual([1, undefined, 3]);
  expect(bound()).toEqual([undefined, undefined, undefined]);
});

test('a dict of data is no keywords', () => {
  const outputs = { a: 1, y: 2 };
  expect(bound(1, 2, outputs)).toEqual([1, 2, outputs]);
  expect(bound(outputs)).toEqual([outputs, undefined, undefined]);
  expect(bound({})).toEqual([{}, undefined, undefined]);
});
