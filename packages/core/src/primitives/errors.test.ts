import { placeholder, tensor } from '../tensor/tensor.js';
import { add, fmod, select } from './elementwise.js';
import { product } from './matmul.js';
import { broadcastTo, concatenate, pad, reshape, slice, transpose } from './movement.js';

const x = placeholder({ shape: [2, 3], dtype: 'float32' });
const y = placeholder({ shape: [4, 3], dtype: 'float32' });
const n = placeholder({ shape: [2, 3], dtype: 'int32' });

// Messages name the op and say what was expected and received.
test.each<[string, () => unknown, RegExp]>([
  ['different dtypes', () => add(x, n), /\[add\]: the inputs have different dtypes[\s\S]*float32 and int32/],
  [
    'shapes that do not broadcast',
    () => fmod(x, y),
    /\[fmod\]: shapes cannot be broadcast[\s\S]*\[2, 3\] and \[4, 3\]/,
  ],
  ['inner sizes', () => product(x, y), /\[matmul\]: inner sizes differ[\s\S]*a \[2, 3\] float32, b \[4, 3\] float32/],
  ['inner sizes that a transpose would mend', () => product(x, y), /Hint: did you mean b\.transpose\(\)\?/],
  ['a vector in a matrix product', () => product(x, tensor([1, 2, 3], null, 'float32')), /\[matmul\]/],
  ['a condition that is not bool', () => select(x, x, x), /\[where\][\s\S]*a bool condition/],
  ['a size that does not fit', () => reshape(x, [4, 2]), /\[reshape\]: a tensor of 6 elements/],
  ['axes that are no permutation', () => transpose(x, [0, 0]), /\[transpose\][\s\S]*0 to 1, each once[\s\S]*\[0, 0\]/],
  ['a target that is too small', () => broadcastTo(x, [3]), /\[broadcast_to\][\s\S]*\[2, 3\] to \[3\]/],
  ['a slice that leaves the tensor', () => slice(x, [1, 0], [2, 3]), /\[slice\]: the slice leaves the tensor/],
  ['negative padding', () => pad(x, [-1, 0], [0, 0]), /\[pad\]: padding must be non-negative/],
  ['pieces that do not fit', () => concatenate([x, y], 1), /\[concatenate\][\s\S]*equal shapes but for axis 1/],
  ['pieces of different dtypes', () => concatenate([x, n], 0), /\[concatenate\][\s\S]*equal dtypes/],
])('%s', (_what, call, message) => {
  expect(call).toThrow(message);
});
