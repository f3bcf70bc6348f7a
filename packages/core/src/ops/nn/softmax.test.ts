import * as jnn from '../../jax/nn.js';
import * as ops from '../index.js';

test('an axis of size 1 is warned about once, as Keras does', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
  const said = () => warn.mock.calls.map(([text]) => text);
  // Of a rank that no other test warns of.
  const x = ops.ones([1, 1, 1, 1, 1, 3, 1]);
  jnn.softmax(x);
  expect(said()).toEqual([]);
  ops.softmax(x);
  ops.softmax(x);
  ops.softmax(x, { axis: 5 });
  ops.softmax(x, [-1]);
  expect(said()).toEqual([
    'You are using a softmax over axis -1 of a tensor of shape [1, 1, 1, 1, 1, 3, 1]. This axis has size 1. The softmax operation will ' +
      'always return the value 1, which is likely not what you intended. Did you mean to use a sigmoid instead?',
  ]);
  ops.softmax(x, 4);
  expect(said()[1]).toMatch(/over axis 4 of/);
  warn.mockRestore();
});
