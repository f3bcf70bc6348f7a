import { ValueError } from '@org/core/basics';
import type { H5Dataset, H5Store } from './h5-store.js';
import { type DatasetBudget, readDataset } from './hdf5/dataset.js';
import { isGroup, membersOf } from './hdf5/group.js';
import { ObjectHeader, openFile } from './hdf5/object-header.js';
import type { Source } from './hdf5/source.js';
import { MemoryBudget } from './memory-budget.js';

export interface ReadH5Options {
  /** What errors call the file. */
  readonly label?: string;
  /** What all variables together may take in memory; by default what a file of this size may. */
  readonly budget?: MemoryBudget;
}

/** Keras nests as deep as the layers of a model do. */
const MAX_DEPTH = 100;

/**
 * Reads a weight file.
 *
 * Throws `OSError` if the bytes are no HDF5 file or a damaged one, and `ValueError` if they are one that we won't read:
 * links, virtual data sets, element types that Keras has not, sizes that the file can't back up.
 *
 *     const store = readH5(bytes);
 *     store.get('layers/dense/vars')?.datasets.get('0')?.shape; // [8, 16]
 */
export function readH5(bytes: Uint8Array, options: ReadH5Options = {}): H5Store {
  const { label = 'the weight file', budget = new MemoryBudget(bytes.length, label) } = options;
  const { source, root } = openFile(bytes, label);
  const groups = new Map<string, Map<string, H5Dataset>>();
  collect(source, root, [], groups, { stored: bytes.length, memory: budget }, new Set([root.address]));
  if (groups.size === 0) {
    throw new ValueError(`There are no weights of Keras 3 in ${label}.`, {
      expected: "groups named 'vars'",
      received: `an HDF5 file with ${[...membersOf(source, root).keys()].slice(0, 10).join(', ') || 'nothing in it'}`,
    });
  }
  const inOrder = (datasets: Map<string, H5Dataset>) => new Map([...datasets].sort(([a], [b]) => byIndex(a, b)));
  return new Map(Array.from(groups, ([path, datasets]) => [path, { datasets: inOrder(datasets) }]));
}

/** Finds the `vars` groups below a group. Attributes are left alone: Keras loads nothing from them. */
function collect(
  source: Source,
  group: ObjectHeader,
  names: readonly string[],
  groups: Map<string, Map<string, H5Dataset>>,
  budget: DatasetBudget,
  visited: Set<number>,
): void {
  if (names.length > MAX_DEPTH) throw source.refusal('a group', `lies more than ${MAX_DEPTH} levels deep`);
  const path = names.join('/');
  if (names.at(-1) === 'vars') groups.set(path, new Map());
  for (const [name, address] of membersOf(source, group)) {
    const own = `/${[...names, name].join('/')}`;
    if (address === null) throw source.refusal(`'${own}'`, 'is a link');
    if (visited.has(address)) throw source.refusal(`'${own}'`, 'is in the file under another name as well');
    visited.add(address);
    const header = new ObjectHeader(source, address);
    if (isGroup(header)) collect(source, header, [...names, name], groups, budget, visited);
    else groups.get(path)?.set(name, readDataset(source, header, own, budget));
  }
}

/** HDF5 lists names as strings, so that `10` comes before `2`. */
const byIndex = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
