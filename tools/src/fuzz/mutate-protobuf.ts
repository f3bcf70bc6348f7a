import { mutateBytes } from './mutate-bytes.js';
import type { Random } from './random.js';

/** A field of a message: a number, bytes, or a message where the bytes can be read as one. */
interface Field {
  id: number;
  wireType: number;
  value: bigint | Uint8Array | Field[];
}

class Reader {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError('cut off');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new RangeError('too long');
  }

  take(count: number): Uint8Array {
    if (this.at + count > this.bytes.length) throw new RangeError('cut off');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }
}

/** Strings and weights may look like messages by chance; they are then changed as such. */
function readFields(bytes: Uint8Array, depth = 0): Field[] | null {
  const reader = new Reader(bytes);
  const fields: Field[] = [];
  try {
    while (reader.at < bytes.length) {
      const tag = Number(reader.varint());
      const [id, wireType] = [Math.floor(tag / 8), tag & 7];
      if (id === 0 || id > 1000) return null;
      if (wireType === 0) fields.push({ id, wireType, value: reader.varint() });
      else if (wireType === 1) fields.push({ id, wireType, value: reader.take(8) });
      else if (wireType === 5) fields.push({ id, wireType, value: reader.take(4) });
      else if (wireType === 2) {
        const body = reader.take(Number(reader.varint()));
        fields.push({ id, wireType, value: (depth < 20 && body.length > 1 && readFields(body, depth + 1)) || body });
      } else return null;
    }
  } catch {
    return null;
  }
  return fields;
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return [...bytes, Number(left)];
}

function writeFields(fields: readonly Field[], lie: (length: number) => number): Uint8Array {
  const parts: (Uint8Array | number[])[] = [];
  for (const { id, wireType, value } of fields) {
    parts.push(varint(BigInt(id) * 8n + BigInt(wireType)));
    if (typeof value === 'bigint') parts.push(varint(value));
    else {
      const body = Array.isArray(value) ? writeFields(value, lie) : value;
      if (wireType === 2) parts.push(varint(BigInt(lie(body.length))));
      parts.push(body);
    }
  }
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

const allLists = (fields: Field[]): Field[][] => [
  fields,
  ...fields.flatMap(({ value }) => (Array.isArray(value) ? allLists(value) : [])),
];

const NUMBERS = [0n, 1n, -1n, 127n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];

/** Changes fields of nested messages, with the lengths around them repaired; at times a length lies. */
export function mutateProtobuf(bytes: Uint8Array, random: Random): Uint8Array {
  const fields = random.chance(0.15) ? null : readFields(bytes);
  if (!fields) return mutateBytes(bytes, random);
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const list = random.pick(allLists(fields).filter(({ length }) => length > 0));
    const index = random.below(list.length);
    const field = list[index]!;
    const kind = random.below(8);
    if (kind === 0) list.splice(index, 1);
    else if (kind === 1) list.splice(index, 0, ...new Array(random.pick([1, 10, 10_000])).fill(field));
    else if (kind === 2) field.id = random.pick([1, 2, 3, 5, 8, 14, 20, 500]);
    else if (kind === 3) field.wireType = random.below(6);
    else if (kind === 4) {
      let value: Field['value'] = field.value;
      for (let depth = random.pick([2, 60, 300]); depth > 0; depth--) value = [{ id: field.id, wireType: 2, value }];
      Object.assign(field, { wireType: 2, value });
    } else if (kind === 5 && field.value instanceof Uint8Array) field.value = mutateBytes(field.value, random);
    else if (typeof field.value === 'bigint' || kind === 6)
      Object.assign(field, { wireType: 0, value: random.pick(NUMBERS) });
    else {
      const other = random.pick(random.pick(allLists(fields).filter(({ length }) => length > 0)));
      list.push({
        ...other,
        id: random.chance(0.5) ? field.id : other.id,
        value: typeof other.value === 'bigint' ? other.value : writeFields([other], (n) => n),
      });
    }
  }
  return writeFields(fields, (length) => (random.chance(0.002) ? random.pick([0, length + 1, 2 ** 31, 1e12]) : length));
}
