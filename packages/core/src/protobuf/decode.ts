import { ValueError } from '../errors.js';
import { messageOf } from '../realm.js';
import { type Field, type MessageType, messageTypes, type ScalarName, type Schema } from './schema.js';
import { WireType } from './wire.js';
import { WireReader } from './wire-reader.js';

/** protobuf's usual bound; each sub-graph of an ONNX model takes three levels. */
const MAX_DEPTH = 100;

/** What a message, and an element of a list, takes in memory, at least. */
const MESSAGE_BYTES = 200;
const ELEMENT_BYTES = 8;
/** The fewest bytes of an element of a packed list, by its wire type. */
const SMALLEST: Readonly<Record<number, number>> = {
  [WireType.VARINT]: 1,
  [WireType.EIGHT_BYTES]: 8,
  [WireType.FOUR_BYTES]: 4,
};

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

const SCALARS: Readonly<Record<ScalarName, (reader: WireReader) => unknown>> = {
  string: (reader) => reader.text(),
  bytes: (reader) => reader.bytes(),
  int32: (reader) => reader.int32(),
  int64: (reader) => reader.int64(),
  uint64: (reader) => reader.uint64(),
  fixed32: (reader) => reader.fixed32(),
  bool: (reader) => reader.bool(),
  float: (reader) => reader.float(),
  double: (reader) => reader.double(),
};

function readMessage(
  reader: BoundedReader,
  message: MessageType,
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
  message: MessageType,
  field: Field,
  wireType: number,
  values: Record<string, unknown>,
  depth: number,
): void {
  const { key, rule } = field;
  // Writers may pack any list of numbers, whatever the schema says, and readers must take both forms.
  const packed = wireType === WireType.LENGTH_DELIMITED && field.wireType !== WireType.LENGTH_DELIMITED;
  const single = rule === 'required' || rule === 'optional';
  if (wireType !== field.wireType && (!packed || single)) {
    throw new RangeError(`${message.name}.${key} has wire type ${wireType}`);
  }
  if (single) {
    values[key] = readValue(reader, field, depth);
    return;
  }
  values[key] ??= [];
  const list = values[key] as unknown[];
  if (!packed) {
    reader.take(ELEMENT_BYTES);
    list.push(readValue(reader, field, depth));
    return;
  }
  const outerEnd = reader.end;
  const size = reader.uint32();
  const end = reader.at + size;
  if (end > outerEnd) throw new RangeError(`${message.name}.${key} reaches past the end`);
  reader.end = end;
  reader.take((ELEMENT_BYTES * size) / (SMALLEST[field.wireType] ?? 1));
  while (reader.at < end) list.push(readValue(reader, field, depth));
  reader.end = outerEnd;
}

const readValue = (reader: BoundedReader, { type }: Field, depth: number): unknown =>
  typeof type === 'string' ? SCALARS[type](reader) : readMessage(reader, type, reader.uint32(), depth + 1);

/**
 * Reads a message. Fields that the schema does not know are skipped; `bytes` fields are views of the input, or of a copy of it if
 * threads share its memory.
 *
 * @throws ValueError when the bytes end early, lack a required field or are no such message.
 */
export type Decode<Messages> = <N extends keyof Messages & string>(name: N, bytes: Uint8Array) => Messages[N];

/** @param label what errors call the format: `an ONNX` */
export function decoderOf<Messages>(label: string, schema: Schema): Decode<Messages> {
  const messages = messageTypes(schema);
  return <N extends keyof Messages & string>(name: N, bytes: Uint8Array) => {
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
  };
}
