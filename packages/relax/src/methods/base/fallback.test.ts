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

/** The second class where both numbers together are larger. */
const above =
  (bound: number) =>
  (xs: Tensor): Tensor => {
    const isLarge = ops
      .sum(xs.at(':', '0:2') as Tensor, -1, true)
      .greater(bound)
      .cast('float32');
    return ops.concatenate([ops.subtract(1, isLarge), isLarge], -1);
  };

/** A method that finds the largest numbers, and that only when it is asked for what is left. */
class Corner extends CFModule<null> {
  constructor() {
    super(null);
    this.setDataModule(data);
  }
  override search(): Search<Tensor> {
    const search = { steps: 1, step: (state: Tensor) => state, finish: (cfs: Tensor) => cfs };
    const none = ({ xs }: { xs: Tensor }) => ops.zeros([xs.shape[0]!], 'bool');
    const largest = ({ xs }: { xs: Tensor }) =>
      ops.concatenate([ops.onesLike(xs.at(':', '0:2') as Tensor), xs.at(':', '2:') as Tensor], -1);
    const last = { ...search, start: largest, done: (cfs: Tensor) => ops.ones([cfs.shape[0]!], 'bool'), isLast: true };
    return { ...search, start: ({ xs }) => xs, done: (_, rows) => none(rows), rest: last as Search };
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

it('considers all of them where the half that a counterfactual considers has none', async () => {
  const sums = (await ops.sum(data.xs.at(':', '0:2') as Tensor, -1).data()) as Float32Array;
  const [second, first] = [...sums].toSorted((a, b) => a - b).slice(-2) as [number, number];
  const rare = above((first + second) / 2);
  const cfs = (await method.generateCfs(data.xs, { predFn: rare, k: 4, desiredClass: 1 })) as Tensor;
  expect(await share((rare(ops.reshape(cfs, [-1, data.xs.shape[1]!])).at(':', 1) as Tensor).greater(0.5))).toBe(1);
});

it('takes a farther example where more features of the nearest one differ than may', async () => {
  const points = [
    [0, 0],
    [0.2, 0.2],
    [0, 0.9],
    [1, 1],
  ] as const;
  const few = await DataModule.fromConfig(
    { dataName: 'few', continuousCols: ['a', 'b'], discreteCols: [] },
    points.map(([a, b], i) => ({ a, b, label: i % 2 })),
  );
  const xs = few.transform([{ a: 0, b: 0 }]);
  const [, near, far] = (await few.transform(points.map(([a, b]) => ({ a, b }))).array()) as number[][];
  const apart = (xs: Tensor, point: number[]) => ops.sum(ops.abs(xs.sub(point)), -1, true);
  const isAccepted = (xs: Tensor) => ops.minimum(apart(xs, near!), apart(xs, far!)).less(1e-3).cast('float32');
  const search = new Nothing();
  search.setDataModule(few);
  const found = async (maxChanges: number | null) => {
    search.setConstraints({ maxChanges });
    const predFn = (xs: Tensor) => ops.concatenate([ops.subtract(1, isAccepted(xs)), isAccepted(xs)], -1);
    return (await search.generateCfs(xs, { predFn, desiredClass: 1 })).array();
  };
  expect(await found(2)).toEqual([[near]]);
  expect(await found(1)).toEqual([[far]]);
});

it('leaves them where it is told not to change what a method finds', async () => {
  expect(await share(ops.equal(await generate({ refine: false }), ops.expandDims(data.xs, 1)))).toBe(1);
});

it('goes on with the last search where no example is as wanted either, and at once where examples are not asked', async () => {
  const found = (bound: number, options: object = {}) =>
    new Corner().generateCfs(data.xs, { predFn: above(bound), ...options }) as Promise<Tensor>;
  const isCorner = (cfs: Tensor) =>
    share(ops.sum((cfs.at(':', 0) as Tensor).at(':', '0:2') as Tensor, -1).greater(1.999));
  expect(await isCorner(await found(1.999))).toBe(1);
  expect(await isCorner(await found(1))).toBe(0);
  expect(await isCorner(await found(1, { refine: false }))).toBe(1);
});
