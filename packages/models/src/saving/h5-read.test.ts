import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FrameworkError, OSError } from '@org/core';
import { thorough } from '@org/testing';
import fc from 'fast-check';
import { readH5 } from './h5-store.js';
import { MemoryBudget } from './memory-budget.js';

const fixture = (name: string) => new Uint8Array(readFileSync(join(__dirname, 'fixtures', name)));
// Written by Keras 3.15.1, see fixtures/make_fixtures.py.
const written = fixture('dtypes.weights.h5');

/** The bytes of a file that `fill` writes with h5wasm itself. */
async function hdf5(fill: (file: import('h5wasm').File) => void): Promise<Uint8Array> {
  const { File, ready } = await import('h5wasm');
  const { FS } = await ready;
  const file = new File('/test.h5', 'w', { libver: ['earliest', 'latest'] });
  fill(file);
  file.close();
  const bytes = FS.readFile('/test.h5');
  FS.unlink('/test.h5');
  return bytes;
}

describe('readH5', () => {
  test.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('no weights here\n'.repeat(100))],
    ['half a file', written.slice(0, written.length / 2)],
    ['a file without its last byte', written.slice(0, -1)],
  ])('takes %s for no HDF5 file', (_, bytes) => {
    expect(() => readH5(bytes, { label: "'a.weights.h5'" })).toThrow(OSError);
    expect(() => readH5(bytes, { label: "'a.weights.h5'" })).toThrow("Can't read 'a.weights.h5'.");
  });

  test('says so when a file has other contents', async () => {
    const bytes = await hdf5((file) => file.create_group('model_weights').create_group('dense'));
    expect(() => readH5(bytes)).toThrow(/no weights of Keras 3.*an HDF5 file with model_weights/s);
  });

  test('refuses shapes that the file can not hold', async () => {
    const shape = [2, 3];
    const bytes = await hdf5((file) => {
      file.create_group('vars').create_dataset({ name: '0', data: new Float32Array(6), shape });
    });
    const view = new DataView(bytes.buffer);
    // The data space message: version 1, rank 2, with maximal sizes; then sizes and maximal sizes as 64-bit numbers.
    const at = bytes.findIndex((_, i) => i % 8 === 0 && view.getUint32(i, true) === 0x010201 && bytes[i + 8] === 2) + 8;
    for (const offset of [0, 16]) view.setBigUint64(at + offset, 2n ** 40n, true);
    expect(() => readH5(bytes)).toThrow(/shape \[1099511627776,3\] of float32/);
  });

  test('refuses data sets that are compressed beyond belief, or exceed the limit', async () => {
    const chunked = (length: number) =>
      hdf5((file) => {
        const group = file.create_group('vars');
        group.create_dataset({
          name: '0',
          data: new Float32Array(8),
          chunks: [8],
          maxshape: [null],
          compression: 'gzip',
        });
        (group.get('0') as import('h5wasm').Dataset).resize([length]);
      });
    const [small, large] = [await chunked(1000), await chunked(1e9)];
    expect(readH5(small).get('vars')?.datasets.get('0')?.shape).toEqual([1000]);
    expect(() => readH5(large)).toThrow(/Not allowed.*declares shape \[1000000000\]/);
    const budget = new MemoryBudget(0, 'it');
    budget.take(budget.left - 3999, 'everything else');
    expect(() => readH5(small, { budget })).toThrow(/declares shape \[1000\]/);
  });

  test('refuses links and unknown elements', async () => {
    const soft = await hdf5((file) => file.create_group('vars').create_soft_link('/elsewhere', '0'));
    expect(() => readH5(soft)).toThrow("Not allowed: '/vars/0' of the weight file is a link.");
    const external = await hdf5((file) => file.create_group('vars').create_external_link('/etc/passwd', '/x', '0'));
    expect(() => readH5(external)).toThrow("Not allowed: '/vars/0' of the weight file is a link.");
    const text = await hdf5((file) => file.create_group('vars').create_dataset({ name: '0', data: ['a', 'b'] }));
    expect(() => readH5(text)).toThrow('elements of an unknown type, variable-length of 16 bytes');
  });

  describe('what h5py stores in other ways', () => {
    // See fixtures/make_layouts.py.
    const layouts = readH5(fixture('layouts.weights.h5'));
    const numbers = Float32Array.from({ length: 35 }, (_, i) => i);

    test.each(['contiguous', 'big_endian', 'chunked', 'gzip', 'gzip_shuffle_checksum'])('%s', (name) => {
      const dataset = layouts.get('layers/odd/vars')!.datasets.get(name);
      expect(dataset).toEqual({ dtype: 'float32', shape: [5, 7], data: numbers });
    });

    test('other types and ranks, and what was never written', () => {
      const { datasets } = layouts.get('layers/odd/vars')!;
      expect(datasets.get('big_endian_int')!.data).toEqual(BigInt64Array.of(-3n, -2n, -1n, 0n, 1n, 2n));
      expect(datasets.get('cube')).toMatchObject({
        shape: [3, 4, 5],
        data: Int16Array.from({ length: 60 }, (_, i) => i),
      });
      expect(datasets.get('filled')!.data).toEqual(Int32Array.of(7, 7, 7));
      const filled = new Float64Array(12).fill(-1.5);
      filled[3] = 2.5;
      expect(datasets.get('filled_chunks')!.data).toEqual(filled);
    });

    test('a group of many members', () => {
      const { datasets } = layouts.get('layers/many/vars')!;
      expect([...datasets.keys()]).toEqual(Array.from({ length: 300 }, (_, i) => String(i)));
      expect(Array.from(datasets.values(), ({ data }) => data[0])).toEqual(
        Array.from({ length: 300 }, (_, i) => i % 100),
      );
    });

    test('the headers of newer libraries', () => {
      const { datasets } = readH5(fixture('latest.weights.h5')).get('layers/odd/vars')!;
      expect(datasets.get('contiguous')!.data).toEqual(numbers);
      expect(datasets.get('big_endian')!.data).toEqual(numbers);
      expect(datasets.get('filled')!.data).toEqual(Int32Array.of(7, 7, 7));
    });
  });

  test('refuses floats of another layout than those of IEEE 754', () => {
    // Byte order, bit fields, size 4; offset 0, precision 32, exponent of 8 bits at 23, mantissa of 23 at 0; bias 127.
    const float32 = [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0];
    const at = written.findIndex((_, i) => float32.every((byte, j) => written[i + j] === byte));
    expect(at).toBeGreaterThan(0);
    for (const [offset, value] of [
      [16, 126],
      [13, 9],
      [10, 31],
      [1, 0x60],
      [2, 30],
    ] as const) {
      const changed = written.slice();
      changed[at + offset] = value;
      expect(() => readH5(changed)).toThrow(/elements of an unknown type, float of 4 bytes/);
    }
  });

  test('a damaged file is read or refused, and nothing worse', () => {
    const damage = fc.array(fc.tuple(fc.nat(written.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(damage, (changes) => {
        const bytes = written.slice();
        for (const [at, value] of changes) bytes[at] = value;
        try {
          return readH5(bytes) instanceof Map;
        } catch (error) {
          return error instanceof FrameworkError && error.message.length < 2000;
        }
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  test('thousands of files that cannot be read use nothing up', () => {
    // The signature of the tree of the innermost group.
    const bytes = written.slice();
    bytes[new TextDecoder('latin1').decode(bytes).lastIndexOf('TREE')] = 0;
    const failed = Array.from({ length: thorough(10_000, 3000) }, () => {
      try {
        return readH5(bytes);
      } catch (error) {
        return error;
      }
    });
    expect(failed.every((each) => each instanceof OSError)).toBe(true);
    expect(readH5(written).size).toBe(4);
  }, 30_000);
});
