import { type Tensor, tensor } from '../../tensor/tensor.js';
import { jit } from '../../tracing/compiled.js';
import * as ops from '../index.js';

describe('unique of a fixed size', () => {
  const arrays = (results: readonly Tensor[]) => Promise.all(results.map((x) => x.array()));

  it.each([
    [[3, 1, 3, 2, 1, 7], 6, null],
    [[3, 1, 3, 2, 1, 7], 2, null],
    [[5, 5], 4, -1],
  ])('of %j to %i is the same when traced', async (values, size, fillValue) => {
    const options = { size, fillValue, returnIndex: true, returnInverse: true, returnCounts: true } as const;
    const traced = jit((x: Tensor) => ops.unique(x, options));
    expect(await arrays(traced(tensor(values)))).toEqual(await arrays(ops.unique(tensor(values), options)));
  });
});
