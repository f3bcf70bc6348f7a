import { isTensor, isVariable, ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { writeFile } from '@org/core/files';
import { isPlainObject } from '@org/core/python';
import { zipSync } from 'fflate';
import { storageOfDType } from './storages.js';

/** Files of the same state are the same: their entries have this time. In zip files, none is earlier. */
const EPOCH = '1980-01-01 00:00:00';

/** What is written: tensors, numbers, texts, and lists and dicts of them. Keys of maps may be whole numbers. */
type Savable =
  | TensorLike
  | string
  | boolean
  | null
  | readonly Savable[]
  | ReadonlyMap<number | string, Savable>
  | { readonly [name: string]: Savable };

/**
 * Writes a state dict as `torch.save` does, so that `torch.load` opens it; or a dict of such dicts, numbers, texts and lists, as of a
 * model, its optimizer and the number of epochs.
 *
 * @param path where to; without one, the bytes are only returned
 * @throws ValueError for types that torch has no storage for here
 * @example
 * import { nn, optim } from '@org/lfxai';
 * const model = new nn.Linear(4, 2);
 * const optimizer = new optim.Adam(model.parameters());
 * const bytes = await save({ model: model.stateDict(), optimizer: optimizer.stateDict(), epoch: 3 });
 */
export async function save(stateDict: object, path?: string): Promise<Uint8Array> {
  const pickle = new PickleWriter();
  pickle.ordered(stateDict as Readonly<Record<string, Savable>>);
  const entries: Record<string, Uint8Array> = {};
  for (const [i, [name, value]] of pickle.tensors.entries()) {
    const type = storageOfDType.get(value.dtype);
    const data = await value.data();
    if (!type || !ArrayBuffer.isView(data) || data.byteLength !== type.bytes * data.length) {
      throw new ValueError(`"${name}" cannot be written to a file of torch.`, {
        expected: 'float32, float64, int64, int32, int16, int8, uint8 or bool',
        received: value.dtype,
      });
    }
    entries[`data/${i}`] = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
  const text = (value: string) => new TextEncoder().encode(value);
  const all = { 'data.pkl': pickle.finish(), byteorder: text('little'), ...entries, version: text('3\n') };
  const named = Object.fromEntries(Object.entries(all).map(([name, bytes]) => [`archive/${name}`, bytes]));
  const archive = zipSync(named, { level: 0, mtime: EPOCH });
  if (path !== undefined) await writeFile(path, archive);
  return archive;
}

/** Writes the opcodes of a value, in protocol 2. */
class PickleWriter {
  readonly #bytes: number[] = [0x80, 2];
  /** The tensors that were met, whose storages have their numbers as keys, and what they are called. */
  readonly tensors: [name: string, value: Tensor][] = [];

  /** The outermost dict, as torch's modules have it. */
  ordered(dict: Readonly<Record<string, Savable>>): void {
    this.#global('collections', 'OrderedDict');
    this.#bytes.push(0x29, 0x52); // (), called
    this.#items(Object.entries(dict), '');
  }

  #items(items: readonly (readonly [key: number | string, value: Savable])[], path: string): void {
    this.#bytes.push(0x28); // MARK
    for (const [key, value] of items) {
      if (typeof key === 'number') this.#int(key);
      else this.#text(key);
      this.#value(value, path === '' ? String(key) : `${path}.${key}`);
    }
    this.#bytes.push(0x75); // SETITEMS
  }

  #value(value: Savable, path: string): void {
    if (isTensor(value) || isVariable(value) || ArrayBuffer.isView(value))
      this.#tensor(ops.convertToTensor(value), path);
    else if (value === null) this.#bytes.push(0x4e);
    else if (typeof value === 'boolean') this.#bytes.push(value ? 0x88 : 0x89);
    else if (typeof value === 'string') this.#text(value);
    else if (Number.isSafeInteger(value)) this.#int(value as number);
    else if (typeof value === 'number') this.#bytes.push(0x47, ...float(value));
    else if (Array.isArray(value)) {
      this.#bytes.push(0x5d, 0x28); // EMPTY_LIST, MARK
      for (const [i, each] of (value as readonly Savable[]).entries()) this.#value(each, `${path}.${i}`);
      this.#bytes.push(0x65); // APPENDS
    } else if (value instanceof Map || isPlainObject(value)) {
      this.#bytes.push(0x7d); // EMPTY_DICT
      this.#items(value instanceof Map ? [...value] : Object.entries(value as object), path);
    } else throw new ValueError(`"${path}" cannot be written to a file of torch.`, { received: typeof value });
  }

  #tensor(value: Tensor, path: string): void {
    const shape = value.shape as readonly number[];
    const count = shape.reduce((product, size) => product * size, 1);
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
    this.#global('torch._utils', '_rebuild_tensor_v2');
    this.#bytes.push(0x28, 0x28); // MARK: the arguments, the storage
    this.#text('storage');
    this.#global('torch', storageOfDType.get(value.dtype)?.name ?? '');
    this.#text(String(this.tensors.length));
    this.#text('cpu');
    this.#int(count);
    this.#bytes.push(0x74, 0x51); // TUPLE, BINPERSID
    this.#int(0);
    this.#sizes(shape);
    this.#sizes(strides);
    this.#bytes.push(0x89); // requires_grad
    this.#global('collections', 'OrderedDict');
    this.#bytes.push(0x29, 0x52, 0x74, 0x52); // backward hooks, none; TUPLE, REDUCE
    this.tensors.push([path, value]);
  }

  finish(): Uint8Array {
    return Uint8Array.from([...this.#bytes, 0x2e]); // STOP
  }

  #global(module: string, name: string): void {
    this.#bytes.push(0x63, ...new TextEncoder().encode(`${module}\n${name}\n`));
  }

  #text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.#bytes.push(0x58, ...int32(bytes.length), ...bytes);
  }

  #int(value: number): void {
    if (Math.abs(value) < 2 ** 31) this.#bytes.push(0x4a, ...int32(value));
    else this.#bytes.push(0x8a, 8, ...new Uint8Array(BigInt64Array.of(BigInt(value)).buffer));
  }

  #sizes(values: readonly number[]): void {
    this.#bytes.push(0x28);
    for (const value of values) this.#int(value);
    this.#bytes.push(0x74);
  }
}

const int32 = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);

/** Floats are written with the high bytes first. */
const float = (value: number): Uint8Array => new Uint8Array(Float64Array.of(value).buffer).reverse();
