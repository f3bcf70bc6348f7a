import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DType, type TypedArray, ValueError } from '@org/core';
import { dtypeInfo } from '@org/core/internal';
import { type H5Dataset, type H5Store, readH5, writeH5 } from './h5-store.js';

// Written by Keras 3.15.1, see fixtures/make_fixtures.py.
const written = new Uint8Array(readFileSync(join(__dirname, 'fixtures/dtypes.weights.h5')));

function variable(dtype: DType, shape: number[], values: (number | bigint)[]): H5Dataset {
  const TypedArrayOf = dtypeInfo(dtype).array as unknown as new (values: unknown[]) => TypedArray;
  return { dtype, shape, data: new TypedArrayOf(values) };
}

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

test('every dtype is read as Keras wrote it, in the order of the indices', () => {
  expect(readH5(written)).toEqual(expected);
});

describe('writeH5', () => {
  test('writes what it reads', async () => {
    expect(readH5(await writeH5(expected))).toEqual(expected);
  });

  test('keeps the order of more than ten variables', async () => {
    const many = named(...Array.from({ length: 23 }, (_, i) => variable('float32', [1], [i])));
    const large = named({ dtype: 'bool', shape: [100, 300], data: new Uint8Array(30000).fill(1) });
    const store = readH5(
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
    const store = readH5(
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
