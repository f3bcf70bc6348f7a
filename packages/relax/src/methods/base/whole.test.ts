import { ops, type Tensor } from '@org/core';
import { utils } from '@org/models';
import { DataModule, Feature } from '../../data/index.js';
import { setConfig } from '../../utils/index.js';
import { VanillaCF } from '../vanilla/index.js';
import type { CFModule } from './cf-module.js';
import { wholeNumbersOf } from './whole.js';

const table = Array.from({ length: 60 }, (_, i) => ({
  age: 20 + ((i * 7) % 41),
  income: Math.sin(i),
  rooms: -3 + (i % 5),
  loan: i % 2,
}));
const config = { continuousCols: ['age', 'income', 'rooms'] };
let dm: DataModule;
beforeEach(async () => {
  utils.setRandomSeed(1);
  dm = await DataModule.fromConfig(config, table);
});
afterEach(() => setConfig({ compat: null }));

/** The second class from some age on. */
const olderThan = (age: number) => (xs: Tensor) => {
  const p = ops.sigmoid((xs.at(':', '0:1') as Tensor).sub((age - 20) / 40).mul(60));
  return ops.concatenate([ops.subtract(1, p), p], -1);
};
const vanilla = (constraints: Parameters<CFModule['setConstraints']>[0] = null) => {
  const method = new VanillaCF({ nSteps: 60, lr: 0.05 });
  method.setDataModule(dm);
  method.setConstraints(constraints);
  return method;
};
/** Ages of young people, and what became of them. */
async function ages(method: CFModule, predFn: (xs: Tensor) => Tensor, options: object = {}) {
  const young = dm.transform(table.filter(({ age }) => age < 40));
  const cfs = (await method.generateCfs(young, { predFn, ...options })).at(':', 0) as Tensor;
  const [before, after] = [await dm.inverseTransform(young), await dm.inverseTransform(cfs)];
  return { before: before.map(({ age }) => age as number), after: after.map(({ age }) => age as number), cfs };
}

test('columns whose data are whole are of whole numbers, unless it is said otherwise; categories never are', () => {
  const isInteger = (data: unknown[], transformation: string, said?: boolean) =>
    new Feature('x', data as number[], transformation as never, said === undefined ? {} : { isInteger: said })
      .isInteger;
  expect(isInteger([1, 2, 5], 'minmax')).toBe(true);
  expect(isInteger([1, 2, 5.5], 'minmax')).toBe(false);
  expect(isInteger([1, 2, 5], 'minmax', false)).toBe(false);
  expect(isInteger([1, 2, 5], 'identity')).toBe(true);
  expect(isInteger(['1', '2'], 'minmax')).toBe(true);
  expect(isInteger([1, 2, 5], 'ohe')).toBe(false);
  expect(isInteger([1, 2, 5], 'ordinal')).toBe(false);
  expect(dm.features.take([0, 1]).features.map((each) => each.isInteger)).toEqual([true, false, true]);
});

test('points become whole in the units of the data, but for numbers that stay as they are', async () => {
  const whole = wholeNumbersOf(dm.features)!;
  expect(whole.steps).toEqual([40, 0, 4]);
  const [x, cf] = [dm.transform([{ age: 30.5, income: 0, rooms: -1 }]), [[(24.38 - 20) / 40, 0.123, 0.6]]];
  const [rounded] = await dm.inverseTransform(whole.round(x, ops.convertToTensor(cf)));
  expect(rounded).toMatchObject({ age: 24, rooms: -1 });
  expect(((await whole.round(x, ops.convertToTensor(cf)).array()) as number[][])[0]![1]).toBeCloseTo(0.123);
  expect(await whole.round(x, x).array()).toEqual(await x.array());
  const only = await DataModule.fromConfig(
    { continuousCols: ['income'] },
    table.map(({ income, loan }) => ({ income, loan })),
  );
  expect(wholeNumbersOf(only.features)).toBeNull();
});

test.each([true, false])('found ages are whole, and reach what is wanted as they are; refined: %s', async (refine) => {
  const predFn = olderThan(44.3);
  const { after, cfs } = await ages(vanilla(), predFn, { refine });
  for (const age of after) expect(Number.isInteger(age)).toBe(true);
  const classes = Array.from((await ops.argmax(predFn(cfs), -1).data()) as Int32Array, Number);
  expect(classes).toEqual(after.map((age) => Number(age >= 45)));
  for (const age of after) expect(age).toBeGreaterThanOrEqual(refine ? 45 : 20);
});

test('what only fractions reach is not said to be reached', async () => {
  // Between 44.2 and 44.8 alone.
  const between = (xs: Tensor) => {
    const far = ops.abs((xs.at(':', '0:1') as Tensor).sub(24.5 / 40)).mul(40);
    const p = ops.sigmoid(ops.subtract(0.3, far).mul(20));
    return ops.concatenate([ops.subtract(1, p), p], -1);
  };
  const { after, cfs } = await ages(vanilla(), between);
  for (const age of after) expect(Number.isInteger(age)).toBe(true);
  expect(Math.max(...((await ops.argmax(between(cfs), -1).data()) as Int32Array))).toBe(0);
});

test("the original's way, and features that say so, have fractions", async () => {
  dm.features.get('age').isInteger = false;
  expect((await ages(vanilla(), olderThan(44.3))).after.some((age) => !Number.isInteger(age))).toBe(true);
  dm = await DataModule.fromConfig(config, table);
  setConfig({ compat: 'jax-relax' });
  const cfs = await vanilla().generateCfs(dm.xs, { predFn: olderThan(44.3) });
  const years = Array.from((await (cfs.at(':', 0, 0) as Tensor).data()) as Float32Array, (value) => 20 + 40 * value);
  expect(years.some((age) => Math.abs(age - Math.round(age)) > 0.01)).toBe(true);
});

test('ranges, tolerances and causes hold for whole numbers', async () => {
  const range = { features: { age: { range: [20.5, 46.5] as [number, number] } } };
  const inRange = await ages(vanilla(range), olderThan(42.3));
  for (const age of inRange.after) expect([Number.isInteger(age), age >= 21, age <= 46]).toEqual([true, true, true]);

  const none = vanilla({ features: { age: { range: [30.2, 30.8] } } });
  await expect(ages(none, olderThan(42.3))).rejects.toThrow(/The constraints of 'age' are impossible/);

  const tolerant = await ages(vanilla({ features: { age: { tolerance: 7 } } }), olderThan(42.3));
  tolerant.after.forEach((age, i) => {
    expect(Number.isInteger(age)).toBe(true);
    if (age !== tolerant.before[i]) expect(Math.abs(age - tolerant.before[i]!)).toBeGreaterThan(7);
  });

  const caused = vanilla({ causal: [{ cause: 'rooms', effect: 'age', atLeast: 2.5 }] });
  const roomy = (xs: Tensor) => {
    const p = ops.sigmoid((xs.at(':', '2:3') as Tensor).sub(0.9).mul(20));
    return ops.concatenate([ops.subtract(1, p), p], -1);
  };
  const { before, after } = await ages(caused, roomy);
  after.forEach((age, i) => {
    expect(Number.isInteger(age)).toBe(true);
    if (age !== before[i]) expect(age).toBeGreaterThanOrEqual(before[i]! + 3);
  });
  expect(after.some((age, i) => age !== before[i])).toBe(true);
});

test.each([
  ['just what float32 has', 2 ** 24, 0],
  ['more than float32 has', 60_000_000, -7],
  ['large ones of a small range', 100, 1_000_000_000],
])('whole numbers stay whole: %s', async (_, range, low) => {
  const wide = table.map((row, i) => ({ ...row, income: low + Math.round((range * i) / 59) }));
  dm = await DataModule.fromConfig(config, wide);
  const target = (xs: Tensor) => {
    const p = ops.sigmoid((xs.at(':', '1:2') as Tensor).sub(0.1234567).mul(200));
    return ops.concatenate([ops.subtract(1, p), p], -1);
  };
  const cfs = await vanilla().generateCfs(dm.xs, { predFn: target });
  const found = (await dm.inverseTransform(cfs.at(':', 0) as Tensor)).map(({ income }) => income as number);
  expect(found.filter((income) => !Number.isInteger(income))).toEqual([]);
  expect(found.filter((income, i) => income !== wide[i]!.income).length).toBeGreaterThan(3);
  // What is whole in the table is what was predicted, but for the last bit of float32.
  const again = dm.transform(found.map((income, i) => ({ ...wide[i]!, income }))).at(':', 1) as Tensor;
  const apart = ops.max(ops.abs(again.sub(cfs.at(':', 0, 1) as Tensor)));
  expect(Number(await apart.item())).toBeLessThan(2 ** -23);
});
