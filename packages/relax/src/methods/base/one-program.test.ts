/** Searches of one go are part of the program that takes changes back, which makes no difference but in time. */
import { ops, type Tensor, tensor } from '@org/core';
import type { DataModule } from '../../data/index.js';
import { goldenDataModule } from '../../testing/goldens.js';
import { CFModule } from './cf-module.js';
import type { Problem } from './problem.js';
import type { Search } from './search.js';

let data: DataModule;
beforeAll(async () => {
  data = await goldenDataModule();
});

/** The second class where the first number and the first category together are large. */
const predFn = (xs: Tensor): Tensor => {
  const p = ops.sigmoid(xs.matmul(tensor([[4], [1], [2], [0], [0], [0], [0]], null, 'float32')).sub(3)) as Tensor;
  return ops.concatenate([ops.subtract(1, p), p], -1);
};

/** Points on the other side of each row; where it says that they respect the constraints, they do. */
class Mirror extends CFModule<null> {
  constructor(readonly isOneProgram: boolean) {
    super(null);
    this.setDataModule(data);
  }
  override search(problem: Problem): Search<Tensor> {
    return {
      steps: 0,
      isRandom: false,
      ...(this.isOneProgram && { isConstrained: true }),
      start: ({ xs }) => ops.subtract(1, xs),
      finish: (cfs, rows) => problem.constrain(rows, cfs, true),
    };
  }
}

test.each(['rows of the data', 'other rows'])('%s', async (kind) => {
  const rows = kind === 'other rows' ? tensor((await data.xs.mul(0.8).add(0.15).array()) as number[][]) : data.xs;
  const total = rows.shape[0]!;
  const progress: number[] = [];
  const options = { predFn, batchSize: 5, onProgress: (done: number) => progress.push(done) };
  const [together, apart] = [await new Mirror(true).generateCfs(rows, options), progress.splice(0)];
  const expected = await new Mirror(false).generateCfs(rows, options);
  expect(await together.array()).toEqual(await expected.array());
  expect(apart).toEqual(progress);
  expect(progress.at(-1)).toBe(total);
  // Fewer features differ than the search has changed, and some do.
  const changes = (cfs: Tensor) => ops.sum(ops.abs(ops.squeeze(cfs, 1).sub(rows))).item() as Promise<number>;
  const found = await new Mirror(true).generateCfs(rows, { ...options, refine: false });
  expect(await changes(together)).toBeLessThan(await changes(found));
  expect(await changes(together)).toBeGreaterThan(0);
});
