import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Input, layers, Sequential } from '@org/models';
import { parseCsv } from '../data/tables/index.js';
import { setConfig } from '../utils/config.js';
import { runCommand } from './run.js';

// Loans are refused to the young, and to those without a job.
const rows = Array.from({ length: 40 }, (_, i) => ({
  age: 20 + ((i * 7) % 41),
  job: ['none', 'clerk', 'nurse'][i % 3]!,
  sex: i % 2 ? 'f' : 'm',
}));
const isGranted = ({ age, job }: (typeof rows)[number]) => age > 35 && job !== 'none';
const csv = [
  'age,job,sex,loan',
  ...rows.map((row) => `${row.age},${row.job},${row.sex},${isGranted(row) ? 'yes' : 'no'}`),
].join('\n');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relax-cli-'));
  await writeFile(join(folder, 'data.csv'), csv);
  await writeFile(join(folder, 'list.json'), '[1]');
  await mkdir(join(folder, 'folder.csv'));
  await writeFile(join(folder, 'same.csv'), csv.replace(/yes$/gm, 'no'));
  await writeFile(join(folder, 'coded.csv'), csv.replace(/no$/gm, '0').replace(/yes$/gm, '1'));
  const { model } = await predictor();
  await model.save(join(folder, 'model.keras'));
});
afterAll(async () => {
  setConfig({ globalSeed: 42 });
  await rm(folder, { recursive: true });
});

/** A model that grants loans as above: columns age, job (clerk, none, nurse), sex (f, m). */
async function predictor() {
  const model = new Sequential([Input([6]), new layers.Dense(2, { activation: 'softmax' })]);
  const granted = [20, 4, -16, 4, 0, 0];
  await model.setWeights([granted.map((weight) => [-weight, weight]) as never, [11.5, -11.5] as never]);
  return { model };
}

async function relax(...args: string[]) {
  const texts = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({ write: (text: string) => (texts[name] += text) });
  const own = args.map((arg) => arg.replace('@', `${folder}/`));
  return { code: await runCommand(own, { stdout: stream('stdout'), stderr: stream('stderr') }), ...texts };
}

const explain = (...args: string[]) =>
  relax('explain', '@data.csv', '--target', 'loan', '--model', '@model.keras', ...args);

test('rows and their counterfactuals, as CSV', async () => {
  const { code, stderr } = await explain(
    '--immutable',
    'sex',
    '--out',
    '@cf.csv',
    '--set',
    'nSteps=50',
    '--chunk',
    '16',
  );
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/16 of 40 rows\r32 of 40 rows\r40 of 40 rows\n40 rows, .* as desired\n$/),
  ]);
  const table = parseCsv(await readFile(join(folder, 'cf.csv'), 'utf8')) as unknown as Record<string, unknown[]>;
  expect(Object.keys(table)).toEqual([
    'row',
    'age',
    'job',
    'sex',
    'prediction',
    'counterfactual_prediction',
    'valid',
    'changed',
  ]);
  expect(table.row).toEqual(rows.map((_, i) => i));
  expect(table.sex).toEqual(rows.map(({ sex }) => sex));
  expect(table.prediction).toEqual(rows.map((row) => (isGranted(row) ? 'yes' : 'no')));
  const share = table.valid!.filter(Boolean).length / 40;
  expect(stderr).toContain(`${(share * 100).toFixed(1)} %`);
  expect(table.valid).toEqual(table.prediction!.map((before, i) => before !== table.counterfactual_prediction![i]));
  for (const [i, changed] of table.changed!.entries()) {
    const row = rows[i]!;
    const same =
      changed === null ? ['age', 'job'] : ['age', 'job'].filter((name) => !String(changed).includes(`${name}: `));
    for (const name of same as ('age' | 'job')[]) expect(table[name]![i]).toBe(row[name]);
  }
  for (const age of table.age!) expect(Number.isInteger(age)).toBe(true);
  expect(await readdir(folder)).toEqual(expect.not.arrayContaining([expect.stringContaining('.tmp')]));
});

test('as JSON and as lines of JSON, of the rows of one class, to a class', async () => {
  const args = ['--only', 'no', '--desired-class', 'yes', '--limit', '5', '--chunk', '2', '--quiet'];
  const json = await explain(...args, '--out', '@cf.json');
  expect([json.code, json.stderr, json.stdout]).toEqual([0, '', '']);
  const found = JSON.parse(await readFile(join(folder, 'cf.json'), 'utf8')) as Record<string, unknown>[];
  expect(found).toHaveLength(5);
  for (const { row, original, counterfactual, prediction, changes } of found) {
    expect([prediction, original]).toEqual(['no', rows[row as number]]);
    const changed = Object.entries(original as object).filter(
      ([name, value]) => (counterfactual as Record<string, unknown>)[name] !== value,
    );
    expect(Object.keys(changes as object)).toEqual(changed.map(([name]) => name));
  }
  await explain(...args, '--out', '@cf.jsonl');
  const lines = (await readFile(join(folder, 'cf.jsonl'), 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(found);
});

test('columns of the table keep their names and their order', async () => {
  const [names, ...lines] = csv.split('\n');
  await writeFile(join(folder, 'names.csv'), [names!.replace('age,job,sex', '7,valid,row'), ...lines].join('\n'));
  const own = ['explain', '@names.csv', '--target', 'loan', '--model', '@model.keras', '--quiet'];
  const [header, first] = (await relax(...own, '--limit', '2')).stdout.split('\n');
  expect(header).toBe('row_,7,valid,row,prediction,counterfactual_prediction,valid_,changed');
  expect(first).toMatch(/^0,\d+,(none|clerk|nurse),[mf],no,yes,true,/);
});

test('a few rows have the answers that all rows have: examples are those of the whole table', async () => {
  expect(rows.slice(0, 2).some(isGranted)).toBe(false);
  const args = ['--set', 'nSteps=1', '--desired-class', 'yes', '--limit', '2', '--chunk', '1'];
  const { stdout } = await explain('--quiet', ...args);
  expect((parseCsv(stdout) as unknown as Record<string, unknown[]>).valid).toEqual([true, true]);
});

test('a model of a number wants a range, and none of a class', async () => {
  const model = new Sequential([Input([6]), new layers.Dense(1)]);
  await model.setWeights([[[9], [0], [0], [0], [0], [0]] as never, [3] as never]);
  await model.save(join(folder, 'number.keras'));
  const own = ['explain', '@data.csv', '--target', 'loan', '--model', '@number.keras', '--limit', '1', '--quiet'];
  const { code, stderr } = await relax(...own);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/predicts a number, such as 3, .*--desired-range/)]);
  expect(await relax(...own, '--desired-range', '7,8')).toMatchObject({ code: 0, stderr: '' });
});

test('several counterfactuals of a row, on the standard output', async () => {
  const { code, stdout } = await explain(
    '--method',
    'diverse',
    '--set',
    'nCfs=3',
    '--set',
    'nSteps=5',
    '--limit',
    '2',
    '--quiet',
  );
  expect(code).toBe(0);
  const table = parseCsv(stdout) as unknown as Record<string, unknown[]>;
  expect([table.row, table.cf]).toEqual([
    [0, 0, 0, 1, 1, 1],
    [0, 1, 2, 0, 1, 2],
  ]);
});

test('without a model one is trained', async () => {
  const { code, stdout, stderr } = await relax(
    'explain',
    '@data.csv',
    '--target',
    'loan',
    '--epochs',
    '1',
    '--set',
    'nSteps=1',
    '--limit',
    '3',
  );
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^No --model is given[\s\S]*Its accuracy on a quarter of the rows, which it did not see: 0\.\d{3}|1\.000/,
  );
  expect(stdout.trim().split('\n')).toHaveLength(4);
});

test('no row to explain leaves the names of the columns', async () => {
  await writeFile(join(folder, 'refused.csv'), 'age,job,sex,loan\n60,none,f,no\n20,clerk,m,yes\n20,nurse,f,no\n');
  const own = ['explain', '@refused.csv', '--target', 'loan', '--model', '@model.keras', '--only', 'yes', '--quiet'];
  const header = 'row,age,job,sex,prediction,counterfactual_prediction,valid,changed\n';
  expect(await relax(...own)).toEqual({ code: 0, stderr: '', stdout: header });
});

test('a config, and columns by hand', async () => {
  const data_configs = {
    data_dir: 'x',
    batch_size: 3,
    continous_cols: ['age'],
    discret_cols: ['job', 'sex'],
    imutable_cols: ['job', 'sex'],
  };
  await writeFile(join(folder, 'configs.json'), JSON.stringify({ data_configs }));
  const { code, stdout, stderr } = await explain(
    '--config',
    '@configs.json',
    '--limit',
    '4',
    '--quiet',
    '--set',
    'nSteps=3',
  );
  expect([code, stderr]).toEqual([0, '']);
  expect((parseCsv(stdout) as unknown as Record<string, unknown[]>).job).toEqual(
    rows.slice(0, 4).map(({ job }) => job),
  );
  const ordinal = await explain('--ordinal', 'job', '--drop', 'sex');
  expect(ordinal.code).toBe(2);
  expect(ordinal.stderr).toMatch(
    /'.*model.keras' does not take the 2 numbers that the columns become \(age, job\)[\s\S]*--ordinal/,
  );
});

describe('what is wrong with a command is said, without a stack', () => {
  test.each<[string, string[], number, RegExp]>([
    ['nothing', [], 2, /Usage: relax/],
    ['an unknown command', ['explian'], 2, /unknown command 'explian'[\s\S]*Did you mean explain/],
    ['no target', ['explain', '@data.csv'], 2, /required option '--target <column>' not specified/],
    [
      'an unknown option',
      ['explain', '@data.csv', '--target', 'loan', '--imutable', 'sex'],
      2,
      /unknown option '--imutable'[\s\S]*Did you mean --immutable/,
    ],
    [
      'an unknown method',
      ['explain', '@data.csv', '--target', 'loan', '--method', 'l3c'],
      2,
      /Allowed choices are vanilla, diverse/,
    ],
    ['a number that is none', ['explain', '@data.csv', '--target', 'loan', '--chunk', '0'], 2, /at least 1/],
    [
      'a seed of more digits than numbers have',
      ['explain', '@data.csv', '--target', 'loan', '--seed', '9'.repeat(20)],
      2,
      /whole number/,
    ],
    [
      'no class',
      ['explain', '@coded.csv', '--target', 'loan', '--model', '@model.keras', '--desired-class', ''],
      2,
      /there is no class ''; the model predicts 0 to 1/,
    ],
    [
      'a config that is a list',
      ['explain', '@data.csv', '--target', 'loan', '--config', '@list.json'],
      2,
      /^relax: --config: '.*list\.json' holds no object of columns/,
    ],
    [
      'another target',
      ['explain', '@data.csv', '--target', 'loans'],
      2,
      /^relax: --target: the table has no column 'loans'; did you mean 'loan'\?\n$/,
    ],
    [
      'another column',
      ['explain', '@data.csv', '--target', 'loan', '--immutable', 'race'],
      2,
      /^relax: --immutable: the table has no column 'race'; it has 'age', 'job', 'sex', 'loan'\n$/,
    ],
    [
      'another class',
      ['explain', '@data.csv', '--target', 'loan', '--model', '@model.keras', '--desired-class', 'maybe'],
      2,
      /there is no class 'maybe'; the table has no, yes/,
    ],
    ...['--desired-class', '--only'].map((option): [string, string[], number, RegExp] => [
      `a number that is no class for ${option}`,
      ['explain', '@coded.csv', '--target', 'loan', '--model', '@model.keras', option, '2'],
      2,
      /there is no class '2'; the model predicts 0 to 1/,
    ]),
    [
      'one class alone, and no model',
      ['explain', '@same.csv', '--target', 'loan', '--quiet'],
      2,
      /^relax: --target: all rows have the same class/,
    ],
    [
      'a range the wrong way round',
      ['explain', '@data.csv', '--target', 'loan', '--desired-range', '5,1'],
      2,
      /the lower one first/,
    ],
    [
      'a class among predicted numbers',
      ['explain', '@data.csv', '--target', 'age', '--desired-range', '1,5', '--only', '0'],
      2,
      /cannot be used with/,
    ],
    [
      'an unknown setting',
      ['explain', '@data.csv', '--target', 'loan', '--set', 'n_step=3'],
      2,
      /--set: VanillaCFConfig knows no 'n_step'[\s\S]*did you mean 'nSteps'/,
    ],
    [
      'another kind of output',
      ['explain', '@data.csv', '--target', 'loan', '--out', 'x.xml'],
      2,
      /\.csv, \.json or \.jsonl; received 'x.xml'/,
    ],
    [
      'no table',
      ['explain', '@none.csv', '--target', 'loan'],
      1,
      /^relax: FileNotFoundError: There is no file '.*none.csv'\.\n$/,
    ],
    [
      'no model',
      ['explain', '@data.csv', '--target', 'loan', '--model', '@none.keras'],
      2,
      /^relax: --model: there is no '.*none.keras'\n$/,
    ],
    [
      'a model that is none',
      ['explain', '@data.csv', '--target', 'loan', '--model', '@data.csv'],
      2,
      /neither a \.keras nor an \.onnx file/,
    ],
    [
      'a folder that is none',
      [
        'explain',
        '@data.csv',
        '--target',
        'loan',
        '--model',
        '@model.keras',
        '--set',
        'nSteps=1',
        '--out',
        '@no/cf.csv',
      ],
      2,
      /^relax: --out: can't write '.*no\/cf\.csv': there is no folder '.*no'\n$/,
    ],
    [
      'a folder for a file',
      ['explain', '@data.csv', '--target', 'loan', '--out', '@folder.csv'],
      2,
      /^relax: --out: can't write '.*folder\.csv': it is a folder\n$/,
    ],
    ...(
      [
        [['--desired-range', '1,5'], /^relax: --desired-range needs --model/],
        [['--label-encoded'], /^relax: --label-encoded needs --model/],
        [['--order', 'age'], /^relax: --order needs --model/],
        [['--only', 'maybe'], /^relax: --only: there is no class 'maybe'/],
        [['--immutable', 'loan'], /^relax: --immutable: 'loan' is the target/],
        [['--drop', 'loan'], /^relax: --drop: 'loan' is the target/],
        [['--drop', 'age,job,sex'], /^relax: --drop: no column is left/],
        [['--ordinal', 'age', '--categorical', 'age'], /^relax: --ordinal: 'age' is named by --categorical as well/],
        [['--drop', 'age', '--immutable', 'age'], /^relax: --immutable: 'age' is named by --drop as well/],
        [['--config', '@configs.json', '--immutable', 'age'], /^relax: --config takes the place of --immutable/],
      ] as const
    ).map(([args, message]): [string, string[], number, RegExp] => [
      args.join(' '),
      ['explain', '@data.csv', '--target', 'loan', ...args],
      2,
      message,
    ]),
  ])('%s', async (_name, args, expected, message) => {
    const { code, stdout, stderr } = await relax(...args);
    expect([code, stderr, stdout]).toEqual([expected, expect.stringMatching(message), '']);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('a model that is damaged, a table without rows, and one with commas at the ends of lines', async () => {
    await writeFile(join(folder, 'bad.onnx'), 'hello');
    await writeFile(join(folder, 'empty.csv'), 'age,job,sex,loan\n');
    const damaged = await relax('explain', '@data.csv', '--target', 'loan', '--model', '@bad.onnx');
    expect([damaged.code, damaged.stderr]).toEqual([2, expect.stringMatching(/'.*bad.onnx' can't be read as a model/)]);
    const empty = await relax('explain', '@empty.csv', '--target', 'loan');
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringMatching(/empty.csv' has no rows/)]);
    await writeFile(join(folder, 'commas.csv'), csv.trim().replaceAll(/$/gm, ','));
    const commas = await relax('explain', '@commas.csv', '--target', 'loan');
    expect([commas.code, commas.stderr]).toEqual([2, expect.stringMatching(/commas at the ends of lines/)]);
  });

  test.each<[string, (text: string) => string, RegExp]>([
    ['value', (text) => text.replace(/^48,/m, ','), /Column 'age' has no value in row 4\./],
    ['finite value', (text) => text.replace(/^48,/m, 'inf,'), /Column 'age' has no finite value in row 4\./],
    ['label', (text) => text.replace(/^(48,.*),\w+$/m, '$1,'), /Column 'loan' has no name of a class in row 4\./],
  ])('a missing %s, with column and row', async (_name, changed, message) => {
    await writeFile(join(folder, 'gap.csv'), changed(csv));
    const { code, stderr } = await relax('explain', '@gap.csv', '--target', 'loan');
    expect([code, stderr]).toEqual([1, expect.stringMatching(new RegExp(`^relax: ValueError: ${message.source}`))]);
  });
});

test('texts that are all different are named, and cells between semicolons', async () => {
  const amounts = rows.map((row, i) => `"${row.age},${100 + i}",${row.job},${isGranted(row) ? 'yes' : 'no'}`);
  await writeFile(join(folder, 'amounts.csv'), ['amount,job,loan', ...amounts].join('\n'));
  await writeFile(join(folder, 'semicolons.csv'), csv.replaceAll(',', ';'));
  const said = async (name: string, ...args: string[]) =>
    (await relax('explain', name, '--target', 'loan', '--epochs', '1', '--limit', '1', '--set', 'nSteps=1', ...args))
      .stderr;
  expect(await said('@amounts.csv')).toMatch(
    /^amount \(40 texts in 40 rows, such as '20,100'\): each text is a category/,
  );
  expect(await said('@amounts.csv', '--categorical', 'amount')).not.toContain('each text');
  expect(await said('@semicolons.csv')).toMatch(
    /no column 'loan'; it has one column alone, 'age;job;sex;loan': cells are separated by commas/,
  );
});

test('a table from the standard input', async () => {
  const piped = async (text: string) => {
    const stdin = jest.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([Buffer.from(text)]) as never);
    const result = await relax(
      'explain',
      '-',
      '--target',
      'loan',
      '--model',
      '@model.keras',
      '--limit',
      '3',
      '--quiet',
    );
    stdin.mockRestore();
    return result;
  };
  const { code, stdout } = await piped(csv);
  expect([code, stdout.trim().split('\n').length]).toEqual([0, 4]);
  expect((await piped('age,job,sex,loan\n')).stderr).toBe(
    'relax: the standard input has no rows, only the names of columns\n',
  );
  expect((await piped('')).stderr).toMatch(/The standard input is empty/);
});

test('help says what there is', async () => {
  const { code, stdout, stderr } = await relax('explain', '--help');
  expect([code, stderr]).toEqual([0, '']);
  for (const text of [
    '--model <file>',
    '--method <name>',
    'growing-sphere',
    '--immutable <columns>',
    'Exit code: 0; 1',
    'relax explain loans.csv',
  ]) {
    expect(stdout).toContain(text);
  }
  expect((await relax('--help')).stdout).toContain('explain');
});

test('columns that look like codes of categories are named, unless the command says what they are', async () => {
  const jobs = ['none', 'clerk', 'nurse'];
  const codes = rows.map(
    ({ age, job, sex }) => `${age},${jobs.indexOf(job)},${sex === 'f' ? 2 : 1},${age > 35 ? 'yes' : 'no'}`,
  );
  await writeFile(join(folder, 'codes.csv'), ['age,job,sex,loan', ...codes].join('\n'));
  const said = async (...args: string[]) =>
    (await relax('explain', '@codes.csv', '--target', 'loan', '--epochs', '1', '--limit', '1', ...args)).stderr;
  expect(await said()).toMatch(/^job, sex: whole numbers that look like codes/);
  expect(await said('--ordinal', 'job')).toMatch(/^sex: whole numbers/);
  expect(await said('--continuous', 'age,job,sex')).not.toContain('codes');
  expect(await said('--categorical', 'sex,job')).not.toContain('codes');
});

test('models of raw, label-encoded columns in an order of their own', async () => {
  // job (clerk 0, none 1, nurse 2) and age in years: granted to clerks above 35.
  const model = new Sequential([Input([2]), new layers.Dense(2, { activation: 'softmax' })]);
  await model.setWeights([
    [
      [100, -100],
      [-1, 1],
    ] as never,
    [35.5, -35.5] as never,
  ]); // prettier-ignore
  await model.save(join(folder, 'raw.keras'));
  const given = [
    '--drop',
    'sex',
    '--raw-numbers',
    '--label-encoded',
    '--desired-class',
    'yes',
    '--method',
    'growing-sphere',
  ];
  const raw = (...args: string[]) =>
    relax('explain', '@data.csv', '--target', 'loan', '--model', '@raw.keras', ...args);
  expect(await raw(...given, '--order', 'job,age', '--out', '@raw.csv')).toMatchObject({ code: 0 });
  const table = parseCsv(await readFile(join(folder, 'raw.csv'), 'utf8')) as unknown as Record<string, unknown[]>;
  table.valid!.forEach((isValid, i) => {
    if (isValid) expect([table.job![i], Number(table.age![i]) > 35]).toEqual(['clerk', true]);
  });
  expect(table.valid!.filter(Boolean).length).toBeGreaterThan(35);
  const { code, stderr } = await raw(...given, '--order', 'jop,age');
  expect([code, stderr]).toEqual([2, expect.stringContaining("did you mean 'job'")]);
});
