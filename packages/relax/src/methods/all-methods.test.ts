/** What holds for every method, whatever it finds: constraints, several answers, cancellation, progress, and any predictor. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ops, random, type Tensor, tensor } from '@org/core';
import { utils } from '@org/models';
import { sampled, thorough } from '@org/testing';
import fc from 'fast-check';
import * as relax from '../index.js';

const { CFModule, DataModule } = relax;
const table = Array.from({ length: 96 }, (_, i) => ({
  age: 20 + ((i * 7) % 41),
  hours: 10 + ((i * 13) % 50),
  job: ['none', 'clerk', 'nurse'][(i * 5) % 3]!,
  sex: 'fm'[i % 2]!,
  loan: Number(20 + ((i * 7) % 41) > 40),
}));
const config = {
  dataName: 'loans',
  continuousCols: ['age', 'hours'],
  discreteCols: ['job', 'sex'],
  immutableCols: ['hours', 'sex'],
};
/** age, hours (immutable), job: clerk, none, nurse, sex (immutable): f, m */
const column = (xs: Tensor, i: number) => xs.at(':', i) as Tensor;
const score = (xs: Tensor) => column(xs, 0).sub(0.5).mul(6).add(column(xs, 2).mul(2)).sub(column(xs, 3));
const classifier = (xs: Tensor) => {
  const positive = ops.sigmoid(score(xs));
  return ops.stack([ops.subtract(1, positive), positive], -1) as Tensor;
};

/** One of a user's, which respects nothing. */
class Anywhere extends CFModule {
  override generateCf(x: Tensor, _predFn?: unknown, _yTarget?: unknown, rngKey?: unknown, _rest?: object) {
    return x.add((random.normal(rngKey as Tensor, x.shape) as Tensor).mul(3)) as Tensor;
  }
}

const make: Readonly<Record<string, () => relax.CFModule>> = {
  VanillaCF: () => new relax.VanillaCF({ nSteps: 30 }),
  DiverseCF: () => new relax.DiverseCF({ nCfs: 2, nSteps: 30, lr: 0.05 }),
  ProtoCF: () => new relax.ProtoCF({ nSteps: 30, lr: 0.1, encSizes: [6, 3], decSizes: [3, 6] }),
  GrowingSphere: () => new relax.GrowingSphere({ nSteps: 30, nSamples: 20 }),
  CLUE: () => new relax.CLUE({ maxSteps: 120, stepSize: 0.1, encSizes: [8, 4], decSizes: [4, 8] }),
  CCHVAE: () => new relax.CCHVAE({ maxSteps: 10, nSearchSamples: 10, vaeLayers: [8, 4] }),
  VAECF: () => new relax.VAECF({ mcSamples: 4, layers: [8, 3] }),
  CounterNet: () => new relax.CounterNet({ encSizes: [6], predSizes: [4], expSizes: [6] }),
  L2C: () => new relax.L2C({ generatorLayers: [8], selectorLayers: [8] }),
  'a class of a user': () => new Anywhere(null),
};

let dm: relax.DataModule;
const methods: Record<string, relax.CFModule> = {};
beforeAll(async () => {
  utils.disableInteractiveLogging();
  utils.setRandomSeed(1);
  dm = await DataModule.fromConfig(config, table);
  for (const [name, each] of Object.entries(make)) {
    methods[name] = await relax.prepareCfModule(each(), dm, classifier, { epochs: 1, batchSize: 32, verbose: 0 });
  }
}, 120_000);

const named = Object.keys(make);
const rowsOf = async (x: Tensor) => (await ops.reshape(x, [-1, x.shape.at(-1)!]).array()) as number[][];

/** That counterfactuals are as in data, and keep what may not change. */
async function expectValid(xs: Tensor, cfs: Tensor): Promise<void> {
  const [before, after] = [await rowsOf(ops.repeat(xs, cfs.shape[1]!, 0) as Tensor), await rowsOf(cfs)];
  after.forEach((cf, i) => {
    const x = before[i]!;
    expect([cf[1], cf[5], cf[6]]).toEqual([x[1], x[5], x[6]]);
    expect([...cf.slice(2, 5)].sort()).toEqual([0, 0, 1]);
    expect(cf[0]).toBeGreaterThanOrEqual(Math.min(0, x[0]!) - 1e-6);
    expect(cf[0]).toBeLessThanOrEqual(Math.max(1, x[0]!) + 1e-6);
  });
  // Ages and hours are whole in the data, and so they are in what is found.
  for (const { age, hours } of await dm.inverseTransform(ops.reshape(cfs, [-1, 7]) as Tensor)) {
    expect(Number.isInteger(age)).toBe(true);
    expect(Number.isInteger(hours)).toBe(true);
  }
}

/** Rows of people, some of them older or busier than anybody in the data. */
const person = fc.record({
  age: fc.integer({ min: 10, max: 90 }),
  hours: fc.integer({ min: 0, max: 100 }),
  job: fc.constantFrom('none', 'clerk', 'nurse'),
  sex: fc.constantFrom('f', 'm'),
});

describe.each(named)('%s', (name) => {
  it('respects the data, also for people beyond it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 6, maxLength: 6 }), fc.boolean(), async (people, refine) => {
        const xs = dm.transform(people);
        await expectValid(xs, await methods[name]!.generateCfs(xs, { predFn: classifier, refine }));
      }),
      { numRuns: thorough(3, 1), seed: 5 },
    );
  });

  it('gives k answers, tells how far it is, and ends when it is told to', async () => {
    const xs = dm.xs.at('0:12') as Tensor;
    const told: [number, number][] = [];
    const onProgress = (done: number, total: number) => void told.push([done, total]);
    const cfs = await methods[name]!.generateCfs(xs, { predFn: classifier, k: 3, onProgress, batchSize: 48 });
    expect(cfs.shape).toEqual([12, 3, 7]);
    await expectValid(xs, cfs);
    expect(told.at(-1)).toEqual([12, 12]);
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b));

    await expect(
      methods[name]!.generateCfs(xs, { predFn: classifier, signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
    const controller = new AbortController();
    const stopped = methods[name]!.generateCfs(xs, {
      predFn: classifier,
      batchSize: 4,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
  });
});

describe('several classes, and numbers', () => {
  const three = (xs: Tensor) =>
    ops.softmax(ops.stack([score(xs).neg(), score(xs), column(xs, 4).mul(8).sub(4)], -1)) as Tensor;
  const amount = (xs: Tensor) => ops.expandDims(score(xs).mul(100), -1) as Tensor;
  const reaches = async (method: relax.CFModule, predFn: (xs: Tensor) => Tensor, outcome: object) => {
    const explanation = await relax.generateCfExplanations(method, dm, predFn, outcome);
    await expectValid(dm.xs, explanation.cfs);
    return new relax.Validity()(explanation);
  };
  const own = (name: string) =>
    relax.prepareCfModule(make[name]!(), dm, three, { epochs: 20, batchSize: 32, verbose: 0 });

  const several = named.filter((name) => !['CounterNet', 'a class of a user'].includes(name));
  it.each(sampled(several, 3))('%s aims at the third of three classes', async (name) => {
    expect(await reaches(await own(name), three, { desiredClass: 2 })).toBeGreaterThan(0.5);
  });

  it.each(sampled(['VanillaCF', 'DiverseCF', 'ProtoCF', 'GrowingSphere', 'CLUE', 'CCHVAE'], 3))(
    '%s aims at a range',
    async (name) => {
      expect(await reaches(await own(name), amount, { desiredRange: [50, 250] })).toBeGreaterThan(0.5);
    },
  );
});

describe('a service that predicts', () => {
  let server: Server;
  let address: string;
  const batches: number[] = [];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      const { rows } = JSON.parse(body) as { rows: number[][] };
      batches.push(rows.length);
      response.end(JSON.stringify(await classifier(tensor(rows)).array()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  const ask = async (xs: Tensor): Promise<number[][]> => {
    const response = await fetch(address, { method: 'POST', body: JSON.stringify({ rows: await xs.array() }) });
    return response.json() as Promise<number[][]>;
  };

  it('is asked for batches, and what it predicts is reached', async () => {
    const xs = dm.xs.at('0:10') as Tensor;
    const cfs = await methods.GrowingSphere!.generateCfs(xs, { predFn: ask, batchSize: 64 });
    expect(Math.max(...batches)).toBe(64);
    await expectValid(xs, cfs);
    expect(await relax.computeValidity(xs, cfs, classifier).item()).toBe(1);
    const several = await methods.GrowingSphere!.generateCfs(xs, { predFn: ask, k: 3 });
    expect(several.shape).toEqual([10, 3, 7]);
    await expectValid(xs, several);
  });

  it('may be told to end, and what it throws is thrown', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(methods.GrowingSphere!.generateCfs(dm.xs, { predFn: ask, signal })).rejects.toThrow('enough');
    const fails = async () => Promise.reject(new Error('503'));
    await expect(methods.GrowingSphere!.generateCfs(dm.xs, { predFn: fails })).rejects.toThrow('503');
    await expect(methods.VanillaCF!.generateCfs(dm.xs, { predFn: ask })).rejects.toThrow(
      'GrowingSphere explains predictors',
    );
  });

  it.each([
    ['an object', { error: 'busy' }, 'an object of error'],
    ['texts', [['yes', 'no']], 'an array of 1'],
    ['rows of several lengths', [[0.5], [0.5, 0.5]], 'an array of 2'],
    ['a number', 1, 'a tensor of shape'],
    ['nothing', undefined, 'undefined'],
  ])('may not answer by %s', async (_, answer, received) => {
    const predFn = async () => answer as never;
    await expect(methods.GrowingSphere!.generateCfs(dm.xs, { predFn })).rejects.toMatchObject({
      name: 'ValueError',
      message: expect.stringMatching(RegExp(`^The predictor returns no predictions.*Received: ${received}`, 's')),
    });
  });
});

describe('models of other columns', () => {
  const outputs: Tensor[] = [];
  /** A model of `job` as none 0, clerk 1, nurse 2, and of age in years. */
  const labelEncoded = (inputs: Tensor) => {
    outputs.push(inputs);
    const positive = ops.sigmoid(column(inputs, 1).sub(40).mul(0.2).add(column(inputs, 0).sub(1).mul(2)));
    return ops.stack([ops.subtract(1, positive), positive], -1) as Tensor;
  };
  const columns = { order: ['job', 'age'], numbers: 'raw', codes: { job: ['none', 'clerk', 'nurse'] } } as const;

  it('get what they take, and derivatives lead through it', async () => {
    const predFn = relax.adaptPredictor(labelEncoded, dm, columns);
    await predFn(dm.xs).read();
    const taken = (await outputs.at(-1)!.array()) as number[][];
    const codes: Record<string, number> = { none: 0, clerk: 1, nurse: 2 };
    taken.forEach(([job, age], i) => {
      expect(job).toBe(codes[table[i]!.job]);
      expect(age).toBeCloseTo(table[i]!.age, 4);
    });
    for (const name of sampled(['VanillaCF', 'DiverseCF', 'GrowingSphere'], 2)) {
      const explanation = await relax.generateCfExplanations(methods[name]!, dm, predFn);
      await expectValid(dm.xs, explanation.cfs);
      expect(await new relax.Validity()(explanation)).toBeGreaterThan(0.9);
    }
  });

  it('are refused where something is not known', () => {
    const adapted = (given: object) => () => relax.adaptPredictor(labelEncoded, dm, given);
    expect(adapted({ order: ['jop'] })).toThrow(/did you mean 'job'/);
    expect(adapted({ number: 'raw' })).toThrow(/did you mean 'numbers'/);
    expect(adapted({ codes: { job: ['none', 'clerk'] } })).toThrow(/category 'nurse' of 'job' has no number/);
    expect(adapted({ numbers: 'Raw' })).toThrow(/numbers of adaptPredictor\(\) knows no 'Raw'/);
    expect(adapted({ categories: 'code' })).toThrow(/did you mean 'codes'/);
    expect(adapted({ order: ['job', 'job'] })).toThrow(/'job' twice/);
    for (const [model, data] of [[], [labelEncoded], [labelEncoded, table], [3, dm]])
      expect(() => relax.adaptPredictor(model as never, data as never)).toThrow(
        expect.objectContaining({ name: 'TypeError' }),
      );
    expect(adapted({ codes: { job: { none: 5, clerk: -1, nurse: 2 } } })).not.toThrow();
  });
});
