/** Trees of arrays in the original's files: data.npy has the leaves, treedef.json the tree with true for each that is an array. */
import { join } from 'node:path';
import { isTensor, type Tensor, type TypedArray, tensor, tree, ValueError } from '@org/core';
import { namingFile, readFile, readNpy } from '@org/core/files';
import { loadJson, writeWhole } from './files.js';
import { npyOf, toTensor } from './npy.js';

const isArray = (leaf: unknown): boolean => isTensor(leaf) || ArrayBuffer.isView(leaf);

/**
 * Writes a tree to a folder: data.npy, treedef.json. Tensors and typed arrays are arrays there; other leaves are numbers, texts and
 * booleans. Lists and objects belong to the tree, and null has no leaf.
 *
 * @throws OSError if it can't be written
 * @example
 * await savePytree({ w: tensor([1, 2]), name: 'mine' }, 'folder');
 */
export async function savePytree(pytree: unknown, savedDir: string): Promise<void> {
  const leaves = tree.treeLeaves<Tensor | TypedArray | number | string | boolean>(pytree);
  await Promise.all(leaves.map((leaf) => (isTensor(leaf) && leaf.dtype !== 'string' ? leaf.read() : null)));
  const parts = leaves.map((leaf) => npyOf(isTensor(leaf) ? leaf : arrayOf(leaf)));
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  await writeWhole(join(savedDir, 'data.npy'), bytes);
  await writeWhole(join(savedDir, 'treedef.json'), pythonJson(tree.treeMap(isArray, pytree)));
}

/** As NumPy makes an array of a leaf: whole numbers have 64 bits. */
function arrayOf(leaf: TypedArray | number | string | boolean): Tensor {
  if (typeof leaf !== 'number') return tensor(leaf as never);
  return Number.isInteger(leaf) ? tensor(BigInt64Array.of(BigInt(leaf)), []) : tensor(Float64Array.of(leaf), []);
}

/**
 * The tree that `savePytree` or the original wrote. Arrays are tensors.
 *
 * @throws FileNotFoundError if it is not there, ValueError if the files don't belong together
 */
export async function loadPytree(savedDir: string): Promise<unknown> {
  const structure: unknown = await loadJson(join(savedDir, 'treedef.json'));
  const path = join(savedDir, 'data.npy');
  const bytes = await readFile(path);
  let at = 0;
  const loaded = tree.treeLeaves<boolean>(structure).map((isArrayLeaf) => {
    const array = namingFile(path, readNpy, bytes, at);
    at = array.end;
    if (isArrayLeaf) return toTensor(array);
    const [value] = array.values;
    return typeof value === 'bigint' ? Number(value) : value;
  });
  if (at !== bytes.length) {
    throw new ValueError(`'${savedDir}' holds more arrays than its tree has leaves.`, {
      expected: `${loaded.length} arrays, in ${at} bytes`,
      received: `${bytes.length} bytes`,
    });
  }
  return tree.treeUnflatten(tree.treeStructure(structure), loaded);
}

/** JSON as Python's json.dump writes it, with sorted keys. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}: ${pythonJson(each)}`).join(', ')}}`;
}
