import { ops, type Tensor, tensor } from '@org/core';
import fc from 'fast-check';
import { DataModule } from '../data/index.js';
import { CFModule, DiverseCF, GrowingSphere, VanillaCF } from '../methods/index.js';
import { Constraints, type ConstraintsInput } from './constraints.js';

const columns = {
  age: [20, 30, 40, 50, 60, 25],
  hours: [10, 20, 30, 40, 50, 15],
  education: ['school', 'degree', 'doctor', 'school', 'degree', 'doctor'],
  job: ['a', 'b', 'c', 'a', 'b', 'c'],
  sex: ['f', 'm', 'f', 'm', 'f', 'm'],
  label: [0, 1, 0, 1, 0, 1],
};
const config = {
  dataName: 'people',
  continousCols: ['age', 'hours'],
  discretCols: ['education', 'job', 'sex'],
  imutableCols: ['sex'],
};
// education: degree, doctor, school; job: a, b, c; sex: f, m
const order = ['school', 'degree', 'doctor'];

/** Chooses points that a test gives it. */
class Given extends CFModule<null> {
  constructor(readonly points: Tensor) {
    super(null);
  }
  override search() {
    return { steps: 0, start: () => null, finish: () => this.points };
  }
}

const anything = (xs: Tensor) => ops.tile(ops.convertToTensor([[0.5, 0.5]]), [xs.shape[0]!, 1]);
let data: DataModule;
beforeAll(async () => {
  data = await DataModule.fromConfig(config, columns);
});

interface Person {
  age: number;
  hours: number;
  education: string;
  job: string;
  sex: string;
}
const people = (await_: Tensor): Promise<Person[]> => data.inverseTransform(await_) as unknown as Promise<Person[]>;

/** What becomes of points under constraints. */
async function constrained(input: ConstraintsInput, xs: Tensor, points: Tensor): Promise<Person[]> {
  const method = new Given(points);
  method.setDataModule(data);
  method.setConstraints(input);
  const cfs = await method.generateCfs(xs, anything, { refine: false, batchSize: xs.shape[0]! });
  return people(cfs.at(':', 0) as Tensor);
}

const firstRow = () => data.xs.at('0:1') as Tensor;
const point = (age: number, hours: number, education: number[], job: number[]) =>
  tensor([[age, hours, ...education, ...job, 0, 1]]);

it('bounds, directions, allowed categories and orders hold', async () => {
  // A person of 20 with 10 hours, school and job a.
  const far = point(0, 1, [0, 1, 0], [0, 0, 1]);
  const [older] = await constrained(
    { features: { age: { range: [30, 50] }, hours: { range: [0, 20] } } },
    firstRow(),
    far,
  );
  expect([older!.age, older!.hours, older!.sex]).toEqual([30, 20, 'f']);
  const [up] = await constrained(
    { features: { age: { direction: 'increase' }, hours: { direction: 'decrease' } } },
    firstRow(),
    far,
  );
  expect([up!.age, up!.hours]).toEqual([20, 10]);
  const [job] = await constrained(
    { features: { job: { allowed: ['a', 'b'] } } },
    firstRow(),
    point(0, 0, [0, 0, 1], [0, 0.4, 1]),
  );
  expect(job!.job).toBe('b');
  const [same] = await constrained({ features: { education: { order, direction: 'decrease' } } }, firstRow(), far);
  expect(same!.education).toBe('school');
  const [kept] = await constrained(
    { features: { age: { immutable: true, tolerance: 0 }, hours: { tolerance: 5 } } },
    firstRow(),
    point(1, 0.1, [0, 0, 1], [1, 0, 0]),
  );
  expect([kept!.age, kept!.hours]).toEqual([20, 10]);
});

it('only the features that may vary do', async () => {
  const other = point(1, 1, [0, 1, 0], [0, 1, 0]);
  const [person] = await constrained({ featuresToVary: ['hours', 'job'] }, firstRow(), other);
  expect(person).toEqual({ age: 20, hours: 50, education: 'school', job: 'b', sex: 'f' });
});

it('a cause takes its effect with it, or stays', async () => {
  const causal = [{ cause: 'education', effect: 'age', atLeast: 4 }];
  const features = { education: { order } };
  const doctor = point(0, 0, [0, 1, 0], [1, 0, 0]);
  const [grown] = await constrained({ features, causal }, firstRow(), doctor);
  expect([grown!.education, Math.round(grown!.age)]).toEqual(['doctor', 24]);
  const [stayed] = await constrained(
    { features: { ...features, age: { range: [20, 22] } }, causal },
    firstRow(),
    doctor,
  );
  expect([stayed!.education, Math.round(stayed!.age)]).toEqual(['school', 20]);
});

it.each<[ConstraintsInput, RegExp]>([
  [{ features: { agee: {} } }, /the data knows no 'agee'[\s\S]*did you mean 'age'/],
  [{ featuresToVary: ['agee'] }, /the data knows no 'agee'[\s\S]*did you mean 'age'/],
  [
    { featuresToVary: ['hours', 'age'], features: { age: { immutable: true } } },
    /'age' is to vary[\s\S]*some of hours/,
  ],
  [{ features: { age: { allowed: ['a'] } } }, /'allowed' of 'age'/],
  [{ features: { job: { range: [0, 1] } } }, /'range' of 'job'/],
  [{ features: { job: { allowed: ['z'] } } }, /category 'z'/],
  [{ features: { job: { direction: 'increase' } } }, /'direction' of 'job'/],
  [{ features: { job: { order: ['a', 'b'], direction: 'increase' } } }, /'order' of 'job'/],
  [{ causal: [{ cause: 'age', effect: 'job' }] }, /effect 'job'/],
])('%j is refused', (input, message) => {
  const method = new Given(firstRow());
  method.setDataModule(data);
  expect(() => method.setConstraints(input)).toThrow(message);
});

it('unknown keys, and ranges that are none, are refused', () => {
  expect(() => new Constraints({ features: { age: { rang: [0, 1] } as never } })).toThrow(
    /features.age knows no 'rang'[\s\S]*did you mean 'range'/,
  );
  expect(() => new Constraints({ maxChange: 2 } as never)).toThrow(/Constraints/);
  expect(() => new Constraints({ features: { age: { range: [3, 1] } } })).toThrow(/range of 'age'/);
});

it('what is impossible is said, with the row and its value', async () => {
  const method = new Given(firstRow());
  method.setDataModule(data);
  method.setConstraints({ features: { age: { direction: 'increase', range: [18, 45] } } });
  await expect(method.generateCfs(data.xs, anything)).rejects.toThrow(/'age' are impossible for row 3.*age is 50/s);
  const older = data.transform([{ age: 48, hours: 10, education: 'school', job: 'a', sex: 'f' }]);
  await expect(method.generateCfs(older, anything)).rejects.toThrow(/age is 48$/m);
  method.setConstraints({ features: { sex: { allowed: ['m'], immutable: true } } });
  await expect(method.generateCfs(data.xs, anything)).resolves.toBeDefined();
  method.setConstraints({ features: { job: { order: ['a', 'b', 'c'], direction: 'increase', allowed: ['a'] } } });
  await expect(method.generateCfs(data.xs, anything)).rejects.toThrow(/'job' are impossible for row 1/);
});

/** Wants hours, education and a job; the same for all tests of methods. */
const predFn = (xs: Tensor): Tensor => {
  const score = xs.matmul(tensor([[2], [4], [-1], [2], [-2], [-1], [0], [2], [0], [0]])).sub(2.5);
  return ops.softmax(ops.concatenate([score.neg(), score], -1), -1) as Tensor;
};

const methods = {
  VanillaCF: () => new VanillaCF({ nSteps: 30 }),
  DiverseCF: () => new DiverseCF({ nSteps: 50, nCfs: 3, lr: 0.05 }),
  GrowingSphere: () => new GrowingSphere({ nSteps: 20, nSamples: 20 }),
};

describe.each(Object.entries(methods))('%s', (_name, make) => {
  const limits: ConstraintsInput = {
    features: {
      age: { direction: 'increase' },
      hours: { range: [5, 45], tolerance: 1 },
      education: { order, direction: 'increase' },
    },
    maxChanges: 2,
  };

  it('respects all constraints, whatever the rows', async () => {
    const method = make();
    method.setDataModule(data);
    method.setConstraints(limits);
    const person = fc.record({
      age: fc.integer({ min: 20, max: 60 }),
      hours: fc.integer({ min: 10, max: 40 }),
      education: fc.constantFrom(...order),
      job: fc.constantFrom('a', 'b', 'c'),
      sex: fc.constantFrom('f', 'm'),
    });
    const rows = fc.sample(person, { numRuns: 24, seed: 5 });
    const table = Object.fromEntries(
      Object.keys(rows[0]!).map((name) => [name, rows.map((row) => row[name as keyof Person])]),
    );
    const xs = data.transform(table as never);
    const cfs = await method.generateCfs(xs, predFn);
    for (let c = 0; c < cfs.shape[1]!; c++) {
      const own = cfs.at(':', c) as Tensor;
      const oneHots = (await ops
        .concatenate([ops.sum(own.at(':', '2:5'), -1, true), ops.max(own.at(':', '2:5'), -1, true)], -1)
        .array()) as number[][];
      for (const sums of oneHots) expect(sums).toEqual([1, 1]);
      (await people(own)).forEach((after, i) => {
        const before = rows[i]!;
        expect(after.sex).toBe(before.sex);
        expect(after.age).toBeGreaterThanOrEqual(before.age - 1e-3);
        expect(after.hours).toBeLessThanOrEqual(45 + 1e-3);
        expect(order.indexOf(after.education)).toBeGreaterThanOrEqual(order.indexOf(before.education));
        const changed = (Object.keys(before) as (keyof Person)[]).filter((name) =>
          typeof before[name] === 'number'
            ? Math.abs((after[name] as number) - (before[name] as number)) > 1e-3
            : after[name] !== before[name],
        );
        expect(changed.length).toBeLessThanOrEqual(2);
        if (changed.includes('hours')) expect(Math.abs(after.hours - before.hours)).toBeGreaterThan(1 - 1e-3);
      });
    }
  });

  it('finds several that are unlike each other', async () => {
    const method = make();
    method.setDataModule(data);
    const cfs = await method.generateCfs(data.xs, predFn, { k: 3 });
    expect(cfs.shape).toEqual([6, 3, 10]);
    const [a, b] = [cfs.at(':', 0) as Tensor, cfs.at(':', 1) as Tensor];
    expect(
      await ops
        .mean(
          ops
            .sum(ops.abs(a.sub(b)), -1)
            .greater(0.01)
            .cast('float32'),
        )
        .item(),
    ).toBeGreaterThan(0.6);
  });
});

it('a class of several, and a number in a range, are reached', async () => {
  const three = (xs: Tensor) =>
    ops.softmax(
      xs.matmul(tensor([[4, 0, -4], [0, 4, 0], ...new Array(8).fill([0, 0, 0])] as number[][])),
      -1,
    ) as Tensor;
  const method = new VanillaCF({ nSteps: 60 });
  method.setDataModule(data);
  const wanted = await method.generateCfs(data.xs, three, { desiredClass: 1 });
  const classes = (await ops.argmax(three(wanted.at(':', 0) as Tensor), -1).array()) as number[];
  expect(classes.filter((each) => each === 1).length).toBeGreaterThanOrEqual(5);

  const price = (xs: Tensor) => xs.at(':', '0:1').mul(10).add(xs.at(':', '1:2').mul(5)) as Tensor;
  const priced = await method.generateCfs(data.xs, price, { desiredRange: [7, 8] });
  const prices = (await price(priced.at(':', 0) as Tensor).array()) as number[][];
  expect(prices.filter(([each]) => each! >= 7 && each! <= 8).length).toBeGreaterThanOrEqual(5);
});
