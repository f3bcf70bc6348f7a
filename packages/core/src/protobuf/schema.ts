/** Messages of protocol buffers by a schema table: encode.ts and decode.ts know the wire, the table says what is on it. */
import { type Int64, WireType } from './wire.js';

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

const { VARINT, EIGHT_BYTES, LENGTH_DELIMITED, FOUR_BYTES } = WireType;

const WIRE_TYPES: Readonly<Record<ScalarName, number>> = {
  string: LENGTH_DELIMITED,
  bytes: LENGTH_DELIMITED,
  int32: VARINT,
  int64: VARINT,
  uint64: VARINT,
  fixed32: FOUR_BYTES,
  bool: VARINT,
  float: FOUR_BYTES,
  double: EIGHT_BYTES,
};

/** One row of the schema, with what its type is. */
export interface Field {
  readonly key: string;
  readonly id: number;
  readonly rule: FieldRule;
  readonly type: ScalarName | MessageType;
  readonly wireType: number;
}

export interface MessageType {
  readonly name: string;
  readonly fields: Field[];
  /** Fields by their number. */
  readonly byId: (Field | undefined)[];
}

export function messageTypes(schema: Schema): Readonly<Record<string, MessageType>> {
  const messages = Object.fromEntries(
    Object.keys(schema).map((name): [string, MessageType] => [name, { name, fields: [], byId: [] }]),
  );
  for (const [name, { fields, byId }] of Object.entries(messages)) {
    for (const [key, [id, rule, type]] of Object.entries(schema[name]!)) {
      const scalar = type in WIRE_TYPES ? (type as ScalarName) : null;
      const wireType = scalar ? WIRE_TYPES[scalar] : LENGTH_DELIMITED;
      const field = { key, id, rule, type: scalar ?? messages[type]!, wireType };
      fields.push(field);
      byId[id] = field;
    }
  }
  return messages;
}
