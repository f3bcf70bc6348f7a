import { ops, type TensorLike, ValueError } from '@org/core';
import { writeFile } from '@org/core/files';
import { zipSync } from 'fflate';
import { storageOfDType } from './storages.js';

/** Files of the same state are the same: their entries have this time. In zip files, none is earlier. */
const EPOCH = '1980-01-01 00:00:00';

/**
 * Writes a state dict as `torch.save` does, so that `torch.load` opens it.
 *
 * @param path where to; without one, the bytes are only returned
 * @throws ValueError for types that torch has no storage for here
 * @example
 * import { nn } from '@org/lfxai';
 * const bytes = await save(new nn.Linear(4, 2).stateDict());
 */
export async function save(stateDict: Readonly<Record<string, TensorLike>>, path?: string): Promise<Uint8Array> {
  const entries: Record<string, Uint8Array> = {};
  const pickle = new PickleWriter();
  pickle.dict();
  for (const [i, [name, value]] of Object.entries(stateDict).entries()) {
    const each = ops.convertToTensor(value);
    const type = storageOfDType.get(each.dtype);
    const data = await each.data();
    if (!type || !ArrayBuffer.isView(data) || data.byteLength !== type.bytes * data.length) {
      throw new ValueError(`"${name}" cannot be written to a file of torch.`, {
        expected: 'float32, float64, int64, int32, int16, int8, uint8 or bool',
        received: each.dtype,
      });
    }
    pickle.tensor(name, type.name, String(i), each.shape as readonly number[]);
    entries[`data/${i}`] = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
  const text = (value: string) => new TextEncoder().encode(value);
  const all = { 'data.pkl': pickle.finish(), byteorder: text('little'), ...entries, version: text('3\n') };
  const named = Object.fromEntries(Object.entries(all).map(([name, bytes]) => [`archive/${name}`, bytes]));
  const archive = zipSync(named, { level: 0, mtime: EPOCH });
  if (path !== undefined) await writeFile(path, archive);
  return archive;
}

/** Writes the opcodes of a state dict, in protocol 2. */
class PickleWriter {
  readonly #bytes: number[] = [0x80, 2];

  /** Begins the dict, into which tensors go. */
  dict(): void {
    this.#global('collections', 'OrderedDict');
    this.#bytes.push(0x29, 0x52, 0x28); // (), called; MARK
  }

  tensor(name: string, storageType: string, key: string, shape: readonly number[]): void {
    const count = shape.reduce((product, size) => product * size, 1);
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
    this.#text(name);
    this.#global('torch._utils', '_rebuild_tensor_v2');
    this.#bytes.push(0x28, 0x28); // MARK: the arguments, the storage
    this.#text('storage');
    this.#global('torch', storageType);
    this.#text(key);
    this.#text('cpu');
    this.#int(count);
    this.#bytes.push(0x74, 0x51); // TUPLE, BINPERSID
    this.#int(0);
    this.#sizes(shape);
    this.#sizes(strides);
    this.#bytes.push(0x89); // requires_grad
    this.#global('collections', 'OrderedDict');
    this.#bytes.push(0x29, 0x52, 0x74, 0x52); // backward hooks, none; TUPLE, REDUCE
  }

  finish(): Uint8Array {
    return Uint8Array.from([...this.#bytes, 0x75, 0x2e]); // SETITEMS, STOP
  }

  #global(module: string, name: string): void {
    this.#bytes.push(0x63, ...new TextEncoder().encode(`${module}\n${name}\n`));
  }

  #text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.#bytes.push(0x58, ...int32(bytes.length), ...bytes);
  }

  #int(value: number): void {
    if (value < 2 ** 31) this.#bytes.push(0x4a, ...int32(value));
    else this.#bytes.push(0x8a, 8, ...new Uint8Array(BigInt64Array.of(BigInt(value)).buffer));
  }

  #sizes(values: readonly number[]): void {
    this.#bytes.push(0x28);
    for (const value of values) this.#int(value);
    this.#bytes.push(0x74);
  }
}

const int32 = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);
