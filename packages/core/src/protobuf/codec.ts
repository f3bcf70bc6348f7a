/** Messages of protocol buffers by a schema table: {@link WireReader} and {@link WireWriter} know the wire, the table says what is on it. */
import { ValueError } from '../errors.js';
import { messageOf } from '../realm.js';
import { type Int64, WireReader, WireType, WireWriter } from './wire.js';

export type { Int64 };

export type ScalarName = 'string' | 'bytes' | 'int32' | 'int64' | 'uint64' | 'fixed32' | 'bool' | 'float' | 'double';

/**
 * How often a field occurs: `required` once, `optional` at most once; `list`, `repeated` and `packed` any number of times, where a
 * `list` without elements reads as `[]` and the other two as absent, and `packed` writes its numbers without tags.
 */
export type FieldRule = 'required' | 'optional' | 'list' | 'repeated' | 'packed';

/** The fields of messages: number, rule, and the type, which is a scalar or another message. */
export type Schema<Name extends string = string> = Readonly<
  Record<Name, Readonly<Record<string, readonly [id: number, rule: FieldRule, type: string]>>>
>;

/** protobuf's usual bound; each sub-graph of an ONNX model takes three levels. */
const MAX_DEPTH = 100;
const { VARINT, EIGHT_BYTES, LENGTH_DELIMITED, FOUR_BYTES } = WireType;

/** What a message, and an element of a list, takes in memory, at least. */
const MESSAGE_BYTES = 200;
const ELEMENT_BYTES = 8;
/** The fewest bytes of an element of a packed list, by its wire type. */
const SMALLEST: Readonly<Record<number, number>> = { [VARINT]: 1, [EIGHT_BYTES]: 8, [FOUR_BYTES]: 4 };

/** Counts what is made from a file: two bytes of it may be a message. */
class BoundedReader extends WireReader {
  #left: number;

  constructor(bytes: Uint8Array) {
    super(bytes);
    this.#left = 3 * bytes.length + 200e6;
  }

  take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new RangeError('more parts than a file of this size may have');
  }
}

interface Codec {
  readonly wireType: number;
  write(writer: WireWriter, value: unknown): void;
  read(reader: BoundedReader, depth: number): unknown;
}

const codec = <T>(
  wireType: number,
  write: (w: WireWriter, value: T) => void,
  read: (r: BoundedReader) => T,
): Codec => ({ wireType, write: write as Codec['write'], read });

const SCALARS: Record<ScalarName, Codec> = {
  string: codec<string>(
    LENGTH_DELIMITED,
    (w, value) => w.text(value),
    (r) => r.text(),
  ),
  bytes: codec<Uint8Array>(
    LENGTH_DELIMITED,
    (w, value) => w.bytes(value),
    (r) => r.bytes(),
  ),
  int32: codec<number>(
    VARINT,
    (w, value) => w.int64(value),
    (r) => r.int32(),
  ),
  int64: codec<Int64>(
    VARINT,
    (w, value) => w.int64(value),
    (r) => r.int64(),
  ),
  uint64: codec<Int64>(
    VARINT,
    (w, value) => w.int64(value),
    (r) => r.uint64(),
  ),
  fixed32: codec<number>(
    FOUR_BYTES,
    (w, value) => w.fixed32(value),
    (r) => r.fixed32(),
  ),
  bool: codec<boolean>(
    VARINT,
    (w, value) => w.uint32(Number(value)),
    (r) => r.bool(),
  ),
  float: codec<number>(
    FOUR_BYTES,
    (w, value) => w.float(value),
    (r) => r.float(),
  ),
  double: codec<number>(
    EIGHT_BYTES,
    (w, value) => w.double(value),
    (r) => r.double(),
  ),
};

/** One row of the schema, with its codec looked up. */
interface FieldCodec extends Codec {
  readonly key: string;
  readonly tag: number;
  readonly rule: FieldRule;
}

interface MessageCodec {
  readonly name: string;
  readonly fields: FieldCodec[];
  /** Fields by their number. */
  readonly byId: (FieldCodec | undefined)[];
}

function compileSchema(schema: Schema): Record<string, MessageCodec> {
  const names = Object.keys(schema);
  const messages = Object.fromEntries(
    names.map((name): [string, MessageCodec] => [name, { name, fields: [], byId: [] }]),
  );
  for (const name of names) {
    for (const [key, [id, rule, type]] of Object.entries(schema[name]!)) {
      const value = type in SCALARS ? SCALARS[type as ScalarName] : nested(messages[type]!);
      const tag = (id << 3) | (rule === 'packed' ? LENGTH_DELIMITED : value.wireType);
      const field = { ...value, key, rule, tag };
      messages[name]!.fields.push(field);
      messages[name]!.byId[id] = field;
    }
  }
  return messages;
}

function nested(message: MessageCodec): Codec {
  return {
    wireType: LENGTH_DELIMITED,
    write(writer, value) {
      const before = writer.length;
      writeMessage(writer, message, value as Record<string, unknown>);
      writer.uint32(writer.length - before);
    },
    read: (reader, depth) => readMessage(reader, message, reader.uint32(), depth + 1),
  };
}

/** From the last field to the first, as a writer has it. */
function writeMessage(writer: WireWriter, { fields }: MessageCodec, values: Record<string, unknown>): void {
  for (let f = fields.length - 1; f >= 0; f--) {
    const field = fields[f]!;
    const value = values[field.key];
    if (value === undefined) continue;
    if (field.rule === 'required' || field.rule === 'optional') {
      field.write(writer, value);
      writer.uint32(field.tag);
      continue;
    }
    const elements = value as unknown[];
    const before = writer.length;
    for (let i = elements.length - 1; i >= 0; i--) {
      field.write(writer, elements[i]);
      if (field.rule !== 'packed') writer.uint32(field.tag);
    }
    if (field.rule === 'packed') {
      writer.uint32(writer.length - before);
      writer.uint32(field.tag);
    }
  }
}

function readMessage(
  reader: BoundedReader,
  message: MessageCodec,
  size: number,
  depth: number,
): Record<string, unknown> {
  const outerEnd = reader.end;
  const end = reader.at + size;
  if (end > outerEnd) throw new RangeError(`${message.name} reaches past the end`);
  if (depth > MAX_DEPTH) throw new RangeError(`messages nest more than ${MAX_DEPTH} deep`);
  reader.take(MESSAGE_BYTES);
  reader.end = end;
  const values: Record<string, unknown> = {};
  for (const field of message.fields) if (field.rule === 'list') values[field.key] = [];
  while (reader.at < end) {
    const [id, wireType] = reader.tag();
    const field = message.byId[id];
    if (field) readField(reader, message, field, wireType, values, depth);
    else reader.skip(id, wireType, depth, MAX_DEPTH);
  }
  for (const field of message.fields) {
    if (field.rule === 'required' && values[field.key] === undefined) {
      throw new RangeError(`${message.name} has no ${field.key}`);
    }
  }
  reader.end = outerEnd;
  return values;
}

function readField(
  reader: BoundedReader,
  message: MessageCodec,
  field: FieldCodec,
  wireType: number,
  values: Record<string, unknown>,
  depth: number,
): void {
  const { key, rule } = field;
  // Writers may pack any list of numbers, whatever the schema says, and readers must take both forms.
  const packed = wireType === LENGTH_DELIMITED && field.wireType !== LENGTH_DELIMITED;
  const single = rule === 'required' || rule === 'optional';
  if (wireType !== field.wireType && (!packed || single)) {
    throw new RangeError(`${message.name}.${key} has wire type ${wireType}`);
  }
  if (single) {
    values[key] = field.read(reader, depth);
    return;
  }
  values[key] ??= [];
  const list = values[key] as unknown[];
  if (!packed) {
    reader.take(ELEMENT_BYTES);
    list.push(field.read(reader, depth));
    return;
  }
  const outerEnd = reader.end;
  const size = reader.uint32();
  const end = reader.at + size;
  if (end > outerEnd) throw new RangeError(`${message.name}.${key} reaches past the end`);
  reader.end = end;
  reader.take((ELEMENT_BYTES * size) / (SMALLEST[field.wireType] ?? 1));
  while (reader.at < end) list.push(field.read(reader, depth));
  reader.end = outerEnd;
}

/** Messages of one format. */
export interface Format<Messages> {
  /** The bytes of a message. Undefined fields are left out. */
  encode<N extends keyof Messages & string>(name: N, message: Messages[N]): Uint8Array;
  /**
   * Reads a message. Fields that the schema does not know are skipped; `bytes` fields are views of the input, or of a copy of it if
   * threads share its memory.
   *
   * @throws ValueError when the bytes end early, lack a required field or are no such message.
   */
  decode<N extends keyof Messages & string>(name: N, bytes: Uint8Array): Messages[N];
}

/** @param label what errors call the format: `an ONNX` */
export function formatOf<Messages>(label: string, schema: Schema): Format<Messages> {
  const messages = compileSchema(schema);
  return {
    encode: (name, message) => {
      const writer = new WireWriter();
      writeMessage(writer, messages[name]!, message as Record<string, unknown>);
      return writer.finish();
    },
    decode: <N extends keyof Messages & string>(name: N, bytes: Uint8Array) => {
      const isShared = typeof SharedArrayBuffer === 'function' && bytes.buffer instanceof SharedArrayBuffer;
      const reader = new BoundedReader(
        isShared ? new Uint8Array(bytes) : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      );
      try {
        return readMessage(reader, messages[name]!, bytes.length, 0) as Messages[N];
      } catch (error) {
        const reason = messageOf(error);
        throw new ValueError(`Cannot read the bytes as ${label} ${name}: ${reason} (at byte ${reader.at}).`, {
          received: `${bytes.length} bytes`,
          hint: 'the file may be cut short or of another format.',
        });
      }
    },
  };
}
