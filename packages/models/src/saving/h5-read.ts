import { type DType, OSError, ValueError } from '@org/core';
import { dtypeInfo, isDType } from '@org/core/internal';
import type { Metadata } from 'h5wasm';
import { isFloat16 } from './h5-datatype.js';
import { addressOf, type File, type Library, loadLibrary, withFile, withScratch } from './h5-file.js';
import type { H5Dataset, H5Store } from './h5-store.js';

export interface ReadH5Options {
  /** What errors call the file. */
  readonly label?: string;
  /** The most bytes that all variables together may take in memory. */
  readonly maxBytes?: number;
}

/** A compressed data set may be this much larger than the file; one that isn't compressed, no larger. */
const MAX_EXPANSION = 1000;

/**
 * Reads a weight file.
 *
 * Throws `OSError` if the bytes are no HDF5 file or a damaged one, and `ValueError` if they are one that we won't read:
 * links, virtual data sets, element types that Keras has not, sizes that the file can't back up.
 *
 *     const store = await readH5(bytes);
 *     store.get('layers/dense/vars')?.datasets.get('0')?.shape; // [8, 16]
 */
export async function readH5(bytes: Uint8Array, options: ReadH5Options = {}): Promise<H5Store> {
  const { label = 'the weight file', maxBytes = 2 ** 32 } = options;
  const hdf5 = await loadLibrary();
  return withScratch(hdf5, (scratch) => {
    hdf5.Module.FS.writeFile(scratch, bytes);
    return withFile(hdf5, scratch, 'r', label, (file) => new Reader(hdf5, file, bytes, label, maxBytes).read());
  });
}

class Reader {
  /** What is left of the file, and of the memory that we may fill. */
  private readonly budget: { stored: number; memory: number };

  constructor(
    private readonly hdf5: Library,
    private readonly file: File,
    private readonly bytes: Uint8Array,
    private readonly label: string,
    maxBytes: number,
  ) {
    this.budget = { stored: bytes.length, memory: maxBytes };
  }

  /**
   * Attributes are left alone: Keras loads nothing from them, and HDF5 does not return from reading some damaged ones
   * (their strings lie in a heap, whose chain of free blocks may have become a circle).
   */
  read(): H5Store {
    const { file, label } = this;
    const { H5G_GROUP, H5G_DATASET } = this.hdf5.Module;
    const groups = new Map<string, Map<string, H5Dataset>>();
    for (const listed of file.paths()) {
      const names = listed.split('/').filter(Boolean);
      const path = `/${names.join('/')}`;
      if (file.get_link(path) !== null || file.get_external_link(path).filename !== undefined) {
        throw this.refusal(`'${path}'`, 'is a link');
      }
      const type = file.get_type(path);
      if (type === H5G_GROUP && names.at(-1) === 'vars') groups.set(path, new Map());
      if (type === H5G_DATASET && names.at(-2) === 'vars') {
        groups.get(`/${names.slice(0, -1).join('/')}`)?.set(names.at(-1)!, this.dataset(path));
      }
    }
    if (groups.size === 0) {
      throw new ValueError(`There are no weights of Keras 3 in ${label}.`, {
        expected: "groups named 'vars'",
        received: `an HDF5 file with ${file.keys().join(', ') || 'nothing in it'}`,
      });
    }
    const inOrder = (datasets: Map<string, H5Dataset>) => new Map([...datasets].sort(([a], [b]) => byIndex(a, b)));
    return new Map(Array.from(groups, ([path, datasets]) => [path.slice(1), { datasets: inOrder(datasets) }]));
  }

  private dataset(path: string): H5Dataset {
    const { hdf5, file, label, budget } = this;
    const { Module } = hdf5;
    const name = `data set '${path}'`;
    const metadata = Module.get_dataset_metadata(file.file_id, path);
    if (metadata.virtual_sources) throw this.refusal(name, 'is virtual: it refers to other files');
    const { shape } = metadata;
    if (shape === null) throw this.refusal(name, 'has no shape');
    const dtype = this.dtypeOf(path, metadata);
    if (dtype === null) throw this.refusal(name, `has elements of an unknown type, ${describe(hdf5, metadata)}`);

    const count = shape.reduce((product, size) => product * size, 1);
    const size = count * metadata.size;
    budget.stored -= metadata.chunks ? size / MAX_EXPANSION : size;
    budget.memory -= size;
    if (!(budget.stored >= 0 && budget.memory >= 0)) {
      throw this.refusal(name, `declares shape [${shape}] of ${dtype}, in a file of ${this.bytes.length} bytes`);
    }
    const pointer = Module._malloc(Math.max(size, 1));
    if (pointer === 0) throw new OSError(`Out of memory: ${name} of ${label} takes ${size} bytes.`);
    try {
      if (count > 0) Module.get_dataset_data(file.file_id, path, null, null, null, BigInt(pointer));
      const raw = Module.HEAPU8.slice(pointer, pointer + size);
      return { dtype, shape, data: new (dtypeInfo(dtype).array)(raw.buffer) };
    } finally {
      Module._free(pointer);
    }
  }

  private dtypeOf(path: string, { type, size, signed, enum_type }: Metadata): DType | null {
    const { H5T_class_t: kinds } = this.hdf5.Module;
    switch (type) {
      case kinds.H5T_INTEGER.value: {
        const name = `${signed ? '' : 'u'}int${size * 8}`;
        return isDType(name) ? name : null;
      }
      case kinds.H5T_FLOAT.value:
        if (size === 2) return isFloat16(this.bytes, addressOf(this.hdf5, this.file, path)) ? 'float16' : null;
        return size === 4 ? 'float32' : size === 8 ? 'float64' : null;
      case kinds.H5T_OPAQUE.value: // Keras writes no other opaque elements.
        return size === 2 ? 'bfloat16' : null;
      case kinds.H5T_ENUM.value: {
        const { FALSE, TRUE } = enum_type?.members ?? {};
        return size === 1 && enum_type?.nmembers === 2 && FALSE === 0 && TRUE === 1 ? 'bool' : null;
      }
      default:
        return null;
    }
  }

  private refusal(what: string, problem: string): ValueError {
    return new ValueError(`Not allowed: ${what} of ${this.label} ${problem}.`);
  }
}

/** HDF5 lists names as strings, so that `10` comes before `2`. */
const byIndex = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

function describe({ Module }: Library, { type, size }: Metadata): string {
  const kinds = Object.entries(Module.H5T_class_t) as [string, { value: number }][];
  return `${kinds.find(([, kind]) => kind?.value === type)?.[0] ?? 'unknown'} of ${size} bytes`;
}
