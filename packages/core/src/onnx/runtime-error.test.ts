import { jit } from '../compiled.js';
import { gather } from '../primitives/indexing.js';
import { type Tensor, tensor } from '../tensor.js';
import { fromRuntime } from './runtime-error.js';

it.each([3, -4])('index %i out of range reads the same whoever meets it', async (index) => {
  const [x, indices] = [tensor([1, 2, 3]), tensor([index])];
  const message = `[gather]: index ${index} is out of range for an axis of size 3.`;
  await expect(gather(x, indices, 0).array()).rejects.toThrow(message);
  const compiled = jit((at: Tensor) => gather(x, at, 0));
  const error = await compiled(indices)
    .array()
    .catch((each: Error) => each);
  expect(error).toMatchObject({ name: 'IndexError', message });
});

it('anything else keeps the words of the runtime', () => {
  expect(fromRuntime(new Error('no kernel'))).toMatchObject({
    name: 'RuntimeError',
    message: 'ONNX Runtime could not run the graph: no kernel',
  });
  expect(fromRuntime('text').message).toContain('text');
});
