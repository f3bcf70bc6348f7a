/** What the original computed for tables: goldens/features.json.gz. */
import { random, type Tensor, type TensorLike, tensor, tree } from '@org/core';
import { expectClose } from '@org/testing';
import { loadGolden } from '../testing/goldens.js';
import { setConfig } from '../utils/config.js';
import type { Feature } from './features/index.js';
import { DataModule, DataModuleConfig } from './module/index.js';
import { MinMaxScaler, OneHotEncoder, OrdinalPreprocessor } from './preprocessing/index.js';
import { FEATURE_TRANSFORMATIONS, type TransformationName } from './transforms/index.js';

interface TransformGolden {
  readonly data: number[][];
  readonly fit_transform: number[][];
  readonly inverse_transform: unknown[][];
  readonly is_categorical: boolean;
  readonly name: string;
  readonly to_dict: { transformer?: Record<string, unknown[]>; tau?: number };
  readonly cfs_in: number[][];
  readonly reg_loss: number;
  readonly soft: number[][];
  readonly hard: number[][];
  readonly soft_key0?: number[][];
}

interface FeaturesGolden {
  readonly data: Record<string, (number | string)[]>;
  readonly config: Record<string, unknown>;
  readonly xs: number[][];
  readonly ys: number[][];
  readonly train_indices: number[];
  readonly test_indices: number[];
  readonly feature_indices: number[][];
  readonly feature_name_indices: Record<string, number[]>;
  readonly is_categorical: boolean[];
  readonly is_immutable: boolean[];
  readonly transformations: Record<string, unknown>[];
  readonly cfs_in: number[][];
  readonly apply_constraints_soft: number[][];
  readonly apply_constraints_hard: number[][];
  readonly reg_loss_soft: number;
  readonly reg_loss_hard_arg: number;
  readonly reg_loss_on_xs: number;
  readonly inverse_transform: Record<string, unknown[][]>;
  readonly sample_5: { key: number[]; out: [number[][], number[][]] };
  readonly sample_frac_0_2_defaultkey: [number[][], number[][]];
  readonly sample_test_4: [number[][], number[][]];
  readonly shuffle: Record<string, { train: number[]; test: number[] }>;
  readonly transforms: Record<TransformationName, TransformGolden>;
  readonly ohe_int: { fit: number[]; categories: number[]; transform_of: number[]; out: number[][] };
  readonly unseen_category: { fit: string[]; query: string[]; searchsorted_codes: number[][] };
  readonly minmax_constant: { data: number[]; out: string[][] };
  readonly from_numpy: {
    xs_in: number[][];
    ys_in: number[];
    xs: number[][];
    ys: number[][];
    names: string[];
    config: Record<string, unknown>;
  };
}

const golden = loadGolden<FeaturesGolden>('features');
const columns = (values: readonly unknown[]) => values.map((value) => [value]) as never;
const flat = (values: unknown): number[] => tree.flatten<number>(values as never);
const close = async (actual: Tensor, expected: unknown) =>
  expectClose(await actual.data(), flat(expected), { rtol: 1e-6 });
const dm = () => DataModule.fromConfig(golden.config, golden.data);

/** Under the original's faults. */
async function compat(body: () => unknown): Promise<void> {
  setConfig({ compat: 'jax-relax' });
  try {
    await body();
  } finally {
    setConfig({ compat: null });
  }
}

test('a table becomes numbers', async () => {
  const { features, xs, ys, config, trainIndices, testIndices } = await dm();
  await close(xs, golden.xs);
  expect([xs.dtype, xs.shape, ys.dtype]).toEqual(['float32', [40, 7], 'int32']);
  expect(await ys.array()).toEqual(golden.ys);
  expect([trainIndices, testIndices]).toEqual([golden.train_indices, golden.test_indices]);
  expect(config.trainIndices).toBe(trainIndices);
  expect(features.featureIndices).toEqual(golden.feature_indices);
  expect(features.featureNameIndices).toEqual(golden.feature_name_indices);
  const of = <T>(what: (feature: Feature) => T) => features.features.map(what);
  expect(of(({ isCategorical }) => isCategorical)).toEqual(golden.is_categorical);
  expect(of(({ isImmutable }) => isImmutable)).toEqual(golden.is_immutable);
  expect(of(({ transformation }) => transformation.toDict())).toEqual(golden.transformations);
});

test('its parts are the rows of the indices', async () => {
  const own = await dm();
  const [xs, ys] = own.get('train');
  await close(
    xs,
    golden.train_indices.map((row) => golden.xs[row]),
  );
  expect(await ys.array()).toEqual(golden.train_indices.map((row) => golden.ys[row]));
  expect(await own.get('valid')[0].array()).toEqual(await own.getItem('test')[0].array());
  expect(() => own.get('all' as never)).toThrow(/one of train, valid, test/);
});

test('counterfactuals become valid', async () => {
  const own = await dm();
  const cfs = tensor(golden.cfs_in);
  await close(own.applyConstraints(own.xs, cfs), golden.apply_constraints_soft);
  await close(own.applyConstraints(own.xs, cfs, { hard: true }), golden.apply_constraints_hard);
  await close(own.applyConstraints(own.xs, cfs, true), golden.apply_constraints_hard);
  await close(own.computeRegLoss(own.xs, cfs), [golden.reg_loss_soft]);
  await close(own.computeRegLoss(own.xs, cfs, true), [golden.reg_loss_hard_arg]);
  await close(own.computeRegLoss(own.xs, own.xs), [golden.reg_loss_on_xs]);
});

test('numbers become the table again', async () => {
  const own = await dm();
  const expectTable = async (table: Record<string, Tensor>) => {
    expect(Object.keys(table)).toEqual(Object.keys(golden.inverse_transform));
    for (const [name, column] of Object.entries(table)) {
      const expected = golden.inverse_transform[name]!;
      if (typeof expected[0]![0] === 'string') expect(await column.array()).toEqual(expected);
      else expectClose(await column.data(), flat(expected), { rtol: 1e-12, label: name });
    }
  };
  await expectTable(own.features.inverseTransform(tensor(golden.xs)));
  await expectTable(await own.inverseTransform(tensor(golden.xs), 'dict'));
  await compat(async () => expectTable((await own.inverseTransform(tensor(golden.xs))) as never));
  const [row] = await own.inverseTransform(golden.xs);
  expect(row).toEqual({ age: expect.closeTo(76, 5), hours: expect.closeTo(21.58, 5), job: 'green', sex: 'M' });
  expect(await own.transform(own.data).array()).toEqual(await own.xs.array());
});

test('rows are drawn', async () => {
  const own = await dm();
  const expectBatch = async ([xs, ys]: [Tensor, Tensor], [x, y]: readonly [number[][], number[][]]) => {
    await close(xs, x);
    expect(await ys.array()).toEqual(y);
  };
  const { key, out } = golden.sample_5;
  await expectBatch(own.sample(5, { key: tensor(Uint32Array.from(key)) }), out);
  await expectBatch(own.sample(0.2), golden.sample_frac_0_2_defaultkey);
  await expectBatch(own.sample(4, 'test', tensor(Uint32Array.from(key))), golden.sample_test_4);
});

test.each(Object.entries(golden.shuffle))('rows are split: %s', (name, { train, test: others }) => {
  const [, count, testSize, seed] = /N=(\d+),test_size=([\d.]+),seed=(\w+)/.exec(name)!;
  const config = new DataModuleConfig().shuffle(
    new Array(Number(count)),
    Number(testSize),
    seed === 'None' ? null : Number(seed),
  );
  expect(config.trainIndices).toEqual(train);
  expect(config.testIndices).toEqual(others);
});

test.each(Object.entries(golden.transforms))('transformation %s', async (name, expected) => {
  const made = new FEATURE_TRANSFORMATIONS[name as TransformationName]();
  const numbers = made.fitTransform(expected.data);
  await close(numbers, expected.fit_transform);
  expect([made.name, made.isCategorical]).toEqual([expected.name, expected.is_categorical]);
  const back = await made.inverseTransform(numbers).array();
  if (made.isCategorical) expect(back).toEqual(expected.inverse_transform);
  else expectClose(flat(back), flat(expected.inverse_transform), { rtol: 1e-6 });
  expect(made.toDict().tau).toBe(expected.to_dict.tau);
  for (const [key, values] of Object.entries(expected.to_dict.transformer ?? {})) {
    const own = made.toDict().transformer![key]!;
    if (made.isCategorical) expect(own).toEqual(values);
    else expectClose(own as number[], values as number[], { rtol: 1e-7 });
  }
  const cfs: TensorLike = expected.cfs_in;
  await close(made.computeRegLoss(numbers, cfs), [expected.reg_loss]);
  await compat(async () => {
    await close(made.applyConstraints(numbers, cfs), expected.soft);
    await close(made.applyConstraints(numbers, cfs, { hard: true }), expected.hard);
  });
  if (expected.soft_key0) {
    await close(made.applyConstraints(numbers, cfs, { rngKey: random.PRNGKey(0) }), expected.soft_key0);
  }
});

test('whole numbers are categories as well', async () => {
  const { fit, categories, transform_of, out } = golden.ohe_int;
  const encoder = new OneHotEncoder().fit(fit);
  expect(encoder.categories_).toEqual(categories);
  expect(await encoder.transform(transform_of).array()).toEqual(out);
});

test('unseen categories are refused; the original gives them the code of another', async () => {
  const { fit, query, searchsorted_codes } = golden.unseen_category;
  const encoder = new OrdinalPreprocessor().fit(columns(fit));
  expect(() => encoder.transform(columns(query))).toThrow(
    /unknown category in row 0[\s\S]*"a", "c", "e"[\s\S]*Received: "b"/,
  );
  await compat(async () => expect(await encoder.transform(columns(query)).array()).toEqual(searchsorted_codes));
});

test('constant columns are refused; the original divides by zero', async () => {
  const { data, out } = golden.minmax_constant;
  expect(() => new MinMaxScaler().fit(data)).toThrow(/Column 'minmax' is constant[\s\S]*2 in all rows/);
  await compat(async () => {
    const scaler = new MinMaxScaler().fit(data);
    expect(await scaler.transform([2, 3]).array()).toEqual(
      out.map(([value]) => [value === 'nan' ? Number.NaN : Number.POSITIVE_INFINITY]),
    );
  });
});

test('arrays become a data module', async () => {
  const { xs_in, ys_in, xs, ys, names, config } = golden.from_numpy;
  const own = DataModule.fromNumpy(tensor(xs_in), ys_in, { name: 'np' });
  await close(own.xs, xs);
  expect(await own.ys.array()).toEqual(ys);
  expect(own.features.features.map(({ name }) => name)).toEqual(names);
  expect(own.config.dict()).toEqual(config);
  expect(own.name).toBe('np');
});
