import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OSError, ValueError } from '@org/core';
import { zipSync } from 'fflate';
import { readH5 } from './h5-store.js';
import { archiveMetadata, type KerasArchive, readArchive, writeArchive } from './keras-archive.js';
import { MemoryBudget } from './memory-budget.js';
import { openZip } from './zip.js';

// Written by Keras 3.15.1, see fixtures/make_fixtures.py.
const fixture = (name: string) => new Uint8Array(readFileSync(join(__dirname, 'fixtures', name)));
const text = (value: string) => new TextEncoder().encode(value);

/** The contents of an archive, with all of its assets. */
const contents = ({ assets, ...others }: KerasArchive) => ({
  ...others,
  assets: Object.fromEntries(Array.from(assets.keys(), (path) => [path, assets.get(path)])),
});

const archive: KerasArchive = {
  metadata: archiveMetadata('3.15.1', new Date(2026, 10, 22, 4, 9, 2)),
  config: { module: 'keras', class_name: 'Sequential', config: { name: 'größe', rate: Number.POSITIVE_INFINITY } },
  weights: Uint8Array.of(1, 2, 3),
  assets: new Map([['layers/string_lookup/vocabulary.txt', text('[UNK]\nx\ny')]]),
};

describe('readArchive', () => {
  test('reads what Keras wrote', () => {
    const { metadata, config, weights, assets } = readArchive(fixture('tiny.keras'));
    expect(metadata).toEqual({
      keras_version: '3.15.1',
      date_saved: expect.stringMatching(/^\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d$/),
    });
    expect(Object.keys(config)).toEqual([
      'module',
      'class_name',
      'config',
      'registered_name',
      'build_config',
      'compile_config',
    ]);
    expect(config.class_name).toBe('Sequential');
    expect(readH5(weights).get('layers/dense/vars')?.datasets.get('0')?.shape).toEqual([2, 3]);
    expect([...assets.keys()]).toEqual([]);
  });

  test('reads the assets of layers', () => {
    const { assets } = readArchive(fixture('lookup.keras'));
    expect([...assets.keys()]).toEqual(['layers/string_lookup/vocabulary.txt']);
    expect(new TextDecoder().decode(assets.get('layers/string_lookup/vocabulary.txt'))).toBe('[UNK]\ny\nx');
  });

  test('reads entries in any order, deflated, with others between them', () => {
    const bytes = zipSync({
      'readme.md': text('hello'),
      'model.weights.h5': text('h5'),
      'config.json': text('{"a": NaN}'),
    });
    expect(contents(readArchive(bytes))).toEqual({
      metadata: {},
      config: { a: Number.NaN },
      weights: text('h5'),
      assets: {},
    });
  });

  test('inflates no entry but those that it needs', () => {
    const others = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`assets/${i}`, new Uint8Array(2 ** 20)]));
    const bytes = zipSync({ ...others, 'config.json': text('{}'), 'model.weights.h5': text('h5') }, { level: 9 });
    const budget = new MemoryBudget(bytes.length, 'it');
    const before = budget.left;
    const { assets } = readArchive(bytes, { budget });
    expect(before - budget.left).toBeLessThan(100);
    expect(assets.get('7')).toHaveLength(2 ** 20);
    expect(before - budget.left).toBeGreaterThan(2 ** 20);
    expect(assets.has('50')).toBe(false);
    expect(assets.get('50')).toBeUndefined();
  });

  test('refuses JSON that would fill the memory', () => {
    const bytes = zipSync({ 'config.json': text(`[${'{},'.repeat(5e6)}{}]`), 'model.weights.h5': text('') });
    expect(() => readArchive(bytes)).toThrow('Not allowed: config.json of the model file would take too much memory.');
  });

  test('names what is missing', () => {
    const only = (name: string) => zipSync({ [name]: text('{}') });
    expect(() => readArchive(only('model.weights.h5'))).toThrow(/There is no config.json in the model file/);
    expect(() => readArchive(only('other'), { label: "'a.keras'" })).toThrow(
      /There is no config.json and no model.weights.h5 in 'a.keras'.*Received: other/s,
    );
    const npz = zipSync({ 'config.json': text('{}'), 'model.weights.npz': text('') });
    expect(() => readArchive(npz)).toThrow(/weights_format="h5"/);
  });

  test('refuses configs that are no objects', () => {
    const withConfig = (config: string) => zipSync({ 'config.json': text(config), 'model.weights.h5': text('') });
    expect(() => readArchive(withConfig('[1, 2]'))).toThrow(ValueError);
    expect(() => readArchive(withConfig('null'))).toThrow('config.json of the model file is not a JSON object.');
    expect(() => readArchive(withConfig('{"a"'))).toThrow('config.json of the model file is not valid JSON.');
    expect(() => readArchive(withConfig('['.repeat(1e5)))).toThrow(/nested too deeply/);
  });

  test('refuses damaged files', () => {
    const bytes = fixture('tiny.keras');
    expect(() => readArchive(bytes.slice(0, 9000))).toThrow(OSError);
    bytes[9000]! ^= 1;
    expect(() => readArchive(bytes)).toThrow(/entry 'model.weights.h5' that does not match its checksum/);
  });
});

describe('writeArchive', () => {
  test('writes what it reads, with the entries of Keras in the order of Keras', () => {
    const bytes = writeArchive(archive);
    expect(contents(readArchive(bytes))).toEqual(contents(archive));
    expect(openZip(bytes).names).toEqual([
      'metadata.json',
      'config.json',
      'model.weights.h5',
      'assets/layers/string_lookup/vocabulary.txt',
    ]);
  });

  test('gives the date as Keras does', () => {
    expect(archive.metadata).toEqual({ keras_version: '3.15.1', date_saved: '2026-11-22@04:09:02' });
  });
});
