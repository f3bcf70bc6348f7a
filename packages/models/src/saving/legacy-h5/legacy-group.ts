/** Groups of HDF5 files in the layout of Keras 2: the names of layers and weights are texts in attributes. */

import type { ReadH5Options } from '../h5-read.js';
import type { H5Dataset } from '../h5-store.js';
import { textsOf } from '../hdf5/attributes.js';
import { type DatasetBudget, readDataset } from '../hdf5/dataset.js';
import { isGroup, membersOf } from '../hdf5/group.js';
import { ObjectHeader, openFile } from '../hdf5/object-header.js';
import type { Source } from '../hdf5/source.js';
import { MemoryBudget } from '../memory-budget.js';

export class LegacyGroup {
  readonly #source: Source;
  readonly #header: ObjectHeader;
  readonly #path: string;
  readonly #budget: DatasetBudget;
  readonly #texts: ReadonlyMap<string, readonly string[]>;
  readonly #members: ReadonlyMap<string, number | null>;

  constructor(source: Source, header: ObjectHeader, path: string, budget: DatasetBudget) {
    this.#source = source;
    this.#header = header;
    this.#path = path;
    this.#budget = budget;
    this.#texts = textsOf(source, header);
    this.#members = membersOf(source, header);
  }

  /** The text of an attribute. */
  text(name: string): string | null {
    return this.#texts.get(name)?.[0] ?? null;
  }

  /** The texts of an attribute; lists that are too long for one are in `name0`, `name1`, ... */
  texts(name: string): readonly string[] | null {
    const whole = this.#texts.get(name);
    if (whole || !this.#texts.has(`${name}0`)) return whole ?? null;
    const all: string[] = [];
    for (let part = 0; this.#texts.has(`${name}${part}`); part++) all.push(...this.#texts.get(`${name}${part}`)!);
    return all;
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  /** The group below this one, by a path with slashes. */
  group(path: string): LegacyGroup {
    const [header, full] = this.#find(path);
    if (!isGroup(header)) throw this.#source.damaged(`a data set '${full}' where a group is meant`);
    return new LegacyGroup(this.#source, header, full, this.#budget);
  }

  /** The data sets that an attribute names, in its order. */
  weights(): H5Dataset[] {
    return (this.texts('weight_names') ?? []).map((name) => {
      const [header, full] = this.#find(name);
      return readDataset(this.#source, header, full, this.#budget);
    });
  }

  #find(path: string): [header: ObjectHeader, full: string] {
    let [header, full] = [this.#header, this.#path];
    for (const name of path.split('/')) {
      full += `/${name}`;
      const address = isGroup(header) ? membersOf(this.#source, header).get(name) : undefined;
      if (address === undefined) throw this.#source.damaged(`no '${full}', which an attribute names`);
      if (address === null) throw this.#source.refusal(`'${full}'`, 'is a link');
      header = new ObjectHeader(this.#source, address);
    }
    return [header, full];
  }
}

/** The root group of a file. */
export function openLegacy(bytes: Uint8Array, { label = 'the file', budget }: ReadH5Options = {}): LegacyGroup {
  const { source, root } = openFile(bytes, label);
  const memory = budget ?? new MemoryBudget(bytes.length, label);
  return new LegacyGroup(source, root, '', { stored: bytes.length, memory });
}
