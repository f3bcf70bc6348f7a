import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCsv, readTable } from './index.js';

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

it('says the line of a row that does not fit, with texts over several lines and empty lines before it', () => {
  const text = 'age,job\n\n20,"clerk\nor so"\n30,nurse,1\n';
  expect(() => parseCsv(text)).toThrow("row 1 (line 5), doesn't fit");
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
  ['{ "a": 1 }', /a\.json': Column 'a' is a single value/],
])('names the file of %s', async (content, message) => {
  await expect(tableOf('a.json', content)).rejects.toThrow(message);
});
