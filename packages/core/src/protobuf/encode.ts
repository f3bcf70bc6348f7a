import { type Field, type Int64, type MessageType, messageTypes, type ScalarName, type Schema } from './schema.js';
import { WireType, WireWriter } from './wire.js';

const scalar = <T>(write: (writer: WireWriter, value: T) => void) => write as (w: WireWriter, value: unknown) => void;

const integer = scalar<Int64>((writer, value) => writer.int64(value));

const SCALARS: Readonly<Record<ScalarName, (writer: WireWriter, value: unknown) => void>> = {
  string: scalar<string>((writer, value) => writer.text(value)),
  bytes: scalar<Uint8Array>((writer, value) => writer.bytes(value)),
  int32: integer,
  int64: integer,
  uint64: integer,
  fixed32: scalar<number>((writer, value) => writer.fixed32(value)),
  bool: scalar<boolean>((writer, value) => writer.uint32(Number(value))),
  float: scalar<number>((writer, value) => writer.float(value)),
  double: scalar<number>((writer, value) => writer.double(value)),
};

/** From the last field to the first, as a writer has it. */
function writeMessage(writer: WireWriter, { fields }: MessageType, values: Readonly<Record<string, unknown>>): void {
  for (let f = fields.length - 1; f >= 0; f--) {
    const field = fields[f]!;
    const value = values[field.key];
    if (value !== undefined) writeField(writer, field, value);
  }
}

function writeField(writer: WireWriter, field: Field, value: unknown): void {
  const isPacked = field.rule === 'packed';
  const tag = (field.id << 3) | (isPacked ? WireType.LENGTH_DELIMITED : field.wireType);
  if (field.rule === 'required' || field.rule === 'optional') {
    writeValue(writer, field, value);
    writer.uint32(tag);
    return;
  }
  const elements = value as readonly unknown[];
  const before = writer.length;
  for (let i = elements.length - 1; i >= 0; i--) {
    writeValue(writer, field, elements[i]);
    if (!isPacked) writer.uint32(tag);
  }
  if (isPacked) {
    writer.uint32(writer.length - before);
    writer.uint32(tag);
  }
}

function writeValue(writer: WireWriter, { type }: Field, value: unknown): void {
  if (typeof type === 'string') {
    SCALARS[type](writer, value);
    return;
  }
  const before = writer.length;
  writeMessage(writer, type, value as Readonly<Record<string, unknown>>);
  writer.uint32(writer.length - before);
}

/** The bytes of a message. Undefined fields are left out. */
export type Encode<Messages> = <N extends keyof Messages & string>(name: N, message: Messages[N]) => Uint8Array;

export function encoderOf<Messages>(schema: Schema): Encode<Messages> {
  const messages = messageTypes(schema);
  return (name, message) => {
    const writer = new WireWriter();
    writeMessage(writer, messages[name]!, message as Readonly<Record<string, unknown>>);
    return writer.finish();
  };
}
