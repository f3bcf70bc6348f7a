import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jit, ops, type Tensor, tensor } from '@org/core';
import { near } from '@org/testing';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { loadGolden } from '../../testing/goldens.js';
import { setConfig } from '../../utils/config.js';
import { Feature, FeaturesList } from '../features/index.js';
import { type GumbelSoftmaxTransformation, OrdinalTransformation } from '../transforms/index.js';
import { DataModule, DataModuleConfig, dmEquals, features2config } from './index.js';

const files = loadGolden<
  Record<'features' | 'label', { data: string; treedef: string }> & { config: string; csv: string; xs: number[][] }
>('files');

const rows = [
  { age: 20, hours: 7.5, job: 'clerk', y: 0 },
  { age: 35, hours: 40, job: 'nurse', y: 1 },
  { age: 50, hours: 38.25, job: 'clerk', y: 1 },
  { age: 41, hours: 60, job: 'baker', y: 0 },
];
const config = { dataName: 'mini', continousCols: ['age', 'hours'], discretCols: ['job'], imutableCols: ['job'] };
const xs = [
  [0, 0, 0, 1, 0],
  [0.5, 0.6190476, 0, 0, 1],
  [1, 0.5857143, 0, 1, 0],
  [0.7, 1, 1, 0, 0],
].map((row) => row.map(Math.fround));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relax-data-'));
});
afterEach(() => rm(folder, { recursive: true }));

const expectXs = async (dm: DataModule) => {
  expect(await dm.xs.array()).toEqual(near(xs, 1e-6));
  expect(await dm.ys.array()).toEqual([[0], [1], [1], [0]]);
};

describe('tables', () => {
  test('rows, columns, and Arrow', async () => {
    await expectXs(await DataModule.fromConfig(config, rows));
    const columns = {
      y: [0, 1, 1, 0],
      job: ['clerk', 'nurse', 'clerk', 'baker'],
      age: Int8Array.of(20, 35, 50, 41),
      hours: tensor([7.5, 40, 38.25, 60]),
    };
    await expectXs(await DataModule.fromConfig(config, columns));
    await expectXs(await DataModule.fromConfig(config, { data: columns }));
    const arrow = tableFromArrays({
      age: Int32Array.of(20, 35, 50, 41),
      hours: Float64Array.of(7.5, 40, 38.25, 60),
      job: ['clerk', 'nurse', 'clerk', 'baker'],
      y: BigInt64Array.of(0n, 1n, 1n, 0n),
    });
    await expectXs(await DataModule.fromConfig(config, arrow));
    await writeFile(join(folder, 'data.arrow'), tableToIPC(arrow));
    await expectXs(await DataModule.fromConfig({ ...config, dataDir: join(folder, 'data.arrow') }));
  });

  test('CSV and JSON files', async () => {
    const csv = '\uFEFFage,hours,job,y\r\n20,7.5,clerk,0\r\n35,4e1,nurse,1\r\n50,38.25,"clerk",1\r\n41,60,baker,0\r\n';
    await writeFile(join(folder, 'data.csv'), csv);
    await expectXs(await DataModule.fromConfig({ ...config, dataDir: join(folder, 'data.csv') }));
    await writeFile(join(folder, 'data.json'), JSON.stringify(rows));
    await expectXs(await DataModule.fromConfig({ ...config, dataDir: join(folder, 'data.json') }));
    await expect(DataModule.fromConfig({ ...config, dataDir: join(folder, 'data.xlsx') })).rejects.toThrow(
      /\.csv, \.json/,
    );
    await expect(DataModule.fromConfig({ ...config, dataDir: join(folder, 'none.csv') })).rejects.toMatchObject({
      name: 'FileNotFoundError',
    });
    await expect(DataModule.fromConfig(config)).rejects.toThrow(/no table is given/);
  });

  test('both spellings of the config', async () => {
    await expectXs(await DataModule.fromConfig({ continuousCols: ['age', 'hours'], discreteCols: ['job'] }, rows));
    expect(new DataModuleConfig({ immutableCols: ['job'] }).imutableCols).toEqual(['job']);
    expect(new DataModuleConfig(config).immutableCols).toEqual(['job']);
  });
});

describe('what cannot be is said with column and row', () => {
  const withRow = (row: object) => [...rows.slice(0, 3), { ...rows[3], ...row }];
  test.each<[string, object[] | object, object, RegExp]>([
    [
      'a missing column',
      rows,
      { continousCols: ['age', 'hour'] },
      /Column 'hour' is missing[\s\S]*did you mean 'hours'/,
    ],
    ['a row without it', [...rows, { age: 3 }], {}, /Row 4 lacks column 'hours'/],
    ['NaN', withRow({ hours: Number.NaN }), {}, /Column 'hours' has no value in row 3/],
    ['null', withRow({ age: null }), {}, /Column 'age' has no value in row 3/],
    ['Infinity', withRow({ hours: Number.POSITIVE_INFINITY }), {}, /Column 'hours' has no finite value in row 3/],
    [
      'a text among numbers',
      withRow({ age: 'old' }),
      {},
      /Column 'age' holds a text in row 3[\s\S]*'old'[\s\S]*discretCols/,
    ],
    ['a constant column', rows.map((row) => ({ ...row, age: 3 })), {}, /Column 'age' is constant[\s\S]*3 in all rows/],
    ['a label that is a text', withRow({ y: 'yes' }), {}, /Column 'y' holds a text in row 3[\s\S]*'yes'/],
    ['a label that is missing', withRow({ y: null }), {}, /Column 'y' has no value in row 3/],
    ...[null, Number.NaN, '', 3].map((y): [string, object[], object, RegExp] => [
      `no name among names of classes: ${y}`,
      rows.map((row, i) => ({ ...row, y: i === 2 ? y : 'ab'[i % 2] })),
      {},
      /Column 'y' has no name of a class in row 2\.[\s\S]*'a' in row 0/,
    ]),
    [
      'an object for a cell',
      withRow({ job: {} }),
      {},
      /Column 'job' has in row 3 what is no cell[\s\S]*an empty object/,
    ],
    ['a date', withRow({ age: new Date(0) }), {}, /Column 'age' has in row 3 what is no cell[\s\S]*Date[\s\S]*getTime/],
    ['what is no row', [...rows, null] as never, {}, /Row 4 is no row of a table[\s\S]*null/],
    ['a row for training that is not there', rows, { trainIndices: [0, 4] }, /'trainIndices' has 4[\s\S]*0 to 3/],
    ['no label', rows.map(({ y, ...row }) => row), {}, /No column is left for the label/],
    [
      'columns of two lengths',
      { age: [1, 2], hours: [1], job: ['a', 'b'], y: [0, 1] },
      {},
      /'hours' has another length[\s\S]*2 rows[\s\S]*1 rows/,
    ],
    ['an immutable column that is none', rows, { imutableCols: ['sex'] }, /'sex' is to be immutable/],
    ['an unknown transformation', rows, { discretTransformation: 'one-hot' }, /knows no 'one-hot'/],
    ['a column named twice', rows, { discretCols: ['job', 'age'] }, /two features of the name 'age'/],
  ])('%s', async (_name, table, changes, message) => {
    await expect(DataModule.fromConfig({ ...config, ...changes }, table as never)).rejects.toMatchObject({
      name: 'ValueError',
      message: expect.stringMatching(message),
    });
  });

  test('an unseen category of a query', async () => {
    const dm = await DataModule.fromConfig(config, rows);
    expect(() => dm.transform([rows[0]!, { ...rows[1]!, job: 'pilot' }])).toThrow(
      /Column 'job' has an unknown category in row 1[\s\S]*"baker", "clerk", "nurse"[\s\S]*"pilot"/,
    );
  });

  test('a row of a CSV file with too few cells', async () => {
    await writeFile(join(folder, 'data.csv'), 'age,y\n1,0\n2\n');
    await expect(DataModule.fromConfig({ continousCols: ['age'], dataDir: join(folder, 'data.csv') })).rejects.toThrow(
      /row 1 \(line 3\)/,
    );
  });
});

test('a missing category is one of its own, as pandas has it', async () => {
  await writeFile(join(folder, 'data.csv'), 'age,job,y\n1,NA,0\n2,clerk,1\n3,,1\n');
  const dm = await DataModule.fromConfig({
    continousCols: ['age'],
    discretCols: ['job'],
    dataDir: join(folder, 'data.csv'),
  });
  expect(dm.features.get('job').transformation.toDict().transformer).toEqual({ categories_: ['clerk', 'nan'] });
});

describe('kinds of data', () => {
  test('numbers alone, and categories alone', async () => {
    const numbers = await DataModule.fromConfig(
      { continousCols: ['age', 'hours'] },
      rows.map(({ job, ...row }) => row),
    );
    expect(numbers.features.featureIndices).toEqual([
      [0, 1],
      [1, 2],
    ]);
    const categories = await DataModule.fromConfig(
      { discretCols: ['job'] },
      rows.map(({ job, y }) => ({ job, y })),
    );
    expect(await categories.applyConstraints(categories.xs, categories.xs.mul(3), true).array()).toEqual(
      await categories.xs.array(),
    );
  });

  test('values outside of the range that training saw', async () => {
    const dm = await DataModule.fromConfig(config, rows);
    const [query] = [dm.transform([{ ...rows[0]!, age: 80, hours: 0 }])];
    const [[age, hours]] = await query.array<[[number, number]]>();
    expect([age, hours]).toEqual([2, Math.fround(-7.5 / 52.5)]);
    expect(await dm.inverseTransform(query)).toEqual([{ age: 80, hours: expect.closeTo(0, 5), job: 'clerk' }]);
  });

  test('categories as whole numbers', async () => {
    const dm = await DataModule.fromConfig({ ...config, imutableCols: [], discretTransformation: 'ordinal' }, rows);
    expect((await dm.xs.array<number[][]>()).map((row) => row[2])).toEqual([1, 2, 1, 0]);
    const cfs = tensor([
      [0.5, 0.5, -0.7],
      [0.5, 0.5, 1.6],
      [0.5, 0.5, 9],
      [2, -1, 0.2],
    ]);
    expect(await dm.applyConstraints(dm.xs, cfs).at(':', '2:').array()).toEqual([
      [0],
      [Math.fround(1.6)],
      [2],
      [Math.fround(0.2)],
    ]);
    const valid = dm.applyConstraints(dm.xs, cfs, { hard: true });
    expect(await valid.at(':', 2).array()).toEqual([0, 2, 2, 0]);
    expect((await dm.inverseTransform(valid)).map(({ job }) => job)).toEqual(['baker', 'nurse', 'nurse', 'baker']);
  });

  test('several classes, and a label that is measured', async () => {
    const classes = await DataModule.fromConfig(
      config,
      rows.map((row, i) => ({ ...row, y: i })),
    );
    expect([classes.ys.dtype, await classes.ys.array()]).toEqual(['int32', [[0], [1], [2], [3]]]);
    const measured = await DataModule.fromConfig(
      config,
      rows.map((row, i) => ({ ...row, y: i + 0.5 })),
    );
    expect([measured.ys.dtype, await measured.ys.array()]).toEqual(['float32', [[0.5], [1.5], [2.5], [3.5]]]);
  });

  test('a label of names in a table, as whole numbers in sorted order', async () => {
    const named = rows.map((row, i) => ({ ...row, y: ['no', 'maybe', 'yes', 'no'][i]! }));
    const dm = await DataModule.fromConfig(config, named);
    expect(await dm.ys.array()).toEqual([[1], [0], [2], [1]]);
    expect(dm.data.map(({ y }) => y)).toEqual(['no', 'maybe', 'yes', 'no']);
    const { age, hours, job } = { age: [1, 2], hours: [1, 2], job: ['a', 'b'] };
    for (const y of [tensor(['no', 'yes']), [['no'], ['yes']]])
      expect(await (await DataModule.fromConfig(config, { age, hours, job, y } as never)).ys.array()).toEqual([
        [0],
        [1],
      ]);
  });

  test('a label of texts, as whole numbers', async () => {
    const features = new FeaturesList(new Feature('age', [1, 2, 3], 'minmax'));
    const dm = DataModule.fromFeatures(features, new Feature('y', [['no'], ['yes'], ['no']], 'ordinal'), {
      name: 'mine',
    });
    expect(await dm.ys.array()).toEqual([[0], [1], [0]]);
    expect(dm.name).toBe('mine');
  });
});

describe('transformations can be changed', () => {
  test('and what belongs to each feature follows at once', async () => {
    const dm = await DataModule.fromConfig(config, rows);
    expect(dm.xs.shape).toEqual([4, 5]);
    expect(dm.setTransformations({ job: 'ordinal', age: 'identity' })).toBe(dm);
    expect(dm.features.featureIndices).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(dm.xs.shape).toEqual([4, 3]);
    expect((await dm.xs.array<number[][]>()).map(([age]) => age)).toEqual([20, 35, 50, 41]);
    expect(() => dm.setTransformations({ job: 'ohe', jobs: 'ohe' })).toThrow(
      /knows no 'jobs'[\s\S]*did you mean 'job'/,
    );
    expect(dm.xs.shape).toEqual([4, 3]);
  });

  test('they are copies', () => {
    const shared = new OrdinalTransformation();
    const [first, second] = [new Feature('a', [['x'], ['y']], shared), new Feature('b', [['p'], ['q']], shared)];
    expect(
      [first, second].map(({ transformedData, transformation }) => [
        transformedData.toJSON(),
        transformation.toDict().transformer,
      ]),
    ).toEqual([
      [[[0], [1]], { categories_: ['x', 'y'] }],
      [[[0], [1]], { categories_: ['p', 'q'] }],
    ]);
    expect(shared.isFitted).toBe(false);
  });
});

test('features are gone over more than once, also at the same time', async () => {
  const { features } = await DataModule.fromConfig(config, rows);
  const names = [...features].flatMap(({ name }) => [...features].map((other) => `${name}/${other.name}`));
  expect(names).toHaveLength(9);
  expect([...features]).toHaveLength(features.length);
  expect(features.get(['job', 'age']).features.map(({ name }) => name)).toEqual(['job', 'age']);
  expect(() => features.get('jobs')).toThrow(/did you mean 'job'/);
});

test('constraints compile, and take whatever stands before the numbers of a row', async () => {
  const dm = await DataModule.fromConfig(config, rows);
  const constrain = jit((x: Tensor, cf: Tensor) => dm.applyConstraints(x, cf, { hard: true }));
  const cfs = tensor([[[0.3, 2, 5, 6, 7]], [[-1, 0.25, 0, 0, 1]]]);
  const expected = [[[Math.fround(0.3), 1, 0, 1, 0]], [[0, 0.25, 0, 1, 0]]];
  expect(await constrain(dm.xs.at(0), cfs).array()).toEqual(expected);
  expect(await dm.applyConstraints(dm.xs.at(0), cfs.at(0, 0), true).array()).toEqual(expected[0]![0]);
  expect(await dm.computeRegLoss(dm.xs.at(0), ops.ones([5])).item()).toBe(4);
});

test('features with the values that other numbers stand for', async () => {
  const { features } = await DataModule.fromConfig(config, rows);
  const others = features.withTransformedData([[0.5, 1, 0, 0, 1]]);
  expect(others.toPandas()).toEqual([{ age: 35, hours: 60, job: 'nurse' }]);
  expect(others.toRecords({ useTransformed: true })).toEqual([{ age: 0.5, hours: 1, job_0: 0, job_1: 0, job_2: 1 }]);
  expect(features2config(features, 'x', true)).toMatchObject({
    data_name: 'x',
    discret_cols: ['job'],
    imutable_cols: ['job'],
  });
});

test('a share of the rows, where the config asks for it', async () => {
  const half = await DataModule.fromConfig({ ...config, sampleFrac: 0.75 }, rows);
  expect(half.xs.shape[0]).toBe(3);
  setConfig({ compat: 'jax-relax' });
  try {
    expect((await DataModule.fromConfig({ ...config, sampleFrac: 0.75 }, rows)).xs.shape).toEqual([4, 5]);
  } finally {
    setConfig({ compat: null });
  }
});

describe('files', () => {
  const write = async (part: 'features' | 'label') => {
    const { savePytree } = await import('../../utils/pytree.js');
    await savePytree({}, join(folder, part));
    await writeFile(join(folder, part, 'data.npy'), Buffer.from(files[part].data, 'hex'));
    await writeFile(join(folder, part, 'treedef.json'), files[part].treedef);
  };

  test("the original's are read", async () => {
    await write('features');
    await write('label');
    await writeFile(join(folder, 'config.json'), files.config);
    const dm = await DataModule.loadFromPath(folder);
    expect(await dm.xs.array()).toEqual(files.xs);
    expect(await dm.ys.array()).toEqual([[0], [1], [1], [0]]);
    expect([dm.name, dm.trainIndices, dm.testIndices]).toEqual(['mini', [3, 0, 1], [2]]);
    expect(dm.features.features.map(({ isImmutable, isCategorical }) => [isImmutable, isCategorical])).toEqual([
      [false, false],
      [false, false],
      [true, true],
      [false, true],
    ]);
    expect(dm.data[1]).toEqual({ age: 35, hours: 40, job: 'nürse', flag: false, y: 1 });
    const flag = dm.features.get('flag').transformation as GumbelSoftmaxTransformation;
    expect([flag.tau, flag.transformer.categories_]).toEqual([0.5, [false, true]]);
    await dm.save(join(folder, 'again'));
    expect(await readFile(join(folder, 'again', 'data.csv'), 'utf8')).toBe(files.csv);
    expect(await readFile(join(folder, 'again', 'config.json'), 'utf8')).toBe(files.config);
    for (const part of ['features', 'label'] as const) {
      expect(await readFile(join(folder, 'again', part, 'treedef.json'), 'utf8')).toBe(files[part].treedef);
    }
    expect((await readFile(join(folder, 'again', 'label', 'data.npy'))).toString('hex')).toBe(files.label.data);
    expect(dmEquals(await DataModule.fromPath(join(folder, 'again')), dm)).toBe(true);
  });

  test('what was saved is loaded, and a config has no effect there', async () => {
    const dm = await DataModule.fromConfig(config, rows);
    await dm.save(folder);
    expect((await readdir(folder)).sort()).toEqual(['config.json', 'data.csv', 'features', 'label']);
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const again = await DataModule.loadFromPath(folder, config);
    expect(warn).toHaveBeenCalledWith('Passing `config` will have no effect.');
    warn.mockRestore();
    expect(dmEquals(again, dm)).toBe(true);
    again.config.testIndices = [];
    expect([dmEquals(again, dm), dmEquals(again, dm, { indicesEquals: false })]).toEqual([false, true]);
  });

  it('reads numbers as they were written: rows are float32', async () => {
    const table = [17, 20, 22.5, 50.1, 66].map((age, i) => ({ age, id: 0.1234567890123 * (i % 2), y: i % 2 }));
    const dm = await DataModule.fromConfig({ continousCols: ['age'], discretCols: ['id'] }, table);
    expect(await dm.inverseTransform(dm.xs)).toEqual(table.map(({ age, id }) => ({ age, id })));
  });

  it('says what is no row of its features, and no table', async () => {
    const dm = DataModule.fromNumpy(
      [
        [0, 2],
        [1, 4],
      ],
      [[0], [1]],
    ); // prettier-ignore
    await expect(dm.inverseTransform([0, 1])).rejects.toThrow('shape [n, 2]');
    await expect(dm.inverseTransform([[0, 1, 2]])).rejects.toThrow('shape [n, 2]');
    expect(() => dm.transform({ feature_0: 1, feature_1: 2 } as never)).toThrow('a single row is given in an array');
    expect(() => dm.transform([])).toThrow('no rows');
  });
});
