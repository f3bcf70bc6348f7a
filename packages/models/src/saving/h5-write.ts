import { type DType, OSError, ValueError } from '@org/core';
import { dtypeInfo } from '@org/core/internal';
import type { Dataset, Group } from 'h5wasm';
import { describeAs, needsDescription } from './h5-datatype.js';
import { addressOf, type File, type Library, loadLibrary, withFile, withScratch } from './h5-file.js';
import type { H5Dataset, H5Group, H5Store } from './h5-store.js';

type WriteMetadata = Parameters<Library['Module']['create_dataset']>[3];

/** Texts, and lists of texts, by the paths of groups and by names. The path of the root is empty. */
export type H5Attributes = Map<string, Map<string, string | readonly string[]>>;

/**
 * Writes a weight file.
 *
 *     const datasets = new Map([['0', { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) }]]);
 *     await writeH5(new Map([['layers/dense/vars', { name: 'dense', datasets }]]));
 */
export async function writeH5(store: H5Store, attributes: H5Attributes = new Map()): Promise<Uint8Array> {
  const library = await loadLibrary();
  return withScratch(library, (scratch) => {
    const described: [address: number, dtype: DType][] = [];
    withFile(library, scratch, (file) => {
      for (const [path, group] of store) described.push(...writeGroup(library, file, path, group));
      for (const [path, values] of attributes) {
        if (path !== '') createGroups(library, file, path);
        for (const [name, value] of values) writeAttribute(file, `/${path}`, name, value);
      }
    });
    const bytes = library.Module.FS.readFile(scratch);
    for (const [address, dtype] of described) {
      if (!describeAs(bytes, address, dtype)) throw new OSError(`Can't describe a ${dtype} variable in a weight file.`);
    }
    return bytes;
  });
}

/** Returns where the data sets lie whose dtype h5wasm doesn't know. */
function writeGroup(library: Library, file: File, path: string, group: H5Group): [address: number, dtype: DType][] {
  createGroups(library, file, path, [...group.datasets.keys()]);
  if (group.name !== undefined) writeAttribute(file, `/${path}`, 'name', group.name);
  const described: [address: number, dtype: DType][] = [];
  for (const [name, dataset] of group.datasets) {
    const { dtype } = dataset;
    const full = `/${path}/${name}`;
    writeDataset(library, file, full, dataset);
    if (dtype === 'bfloat16') writeAttribute(file, full, 'dtype', dtype);
    if (needsDescription(dtype)) described.push([addressOf(library, file, full), dtype]);
  }
  return described;
}

/** Makes a group, and those above it, unless they are there. */
function createGroups(library: Library, file: File, path: string, members: readonly string[] = []): void {
  const names = path.split('/');
  for (const name of [...names, ...members]) {
    if (name === '' || name === '.' || name.includes('/')) {
      throw new ValueError(`Invalid name in a weight file: '${name}', in '${path}'.`);
    }
  }
  for (let depth = 1; depth <= names.length; depth++) {
    const parent = `/${names.slice(0, depth).join('/')}`;
    if (file.get_type(parent) !== library.Module.H5G_GROUP) library.Module.create_group(file.file_id, parent);
  }
}

/** An empty list is left out, as no list of texts can be empty in HDF5. */
function writeAttribute(file: File, path: string, name: string, value: string | readonly string[]): void {
  const object = file.get(path) as Group | Dataset;
  if (typeof value === 'string') object.create_attribute(name, value, []);
  else if (value.length > 0) object.create_attribute(name, [...value], [value.length]);
}

function writeDataset({ Module }: Library, file: File, path: string, { dtype, shape, data }: H5Dataset): void {
  const count = shape.reduce((product, size) => product * size, 1);
  if (data.length !== count) {
    throw new ValueError(`Variable '${path}' has values that don't fit its shape.`, {
      expected: `${count} values for shape [${shape}]`,
      received: `${data.length} values`,
    });
  }
  const { kind, bits } = dtypeInfo(dtype);
  const { H5T_INTEGER, H5T_FLOAT, H5T_COMPOUND } = Module.H5T_class_t;
  const element = { size: bits / 8, signed: kind === 'signed', vlen: false, littleEndian: true };
  const placeholder = { ...element, type: H5T_INTEGER.value, name: 'bits', offset: 0 };
  const metadata = {
    ...element,
    ...(needsDescription(dtype)
      ? { type: H5T_COMPOUND.value, compound_type: { members: [placeholder], nmembers: 1 } }
      : { type: kind === 'float' ? H5T_FLOAT.value : H5T_INTEGER.value }),
    shape: shape.map(BigInt),
    maxshape: shape.map(BigInt),
    total_size: count,
  };
  const source = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const pointer = Module._malloc(Math.max(source.length, 1));
  if (pointer === 0) throw new OSError(`Out of memory: variable '${path}' takes ${source.length} bytes.`);
  try {
    Module.HEAPU8.set(source, pointer);
    Module.create_dataset(file.file_id, path, BigInt(pointer), metadata as WriteMetadata);
  } finally {
    Module._free(pointer);
  }
}
