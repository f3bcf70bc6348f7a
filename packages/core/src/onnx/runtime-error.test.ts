import { gather, gatherElements, gatherNd } from '../primitives/indexing.js';
import { scatterElements, scatterNd } from '../primitives/scatter.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { jit } from '../tracing/compiled.js';
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

it.each<[string, (at: Tensor) => Tensor, number[][], RegExp]>([
  ['gather_nd', (at) => gatherNd(tensor([[1, 2]]), at), [[0, 7]], /^\[gather_nd\]: index 7 is out of range/],
  ['gather_elements', (at) => gatherElements(tensor([[1, 2]]), at, 1), [[7]], /^\[gather_elements\]: .*out of range/],
  ['scatter_nd', (at) => scatterNd(tensor([[1, 2]]), at, tensor([5]), 'add'), [[0, 7]], /^\[scatter_nd\]: index 7 is/],
  [
    'scatter_elements',
    (at) => scatterElements(tensor([[1, 2]]), at, tensor([[5]]), 1, 'none'),
    [[7]],
    /^\[scatter_elements\]: index 7 is out of range for an axis of size 2/,
  ],
])('%s: an index out of range is an IndexError', async (_name, body, indices, message) => {
  for (const run of [jit(body), body]) {
    const error = await run(tensor(indices))
      .array()
      .catch((each: Error) => each);
    expect(error).toMatchObject({ name: 'IndexError', message: expect.stringMatching(message) });
  }
});

it('anything else keeps the words of the runtime', () => {
  expect(fromRuntime(new Error('no kernel'))).toMatchObject({
    name: 'RuntimeError',
    message: 'ONNX Runtime could not run the graph: no kernel',
  });
  expect(fromRuntime('text').message).toContain('text');
});
