/** Files that ask for more than they hold: loading takes at most 4 times their size and 300 MB, and 10 s. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrameworkError } from '@org/core';
import { thorough } from '@org/testing';
import { runProgram } from '@org/testing/program';
import { unzipSync, zipSync } from 'fflate';
import { loadModel } from './load-model.js';

const fixtures = join(__dirname, 'fixtures');
const sound = join(fixtures, 'tiny.keras');
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

let folder: string;
let entries: Record<string, Uint8Array>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  entries = unzipSync(new Uint8Array(await readFile(sound)));
});
afterAll(() => rm(folder, { recursive: true }));

interface Measured {
  readonly message: string;
  readonly seconds: number;
  readonly bytes: number;
  readonly size: number;
}

/** What loading an archive takes, in a process of its own. */
async function measured(name: string, archive: Uint8Array): Promise<Measured> {
  const path = join(folder, `${name}.keras`);
  await writeFile(path, archive);
  const printed = await runProgram(join(fixtures, 'measure-load.mts'), [sound, path]);
  return { ...JSON.parse(printed), size: (await stat(path)).size };
}

function expectBounded({ seconds, bytes, size }: Measured): void {
  expect(bytes).toBeLessThan(4 * size + 300e6);
  expect(seconds).toBeLessThan(10);
}

/** An archive in which an entry says that it inflates to more than it does. */
function liar(name: string, size: number): Uint8Array {
  const archive = zipSync({ ...entries, [name]: new Uint8Array(1000) });
  const view = new DataView(archive.buffer);
  const isEntry = (at: number): boolean =>
    view.getUint32(at, true) === 0x02014b50 &&
    new TextDecoder().decode(archive.subarray(at + 46, at + 46 + name.length)) === name;
  view.setUint32(Array.from({ length: archive.length - 50 }, (_, at) => at).findLast(isEntry)! + 24, size, true);
  return archive;
}

/** The sound archive with another value in place of one in its config. */
function edited(from: string, to: string, level: 0 | 9 = 0): Uint8Array {
  const json = new TextDecoder().decode(entries['config.json']);
  expect(json).toContain(from);
  return zipSync({ ...entries, 'config.json': text(json.replace(from, to)) }, { level });
}

test('sizes that the weights do not have', async () => {
  const result = await measured('units', edited('"units": 3', '"units": 2e9'));
  expect(result.message).toMatch(/^ValueError: Not allowed: variable '\w+' .* would take too much memory/);
  expectBounded(result);
});

// An archive of this many takes seconds to make.
thorough(test, test.skip)('thousands of entries that nobody asks for', async () => {
  const zeros = new Uint8Array(2 ** 17);
  const others = Object.fromEntries(Array.from({ length: 3500 }, (_, i) => [`assets/${i}`, zeros]));
  // Half a gigabyte, were it inflated.
  const result = await measured('entries', zipSync({ ...entries, ...others }, { level: 1 }));
  expect(result.message).toBe('loaded');
  expect(result.size).toBeLessThan(5e6);
  expect(result.bytes).toBeLessThan(200e6);
  expectBounded(result);
});

const names = ['config.json', 'model.weights.h5', 'metadata.json'];
test.each(thorough(names, names.slice(0, 1)))('%s that inflates to a gigabyte', async (name) => {
  const result = await measured('bomb', liar(name, 1e9));
  expect(result.message).toMatch(/^ValueError: Not allowed: .* would take too much memory/);
  expectBounded(result);
});

test('strings of 10 MB, and values that nest 100,000 deep', async () => {
  const long = await measured('string', edited('"hidden"', `"${'x'.repeat(1e7)}"`));
  expectBounded(long);
  const deep = await measured('deep', edited('"units": 3', `"units": ${'['.repeat(1e5)}${']'.repeat(1e5)}`));
  expect(deep.message).toMatch(/nested too deeply/);
  expectBounded(deep);
});

test('more layers than a file of this size has', async () => {
  const layer = '{"module": "keras.layers", "class_name": "ReLU", "config": {"name": "r#"}, "registered_name": null}';
  const dense = '{"module": "keras.layers", "class_name": "Dense"';
  const layers = Array.from({ length: 30_000 }, (_, i) => layer.replace('#', String(i))).join(', ');
  const result = await measured('layers', edited(dense, `${layers}, ${dense}`, 9));
  expect(result.message).toMatch(/describes too many objects/);
  expectBounded(result);
});

test('sizes of HDF5, each byte of them', async () => {
  const h5 = entries['model.weights.h5']!;
  const view = new DataView(h5.buffer, h5.byteOffset, h5.byteLength);
  // 24 is the size of the kernel [2, 3], which its shape and its place in the file say.
  const places = [...h5.keys()].filter(
    (at) => at % 8 === 0 && at + 8 <= h5.length && view.getBigUint64(at, true) === 24n,
  );
  expect(places.length).toBeGreaterThan(0);
  for (const place of places.slice(0, thorough(3, 1))) {
    const changed = h5.slice();
    changed[place + 3] = 0x7f;
    expectBounded(await measured('h5', zipSync({ ...entries, 'model.weights.h5': changed })));
  }
});

describe('what the fuzzer has found', () => {
  test('is loaded, or refused with an error of the framework', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const names = await readdir(join(fixtures, 'found'));
    expect(names.length).toBeGreaterThan(9);
    for (const name of names) {
      const error = await loadModel(join(fixtures, 'found', name)).catch((thrown: unknown) => thrown);
      expect([name, error instanceof FrameworkError]).toEqual([name, true]);
      expect((error as Error).message.length).toBeLessThanOrEqual(2000);
      expect((error as Error).message).not.toMatch(/Cannot read properties|is not a function|is not iterable/);
    }
    warn.mockRestore();
  });
});
