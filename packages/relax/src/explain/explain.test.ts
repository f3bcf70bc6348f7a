import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, random, type Tensor, tensor } from '@org/core';
import { layers, Sequential } from '@org/models';
import { DataModule } from '../data/index.js';
import { benchmarkCfs } from '../evaluate/index.js';
import { CFModule, L2C, VanillaCF } from '../methods/index.js';
import { loadGolden } from '../testing/goldens.js';
import { setConfig } from '../utils/index.js';
import {
  Explanation,
  fakeExplanation,
  generateCfExplanations,
  type NamedClass,
  prepareCfModule,
  preparePredFn,
  prepareRngKeys,
} from './index.js';

const records = Array.from({ length: 80 }, (_, i) => ({
  age: 20 + ((i * 37) % 50),
  hours: 10 + ((i * 23) % 40),
  job: ['blue', 'green', 'white'][i % 3]!,
  sex: ['F', 'M'][i % 2]!,
  income: Number(((i * 37) % 50) + ((i * 23) % 40) > 42),
}));
const config = {
  dataName: 'mini',
  continousCols: ['age', 'hours'],
  discretCols: ['job', 'sex'],
  imutableCols: ['sex'],
};
/** More age and more hours: class 1. */
const predFn = (x: Tensor) => {
  const score = (x.at(':', ':1') as Tensor)
    .add(x.at(':', '1:2') as Tensor)
    .sub(0.95)
    .mul(12);
  return ops.concatenate([ops.sigmoid(score.neg()), ops.sigmoid(score)], -1);
};
const classes = (x: Tensor) => ops.argmax(predFn(x), -1);
const largest = (x: Tensor) => ops.max(ops.abs(x)).item() as Promise<number>;
const single = ({ cfs }: Explanation) => cfs.at(':', 0) as Tensor;
const validity = (exp: Explanation) =>
  ops.mean(ops.notEqual(classes(exp.xs), classes(single(exp))).cast('float32')).item() as Promise<number>;
const distance = (exp: Explanation) =>
  ops.mean(ops.sum(ops.abs(exp.xs.sub(single(exp))), -1)).item() as Promise<number>;
let dm: DataModule;

beforeAll(async () => {
  dm = await DataModule.fromConfig(config, records);
});
afterEach(() => setConfig({ compat: null }));

/** Moves both numbers across, and the category as well. */
class Jump extends CFModule {
  constructor() {
    super(null);
  }
  override generateCf(x: Tensor): Tensor {
    const row = ops.reshape(x, [1, -1]);
    const up = ops.expandDims(classes(row).cast('float32'), -1);
    const numbers = ops.tile(ops.subtract(1, up), [1, 2]);
    return ops.reshape(ops.concatenate([numbers, ops.oneHot([0], 3), row.at(':', '5:') as Tensor], -1), x.shape);
  }
}

describe('Explanation', () => {
  it('has counterfactuals of all rows, in three dimensions, by part', () => {
    const explanation = new Explanation(dm.xs, predFn, { dataModule: dm, cfName: 'mine', totalTime: 2 });
    expect(explanation.cfs.shape).toEqual([80, 1, 7]);
    expect([explanation.dataName, explanation.cfName, explanation.totalTime]).toEqual(['mini', 'mine', 2]);
    expect(explanation.featureIndices).toEqual([
      [0, 1],
      [1, 2],
      [2, 5],
      [5, 7],
    ]);
    const { xs, ys, cfs } = explanation.getItem('val');
    expect([xs.shape, ys.shape, cfs.shape]).toEqual([
      [20, 7],
      [20, 1],
      [20, 1, 7],
    ]);
    const [rows] = explanation.get('train');
    expect(rows.shape).toEqual([60, 7]);
    expect(() => explanation.get('all' as never)).toThrow(/one of train, valid, test/);
  });

  it('is made of rows and labels as well', async () => {
    const explanation = new Explanation(
      [
        [5, 6],
        [7, 8],
      ],
      null,
      {
        xs: [
          [1, 2],
          [3, 4],
        ],
        ys: [0, 1],
      },
    );
    expect(await explanation.xs.array()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(explanation.ys.shape).toEqual([2, 1]);
    expect(explanation.cfName).toBe('CFModule');
  });

  it('refuses too little, and what does not belong together', () => {
    expect(() => new Explanation([[1]], null)).toThrow(/needs to know/);
    expect(() => new Explanation([[1, 2]], null, { xs: [[1], [2]], ys: [0, 1] })).toThrow(/as many/);
  });

  it('is the same after saving and loading, and as a copy', async () => {
    const explanation = new Explanation(ops.stack([dm.xs, dm.xs.mul(0.5)], 1), predFn, {
      dataModule: dm,
      totalTime: 3.5,
    });
    const folder = await mkdtemp(join(tmpdir(), 'relax-explanation-'));
    await explanation.save(folder);
    const again = await Explanation.loadFromPath(folder);
    await rm(folder, { recursive: true });
    for (const other of [again, explanation.copy()]) {
      expect(await largest(other.cfs.sub(explanation.cfs))).toBe(0);
      expect(await largest(other.xs.sub(explanation.xs))).toBe(0);
      expect([other.totalTime, other.cfName, other.dataName]).toEqual([3.5, 'CFModule', 'mini']);
      expect(other.trainIndices).toEqual(explanation.trainIndices);
    }
  });

  it('is faked for trying things', async () => {
    const fake = fakeExplanation(2);
    expect(fake.cfs.shape).toEqual([1000, 2, 10]);
    const right = ops.equal(ops.argmax(fake.predFn!(fake.xs), -1), ops.reshape(fake.ys, [-1]).cast('int32'));
    expect(await ops.mean(right.cast('float32')).item()).toBeGreaterThan(0.85);
  });
});

describe('preparation', () => {
  it("splits the original's keys", async () => {
    const { prepare_rng_keys_none_4: expected } = loadGolden<{ prepare_rng_keys_none_4: number[][] }>('strategies');
    expect(await prepareRngKeys(null, 4).array()).toEqual(expected);
    const own = random.PRNGKey(7);
    expect(await prepareRngKeys(own, 3).array()).toEqual(await (random.split(own, 3) as Tensor).array());
  });

  it("prefers the method's predictor, then the one given, with its arguments, then trains one", async () => {
    const method = new VanillaCF();
    expect(await preparePredFn(method, dm, predFn)).toBe(predFn);
    const scaled = (x: Tensor, { factor }: { factor: number }) => x.mul(factor);
    const bound = (await preparePredFn(method, dm, scaled as never, { factor: 3 })) as (x: Tensor) => Tensor;
    expect(await largest(bound(dm.xs).sub(dm.xs.mul(3)))).toBe(0);
    const own = Object.assign(new VanillaCF(), { predFn: (x: Tensor) => x.mul(5) });
    const ofMethod = (await preparePredFn(own, dm, predFn)) as (x: Tensor) => Tensor;
    expect(await largest(ofMethod(dm.xs).sub(dm.xs.mul(5)))).toBe(0);
    const trained = (await preparePredFn(method, dm)) as (x: Tensor) => Tensor;
    expect(trained(dm.xs).shape).toEqual([80, 2]);
  });

  it('explains other rows than those of the data, which metrics compare them with', async () => {
    const others = dm.transform(records.slice(0, 3));
    const cfs = await new VanillaCF({ nSteps: 5 }).generateCfs(others, predFn);
    const explanation = new Explanation(cfs, predFn, { dataModule: dm, xs: others, ys: [0, 0, 1] });
    const [values] = await benchmarkCfs([explanation], ['ynn', 'plausibility', 'connectedness']);
    for (const name of ['ynn', 'plausibility', 'connectedness']) expect(Number(values![name])).toBeLessThanOrEqual(1);
    expect(() => explanation.get('train')).toThrow('no parts');
  });

  it('trains one for as many classes as labels have, and none for other labels', async () => {
    const labelled = (incomeOf: (i: number) => number) =>
      DataModule.fromConfig(
        config,
        records.map((row, i) => ({ ...row, income: incomeOf(i) })),
      );
    const trained = (await preparePredFn(new VanillaCF(), await labelled((i) => i % 3))) as (x: Tensor) => Tensor;
    expect(trained(dm.xs).shape).toEqual([80, 3]);
    await expect(preparePredFn(new VanillaCF(), await labelled((i) => i / 7))).rejects.toThrow('give the predictor');
  });

  it('trains methods that were not', async () => {
    const method = new L2C({ generatorLayers: [4], selectorLayers: [4] });
    expect(await prepareCfModule(method, dm, predFn, { epochs: 1, verbose: 0 })).toBe(method);
    expect([method.isTrained, method.dataModule === (dm as never)]).toEqual([true, true]);
  });
});

describe('generateCfExplanations', () => {
  it('explains all rows, with the time that it took', async () => {
    const explanation = await generateCfExplanations(new VanillaCF({ nSteps: 100 }), dm, predFn);
    expect(explanation.cfs.shape).toEqual([80, 1, 7]);
    expect(await validity(explanation)).toBeGreaterThan(0.95);
    expect(explanation.totalTime).toBeGreaterThan(0);
    expect(explanation.cfName).toBe('VanillaCF');
    const sex = single(explanation).at(':', '5:') as Tensor;
    expect(await largest(sex.sub(dm.xs.at(':', '5:') as Tensor))).toBe(0);
  });

  it('takes back what need not change, unless told not to', async () => {
    const [asFound, refined] = [
      await generateCfExplanations(new Jump(), dm, predFn, { refine: false }),
      await generateCfExplanations(new Jump(), dm, predFn),
    ];
    expect([await validity(asFound), await validity(refined)]).toEqual([1, 1]);
    const job = (exp: Explanation) => largest(single(exp).sub(exp.xs).at(':', '2:5') as Tensor);
    expect([await job(asFound), await job(refined)]).toEqual([1, 0]);
    expect(await distance(refined)).toBeLessThan(0.6 * (await distance(asFound)));
  });

  it('does the same by any strategy', async () => {
    setConfig({ compat: 'jax-relax' });
    const method = new VanillaCF({ nSteps: 5 });
    const together = await generateCfExplanations(method, dm, predFn);
    for (const strategy of ['iter', 'vmap', 'pmap']) {
      const explanation = await generateCfExplanations(method, dm, predFn, strategy);
      expect(await largest(explanation.cfs.sub(together.cfs))).toBeLessThan(1e-5);
    }
  });

  it('explains Keras models', async () => {
    const model = new Sequential([new layers.Dense(2, { activation: 'softmax' })]);
    model.build([null, 7]);
    const slopes = [-12, -12, 0, 0, 0, 0, 0];
    model.setWeights([tensor(slopes.map((slope) => [slope, -slope])), tensor([11.4, -11.4])]);
    const explanation = await generateCfExplanations(new VanillaCF({ nSteps: 20 }), dm, model as never);
    const before = ops.argmax(model(explanation.xs) as Tensor, -1);
    const after = ops.argmax(model(single(explanation)) as Tensor, -1);
    expect(await ops.mean(ops.notEqual(before, after).cast('float32')).item()).toBeGreaterThan(0.9);
  });

  it('goes to the class, or the range, that is asked for', async () => {
    const three = (x: Tensor) => {
      const score = x.at(':', ':1') as Tensor;
      return ops.softmax(
        ops.concatenate([score.mul(-20), score.sub(0.5).square().mul(-20).sub(4), score.sub(1).mul(20)], -1),
      );
    };
    const toClass = await generateCfExplanations(new VanillaCF(), dm, three, { desiredClass: 2 });
    const reached = ops.equal(ops.argmax(three(single(toClass)), -1), 2).cast('float32');
    expect(await ops.mean(reached).item()).toBeGreaterThan(0.95);

    const hours = (x: Tensor) => (x.at(':', '1:2') as Tensor).mul(100);
    const toRange = await generateCfExplanations(new VanillaCF(), dm, hours, { desiredRange: [70, 80] });
    const values = (await hours(single(toRange)).data()) as Float32Array;
    expect(values.filter((value) => value >= 70 && value <= 80).length / 80).toBeGreaterThan(0.95);
  });

  it('takes classes by the names that labels have', async () => {
    const named = await DataModule.fromConfig(
      config,
      records.map((row) => ({ ...row, income: ['<=50K', '>50K'][row.income]! })),
    );
    const reached = async (desiredClass: NamedClass, options = {}) => {
      const found = await generateCfExplanations(new VanillaCF(), named, predFn, { desiredClass, ...options });
      return { desired: found.desiredClass, classes: [...(await classes(single(found)).data())].map(Number) };
    };
    const share = (got: readonly number[], wanted: (row: number) => number) =>
      got.filter((each, row) => each === wanted(row)).length / got.length;
    for (const strategy of [null, 'vmap']) {
      for (const [name, number] of [
        ['<=50K', 0],
        ['>50K', 1],
      ] as const) {
        const { desired, classes: got } = await reached(name, { strategy });
        expect(desired).toBe(number);
        expect(share(got, () => number)).toBeGreaterThan(0.95);
      }
    }
    const alternating = records.map((_, row) => (row % 2 ? '<=50K' : 1));
    expect(share((await reached(alternating)).classes, (row) => 1 - (row % 2))).toBeGreaterThan(0.95);
    await expect(reached('50K')).rejects.toMatchObject({
      name: 'ValueError',
      message: expect.stringMatching(/Expected: <=50K, >50K.*Received: "50K"/s),
    });
    await expect(generateCfExplanations(new VanillaCF(), dm, predFn, { desiredClass: '1' })).rejects.toThrow(
      'a number, since labels are numbers',
    );
  });

  it('tells how far it is, and ends when it is told to', async () => {
    const seen: number[][] = [];
    const onProgress = (...progress: [number, number]) => seen.push(progress);
    await generateCfExplanations(new VanillaCF({ nSteps: 10 }), dm, predFn, { onProgress, batchSize: 32 });
    expect(seen.at(-1)).toEqual([80, 80]);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(generateCfExplanations(new VanillaCF(), dm, predFn, { signal })).rejects.toThrow('enough');
  });

  it('refuses keywords that it does not know', async () => {
    await expect(generateCfExplanations(new VanillaCF(), dm, predFn, { stratgy: 'iter' } as never)).rejects.toThrow(
      /unexpected keyword argument 'stratgy'/,
    );
  });
});

it('says of how many rows fewer answers are different than were asked for', async () => {
  // White collars alone are accepted, and nothing but the job may change.
  const ofJob = (x: Tensor) => {
    const isWhite = x.at(':', '4:5') as Tensor;
    return ops.softmax(ops.concatenate([ops.subtract(1, isWhite), isWhite], -1).mul(8));
  };
  const method = new VanillaCF({ nSteps: 20 });
  method.setDataModule(dm);
  method.setConstraints({ featuresToVary: ['job'] });
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const found = await generateCfExplanations(method, dm, ofJob, { k: 2, desiredClass: 1 });
  expect(await found.distinctCounts()).toEqual(records.map(() => 1));
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/^80 of 80 rows have fewer than 2 different/)]]);
  warn.mockRestore();
});
