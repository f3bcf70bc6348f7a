import { tensor } from '../tensor/tensor.js';
import { formOf, hasForm, tensorsIn } from './call-form.js';

const x = tensor([1, 2], null, 'float32');

test('arguments of one form are lists of like tensors and of equal values', () => {
  const form = formOf([[x, null], true]);
  expect(hasForm([[tensor([3, 4], null, 'float32'), null], true], form)).toBe(true);
  const others = [
    [[x, null], false],
    [[x, x], true],
    [[x], true],
    [[x, null], true, null],
    [x, true],
    [[tensor([3], null, 'float32'), null], true],
    [[tensor([3, 4], null, 'int32'), null], true],
  ];
  for (const args of others) expect(hasForm(args, form)).toBe(false);
});

test('numbers, objects, functions and texts have no form that another call could have', () => {
  for (const arg of [1, { x }, () => x, tensor(['a'])]) expect(hasForm([arg], formOf([arg]))).toBe(false);
});

test('tensors are found in lists of nothing else', () => {
  const found = tensorsIn([[x, null], x])!;
  expect([found.length, found[0] === x, found[1] === x]).toEqual([2, true, true]);
  for (const args of [[x, 1], [[]], [x, { x }], [[1, 2]], [tensor(['a'])]]) expect(tensorsIn(args)).toBeNull();
});
