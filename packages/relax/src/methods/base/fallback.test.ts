import { ops, type Tensor } from '@org/core';
import { DataModule, Feature } from '../../data/index.js';
import { CFModule } from './cf-module.js';
import type { Search } from './search.js';

const numbers = (seed: number) => Array.from({ length: 60 }, (_, i) => Math.sin(seed * (i + 1)));
const data = DataModule.fromFeatures(
  [
    new Feature('a', numbers(1), 'minmax'),
    new Feature('b', numbers(2), 'minmax'),
    new Feature(
      'kind',
      numbers(3).map((x) => (x > 0 ? 'yes' : 'no')),
      'ohe',
      { isImmutable: true },
    ),
  ],
  new Feature(
    'label',
    numbers(4).map((x) => Number(x > 0)),
    'identity',
  ),
);
/** The second class where both numbers together are large, whatever the kind. */
const predFn = (xs: Tensor): Tensor => {
  const p = ops.sigmoid(
    (xs.at(':', '0:1') as Tensor)
      .add(xs.at(':', '1:2') as Tensor)
      .sub(1)
      .mul(8),
  );
  return ops.concatenate([ops.subtract(1, p), p], -1);
};

/** A method that finds nothing: its points are the rows. */
class Nothing extends CFModule<null> {
  constructor() {
    super(null);
  }
  override search(): Search<Tensor> {
    return { steps: 0, start: ({ xs }) => xs, finish: (cfs) => cfs };
  }
}

const classes = (xs: Tensor) => ops.argmax(predFn(xs), -1);
const share = async (condition: Tensor) => (await ops.mean(condition.cast('float32')).item()) as number;
const method = new Nothing();
method.setDataModule(data);
const generate = async (options: object = {}) => (await method.generateCfs(data.xs, { predFn, ...options })) as Tensor;

it('gives rows without a counterfactual the nearest example, which respects the data', async () => {
  const cfs = (await generate()).at(':', 0) as Tensor;
  expect(await share(ops.notEqual(classes(data.xs), classes(cfs)))).toBe(1);
  expect(await share(ops.equal(cfs, data.applyConstraints(data.xs, cfs, true)))).toBe(1);
});

it('considers other examples for each of several counterfactuals', async () => {
  const cfs = await generate({ k: 2 });
  const [a, b] = [cfs.at(':', 0) as Tensor, cfs.at(':', 1) as Tensor];
  expect(await share(ops.sum(ops.abs(a.sub(b)), -1).greater(1e-3))).toBeGreaterThan(0.5);
});

it('leaves them where it is told not to change what a method finds', async () => {
  expect(await share(ops.equal(await generate({ refine: false }), ops.expandDims(data.xs, 1)))).toBe(1);
});
