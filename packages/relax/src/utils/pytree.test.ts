import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTensor, type Tensor, tensor, tree } from '@org/core';
import fc from 'fast-check';
import { loadGolden } from '../testing/goldens.js';
import { loadPytree, savePytree } from './pytree.js';

interface Files {
  readonly data: string;
  readonly treedef: string;
}
const golden = loadGolden<{ kinds: Record<'floats' | 'integers' | 'others' | 'objects' | 'numpy scalars', Files> }>(
  'files',
).kinds;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relax-pytree-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function loaded({ data, treedef }: Files): Promise<unknown> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'data.npy'), Buffer.from(data, 'hex'));
  await writeFile(join(folder, 'treedef.json'), treedef);
  return loadPytree(folder);
}

async function saved(pytree: unknown): Promise<Files> {
  await savePytree(pytree, folder);
  const data = await readFile(join(folder, 'data.npy'));
  return { data: data.toString('hex'), treedef: await readFile(join(folder, 'treedef.json'), 'utf8') };
}

const values = (pytree: unknown): unknown =>
  tree.treeMap((leaf: unknown) => (isTensor(leaf) ? { dtype: leaf.dtype, values: leaf.toJSON() } : leaf), pytree);

test('trees of floats', async () => {
  const pytree = [[tensor([[1.5, -2]]), tensor(Float64Array.of(0.1, Number.NaN)), 0.25]][0];
  expect(await saved(pytree)).toEqual(golden.floats);
  expect(values(await loaded(golden.floats))).toEqual([
    { dtype: 'float32', values: [[1.5, -2]] },
    { dtype: 'float64', values: [0.1, Number.NaN] },
    0.25,
  ]);
});

test('trees of integers: keys are sorted, whole numbers have 64 bits', async () => {
  const pytree = {
    b: BigInt64Array.of(2n ** 40n, -1n),
    a: tensor([[1], [2]]),
    c: 7,
    u: Uint8Array.of(255),
    i: Int8Array.of(-1),
  };
  expect(await saved(pytree)).toEqual(golden.integers);
  expect(values(await loaded(golden.integers))).toEqual({
    a: { dtype: 'int32', values: [[1], [2]] },
    b: { dtype: 'int64', values: [2 ** 40, -1] },
    c: 7,
    i: { dtype: 'int8', values: [-1] },
    u: { dtype: 'uint8', values: [255] },
  });
});

test('trees of texts, booleans and null', async () => {
  const pytree = [
    'text',
    true,
    null,
    tensor([true, false]),
    tensor(['a', 'längér']),
    tensor(new Float32Array(0), [0, 3]),
  ];
  expect(await saved(pytree)).toEqual(golden.others);
  const back = (await loaded(golden.others)) as unknown[];
  expect(values(back.slice(0, 5))).toEqual([
    'text',
    true,
    null,
    { dtype: 'bool', values: [true, false] },
    { dtype: 'string', values: ['a', 'längér'] },
  ]);
  expect((back[5] as Tensor).shape).toEqual([0, 3]);
});

test("NumPy's arrays of objects are read", async () => {
  expect(values(await loaded(golden.objects))).toEqual({
    dtype: 'string',
    values: [
      ['x', 'nan'],
      ['1.5', '3'],
    ],
  });
  const scalars = (await loaded(golden['numpy scalars'])) as Tensor;
  expect(await scalars.array()).toEqual(['0.5', '-3', 'true', String(2 ** 70), 'x'.repeat(300)]);
});

test('objects of other classes are not', async () => {
  // pickle.dumps of a reference to os.system, behind the header of an array of objects.
  const header = golden.objects.data.slice(0, 256);
  const pickle = Buffer.from('\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93\x94.', 'latin1').toString('hex');
  await expect(loaded({ data: header + pickle, treedef: 'true' })).rejects.toMatchObject({
    name: 'ValueError',
    message: expect.stringContaining('os.system'),
  });
});

test('damaged files are errors, whatever is cut or changed', async () => {
  const bytes = Buffer.from(golden.objects.data, 'hex');
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), async (at, byte, cut) => {
      const damaged = Buffer.from(cut ? bytes.subarray(0, at) : bytes);
      if (!cut) damaged[at] = byte;
      const error = await loaded({ data: damaged.toString('hex'), treedef: 'true' }).then(
        () => null,
        (thrown: Error) => thrown,
      );
      if (cut) expect(error).not.toBeNull();
      if (error) expect(['ValueError', 'TypeError', 'FileNotFoundError']).toContain(error.name);
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('files that do not belong together are errors', async () => {
  const more = golden.floats.data + golden.objects.data;
  await expect(loaded({ data: more, treedef: golden.floats.treedef })).rejects.toThrow(/more arrays than its tree/);
  await expect(loaded({ data: golden.floats.data, treedef: '[true, true, false, true]' })).rejects.toThrow(/NumPy/);
  await expect(loadPytree(join(folder, 'none'))).rejects.toMatchObject({ name: 'FileNotFoundError' });
});

test.each([
  ['of numbers that end too early', () => golden.floats, (data: string) => data.slice(0, -2)],
  ['of objects that end too early', () => golden.objects, (data: string) => data.slice(0, -2)],
  ['of other bytes', () => golden.floats, () => '00'.repeat(200)],
  ['without bytes', () => golden.floats, () => ''],
])('a file of arrays %s is named', async (_what, files, damaged) => {
  const { data, treedef } = files();
  await expect(loaded({ data: damaged(data), treedef })).rejects.toThrow(/In: '.*data\.npy'/);
});

test('a tree that is cut off is named', async () => {
  await savePytree({ a: [1, 2] }, folder);
  await writeFile(join(folder, 'treedef.json'), '{"a": [fal');
  await expect(loadPytree(folder)).rejects.toThrow(/treedef\.json' holds no JSON/);
});

test('what was saved is loaded', async () => {
  const leaf = fc.oneof(
    fc.array(fc.float({ noNaN: true }), { minLength: 1 }).map((list) => tensor(Float32Array.from(list))),
    fc
      .array(
        fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
        { minLength: 1 },
      )
      .map((list) => tensor(list)),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const { pytree } = fc.letrec<{ pytree: unknown }>((tie) => ({
    pytree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('pytree')),
      fc.dictionary(fc.stringMatching(/^[a-z_]+$/), tie('pytree')),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(pytree, async (original) => {
      await savePytree(original, folder);
      expect(values(await loadPytree(folder))).toEqual(values(original));
    }),
    { numRuns: 50, seed: 3 },
  );
});
