import { tensorOfOwn, valuesHere } from './concrete.js';

test('numbers that are given away are held as they are, if they fill the shape', () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  const x = tensorOfOwn(data, [2, 3]);
  expect(x.shape).toEqual([2, 3]);
  expect(valuesHere('test', x)).toBe(data);
  expect(() => tensorOfOwn(data, [4])).toThrow('6 values do not fill the shape');
});
