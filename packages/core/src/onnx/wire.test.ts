import fc from 'fast-check';
import { ValueError } from '../errors.js';
import type { ScalarName } from '../protobuf/schema.js';
import type { Field, GraphProto, MessageName, ModelProto } from './proto.js';
import { decode, encode, SCHEMA } from './wire.js';

const int64 = (min: bigint, max: bigint) =>
  fc.oneof(
    fc.integer(),
    fc.maxSafeInteger(),
    fc.bigInt({ min, max }).filter((value) => !Number.isSafeInteger(Number(value))),
  );

const SCALARS: Record<Exclude<ScalarName, 'bool' | 'fixed32'>, fc.Arbitrary<unknown>> = {
  string: fc.string({ unit: 'binary' }),
  bytes: fc.uint8Array(),
  int32: fc.integer(),
  int64: int64(-(2n ** 63n), 2n ** 63n - 1n),
  uint64: int64(0n, 2n ** 64n - 1n).map((value) => (value < 0 ? -value : value)),
  float: fc.float(),
  double: fc.double(),
};

/** Any message, made from the schema itself. Below some depth only what is required. */
function message(name: MessageName, depth = 0): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries<Field>(SCHEMA[name]).filter(([, [, rule]]) => depth < 4 || rule === 'required');
  const lists = Object.entries<Field>(SCHEMA[name]).filter(([, [, rule]]) => rule === 'list');
  const empty = Object.fromEntries(lists.map(([key]) => [key, []]));
  const requiredKeys = fields.filter(([, [, rule]]) => rule === 'required').map(([key]) => key);
  const model = Object.fromEntries(
    fields.map(([key, [, rule, type]]) => {
      const value = type in SCALARS ? SCALARS[type as keyof typeof SCALARS] : message(type as MessageName, depth + 1);
      if (rule === 'required' || rule === 'optional') return [key, value];
      return [key, fc.array(value, { minLength: rule === 'list' ? 0 : 1, maxLength: 3 })];
    }),
  );
  return fc.record(model, { requiredKeys }).map((values) => ({ ...empty, ...values }));
}

const models = message('ModelProto') as unknown as fc.Arbitrary<ModelProto>;

const tiny: ModelProto = {
  irVersion: 10,
  opsetImport: [{ domain: '', version: 21 }],
  graph: { node: [], initializer: [], input: [], output: [] },
};

describe('wire', () => {
  it('reads what it writes', () => {
    fc.assert(fc.property(models, (model) => expect(decode('ModelProto', encode('ModelProto', model))).toEqual(model)));
  });

  it('writes the bytes of the protocol-buffer specification', () => {
    // Tag 8 is field 1 as a varint, 66 field 8 as a message, 10 and 16 its domain and version, 58 field 7, the graph.
    expect([...encode('ModelProto', tiny)]).toEqual([8, 10, 66, 4, 10, 0, 16, 21, 58, 0]);
    expect([...encode('DimensionProto', { dimValue: -1 })]).toEqual([8, ...new Array(9).fill(255), 1]);
    expect([...encode('AttributeProto', { name: 'a', f: 1, type: 1 })]).toEqual(
      [10, 1, 97, 21, 0, 0, 128, 63, 160, 1, 1], //
    );
  });

  it('refuses a file that is cut short, wherever it is cut', () => {
    fc.assert(
      fc.property(models, fc.nat(), (model, n) => {
        const bytes = encode('ModelProto', model);
        expect(() => decode('ModelProto', bytes.subarray(0, n % bytes.length))).toThrow(ValueError);
      }),
    );
  });

  it('throws nothing but ValueError on damaged bytes', () => {
    const decodes = (bytes: Uint8Array) => {
      try {
        decode('ModelProto', bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ValueError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), decodes));
    fc.assert(
      fc.property(models, fc.nat(), fc.nat(255), (model, n, byte) => {
        const bytes = encode('ModelProto', model);
        bytes[n % bytes.length] = byte;
        decodes(bytes);
      }),
    );
  });

  it('refuses messages that nest too deep', () => {
    const nested = (depth: number): GraphProto => {
      const attribute = depth > 0 ? [{ name: 'body', type: 5, g: nested(depth - 1) }] : [];
      return { ...tiny.graph, node: [{ opType: 'Loop', input: [], output: [], attribute }] };
    };
    const reread = (depth: number) => decode('ModelProto', encode('ModelProto', { ...tiny, graph: nested(depth) }));
    expect(reread(30).graph.node).toHaveLength(1);
    expect(() => reread(40)).toThrow(/nest more than 100 deep/);
  });

  it('refuses files of more parts than their size allows, before the memory is taken', () => {
    // Two million sizes of which nothing is said, in two bytes each.
    const sizes = new Uint8Array(4e6).map((_, i) => (i % 2 === 0 ? 0x0a : 0));
    expect(() => decode('TensorShapeProto', sizes)).toThrow(/more parts than a file of this size may have/);
  });

  it('takes numbers packed or not, as protobuf readers must', () => {
    const unpacked = Uint8Array.of(16, 1, 37, 0, 0, 128, 63, 37, 0, 0, 0, 64);
    expect(decode('TensorProto', unpacked).floatData).toEqual([1, 2]);
    const packed = Uint8Array.of(10, 2, 3, 4, 16, 1);
    expect(decode('TensorProto', packed).dims).toEqual([3, 4]);
    expect(() => decode('TensorProto', Uint8Array.of(10, 1, 255, 16, 1))).toThrow(ValueError);
  });

  it('skips fields it does not know and names the required ones that are missing', () => {
    // Field 3 of TensorProto, segment.
    expect(decode('TensorProto', Uint8Array.of(16, 1, 26, 2, 8, 7)).dataType).toBe(1);
    expect(() => decode('ModelProto', new Uint8Array())).toThrow(/ModelProto has no irVersion/);
    expect(() => decode('ModelProto', Uint8Array.of(8, 10))).toThrow(/ModelProto has no graph/);
  });
});
