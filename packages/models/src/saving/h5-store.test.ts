import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DType, OSError, type TypedArray, ValueError } from '@org/core';
import { dtypeInfo } from '@org/core/internal';
import fc from 'fast-check';
import { type H5Dataset, type H5Store, readH5, writeH5 } from './h5-store.js';

// Written by Keras 3.15.1, see fixtures/make_fixtures.py.
const written = new Uint8Array(readFileSync(join(__dirname, 'fixtures/dtypes.weights.h5')));

const variable = (dtype: DType, shape: number[], values: (number | bigint)[]): H5Dataset => ({
  dtype,
  shape,
  data: new (dtypeInfo(dtype).array as unknown as new (values: unknown[]) => TypedArray)(values),
});

const named = (...datasets: H5Dataset[]) => new Map(datasets.map((dataset, i) => [String(i), dataset]));

/** What Keras was given. The half types are bit patterns: 0, -1.5, 1/3, inf, -inf, 1e-5. */
const all = named(
  variable('bool', [2, 3], [1, 0, 1, 0, 0, 1]),
  variable('uint8', [2, 3], [0, 1, 255, 0, 5, 7]),
  variable('int8', [2, 3], [0, 1, 127, -128, 5, 7]),
  variable('uint16', [2, 3], [0, 1, 65535, 0, 5, 7]),
  variable('int16', [2, 3], [0, 1, 32767, -32768, 5, 7]),
  variable('uint32', [2, 3], [0, 1, 2 ** 32 - 1, 0, 5, 7]),
  variable('int32', [2, 3], [0, 1, 2 ** 31 - 1, -(2 ** 31), 5, 7]),
  variable('uint64', [2, 3], [0n, 1n, 2n ** 64n - 1n, 0n, 5n, 7n]),
  variable('int64', [2, 3], [0n, 1n, 2n ** 63n - 1n, -(2n ** 63n), 5n, 7n]),
  variable('float16', [2, 3], [0, 0xbe00, 0x3555, 0x7c00, 0xfc00, 0x00a8]),
  variable('bfloat16', [2, 3], [0, 0xbfc0, 0x3eab, 0x7f80, 0xff80, 0x3728]),
  variable('float32', [2, 3], [0, -1.5, 1 / 3, Infinity, -Infinity, 1e-5]),
  variable('float64', [2, 3], [0, -1.5, 1 / 3, Infinity, -Infinity, 1e-5]),
);
const odd = named(
  variable('float16', [], [0x3e00]),
  variable('float32', [0, 3], []),
  variable('bfloat16', [], [0xc000]),
);
const expected: H5Store = new Map([
  ['layers/all/vars', { datasets: all }],
  ['layers/empty/vars', { datasets: new Map() }],
  ['layers/odd/vars', { datasets: odd }],
  ['vars', { datasets: new Map() }],
]);

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
  test('reads every dtype as Keras wrote it, in the order of the indices', async () => {
    expect(await readH5(written)).toEqual(expected);
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('no weights here\n'.repeat(100))],
    ['half a file', written.slice(0, written.length / 2)],
    ['a file without its last byte', written.slice(0, -1)],
  ])('takes %s for no HDF5 file', async (_, bytes) => {
    await expect(readH5(bytes, { label: "'a.weights.h5'" })).rejects.toThrow(OSError);
    await expect(readH5(bytes, { label: "'a.weights.h5'" })).rejects.toThrow("Can't read 'a.weights.h5'.");
    expect(await readH5(written)).toEqual(expected);
  });

  test('says so when a file has other contents', async () => {
    const bytes = await hdf5((file) => file.create_group('model_weights').create_group('dense'));
    await expect(readH5(bytes)).rejects.toThrow(/no weights of Keras 3.*an HDF5 file with model_weights/s);
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
    await expect(readH5(bytes)).rejects.toThrow(/shape \[1099511627776,3\] of float32|invalid dataset size/);
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
    expect((await readH5(await chunked(1000))).get('vars')?.datasets.get('0')?.shape).toEqual([1000]);
    await expect(readH5(await chunked(1e9))).rejects.toThrow(/Not allowed.*declares shape \[1000000000\]/);
    await expect(readH5(await chunked(1000), { maxBytes: 3999 })).rejects.toThrow(ValueError);
  });

  test('refuses links and unknown elements', async () => {
    const soft = await hdf5((file) => file.create_group('vars').create_soft_link('/elsewhere', '0'));
    await expect(readH5(soft)).rejects.toThrow("Not allowed: '/vars/0' of the weight file is a link.");
    const external = await hdf5((file) => file.create_group('vars').create_external_link('/etc/passwd', '/x', '0'));
    await expect(readH5(external)).rejects.toThrow("Not allowed: '/vars/0' of the weight file is a link.");
    const text = await hdf5((file) => file.create_group('vars').create_dataset({ name: '0', data: ['a', 'b'] }));
    await expect(readH5(text)).rejects.toThrow('elements of an unknown type, H5T_STRING of 4 bytes');
  });

  test('a damaged file is read or refused, and nothing worse', async () => {
    const damage = fc.array(fc.tuple(fc.nat(written.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const bytes = written.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const outcome = await readH5(bytes).catch((error: unknown) => error);
        return outcome instanceof Map || outcome instanceof OSError || outcome instanceof ValueError;
      }),
      { numRuns: 200, seed: 1 },
    );
    expect(await readH5(written)).toEqual(expected);
  });
});

describe('writeH5', () => {
  test('writes what it reads', async () => {
    expect(await readH5(await writeH5(expected))).toEqual(expected);
  });

  test('keeps the order of more than ten variables', async () => {
    const many = named(...Array.from({ length: 23 }, (_, i) => variable('float32', [1], [i])));
    const large = named({ dtype: 'bool', shape: [100, 300], data: new Uint8Array(30000).fill(1) });
    const store = await readH5(
      await writeH5(
        new Map([
          ['optimizer/vars', { name: 'adam', datasets: many }],
          ['vars', { name: 'large', datasets: large }],
        ]),
      ),
    );
    expect([...store.get('optimizer/vars')!.datasets.values()].map(({ data }) => data[0])).toEqual([
      ...Array(23).keys(),
    ]);
    expect(store.get('vars')?.datasets).toEqual(large);
  });

  test('writes views of larger buffers', async () => {
    const data = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    const store = await readH5(
      await writeH5(new Map([['vars', { datasets: named({ dtype: 'float32', shape: [2], data }) }]])),
    );
    expect(store.get('vars')!.datasets.get('0')!.data).toEqual(Float32Array.of(1, 2));
  });

  test('names the object and the element type for other programs', async () => {
    const { File, ready } = await import('h5wasm');
    const { FS } = await ready;
    const datasets = named(variable('bfloat16', [], [0]));
    FS.writeFile('/test.h5', await writeH5(new Map([['layers/dense/vars', { name: 'größe', datasets }]])));
    const file = new File('/test.h5', 'r');
    const group = file.get('layers/dense/vars') as import('h5wasm').Group;
    expect(group.attrs.name?.value).toBe('größe');
    expect((group.get('0') as import('h5wasm').Dataset).attrs.dtype?.value).toBe('bfloat16');
    file.close();
    FS.unlink('/test.h5');
  });

  test('refuses values that do not fit their shape, and names that are paths', async () => {
    const store = (path: string, dataset: H5Dataset) => new Map([[path, { datasets: named(dataset) }]]);
    await expect(writeH5(store('vars', variable('float32', [3], [1])))).rejects.toThrow(/3 values for shape \[3\]/);
    await expect(writeH5(store('a//vars', variable('float32', [1], [1])))).rejects.toThrow(ValueError);
  });
});
