import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataModule } from '../module/index.js';
import { parseCsv, readTable } from './index.js';
import { columnNames } from './table.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relax-tables-'));
});
afterAll(() => rm(folder, { recursive: true }));

const tableOf = async (name: string, content: string | Uint8Array) => {
  await writeFile(join(folder, name), content);
  return readTable(join(folder, name));
};

it('names that come twice are refused', () => {
  expect(() => parseCsv('age,job,age\n1,a,2')).toThrow("The CSV text has two columns 'age'.");
});

it('keeps the order of names that are whole numbers, which objects do not', async () => {
  expect(columnNames(parseCsv('age,2,1\n20,3,4\n'))).toEqual(['age', '2', '1']);
  const { label } = await DataModule.fromConfig({ continuousCols: ['age'] }, parseCsv('2,age,1\n0,20,1\n1,30,0\n'));
  expect(label.features.map(({ name }) => name)).toEqual(['2', '1']);
});

it('says the line of a row that does not fit, with texts over several lines and empty lines before it', () => {
  const text = 'age,job\n\n20,"clerk\nor so"\n30,nurse,1\n';
  expect(() => parseCsv(text)).toThrow("row 1 (line 5), doesn't fit");
});

it.each([
  ['after which something comes', 'job,age\n"cle"rk,20\n"x",30\n', 2],
  ['that is not closed', 'age,job\n20,clerk\n\n30,"nurse\n40,clerk\n', 4],
])('says the line of a quoted text %s, which would hold the rows behind it', (_name, text, line) => {
  expect(() => parseCsv(text)).toThrow(`quoted text that does not end as one (line ${line})`);
  expect(parseCsv('age,job\n20,"a ""b"", c"\n')).toEqual({ age: [20], job: ['a "b", c'] });
});

it('has the cells that pandas reads: infinite numbers, and booleans of which some are missing', () => {
  expect(parseCsv('a,b\ninf,true\n-Infinity,\n1,FALSE\n')).toEqual({
    a: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1],
    b: ['True', null, 'False'],
  });
});

it('refuses bytes that are no text, and gzipped ones that end too early', async () => {
  await expect(tableOf('old.csv', Buffer.from('job,age\n\xc4rztin,20\n', 'latin1'))).rejects.toThrow(
    /old\.csv' is no text in UTF-8\.[\s\S]*iconv/,
  );
  const zipped = gzipSync('age\n20\n');
  await expect(tableOf('cut.csv.gz', zipped.subarray(0, -9))).rejects.toThrow(/cut\.csv\.gz' is gzipped, and damaged/);
});

it.each(['utf16le', 'latin1'] as const)('reads marks of bytes and line ends of others: %s', async (encoding) => {
  const mark = encoding === 'latin1' ? '\xEF\xBB\xBF' : '\uFEFF';
  const bytes = Buffer.from(`${mark}age,job\r\n20,clerk\r\n30,nurse\r\n`, encoding);
  expect(await tableOf(`${encoding}.csv`, bytes)).toEqual({ age: [20, 30], job: ['clerk', 'nurse'] });
});

it.each([
  ['5', /a\.json': This is no table/],
  ['[{ "a": 1, "b": 2 }, { "a": 1 }]', /a\.json': Row 1 lacks column 'b'/],
  ['[]', /a\.json': The table has no rows/],
  ['{ "a": [1, 2], "b": [1] }', /a\.json': Column 'b' has another length/],
  ['[1, 2]', /a\.json': Row 0 is no row of a table/],
  ['[{ "a": 1 }, null]', /a\.json': Row 1 is no row of a table[\s\S]*Received: null/],
  ['{ "a": 1 }', /a\.json': Column 'a' is a single value/],
])('names the file of %s', async (content, message) => {
  await expect(tableOf('a.json', content)).rejects.toThrow(message);
});
