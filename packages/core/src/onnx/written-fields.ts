import type { MessageName, MessageSchema, Messages } from './proto.js';

/** The fields of messages that graphs become, in the order of writing: those that the table of wire.ts has besides are in the files of others. */
export const WRITTEN_FIELDS = {
  ModelProto: {
    irVersion: [1, 'required', 'int64'],
    opsetImport: [8, 'list', 'OperatorSetIdProto'],
    producerName: [2, 'optional', 'string'],
    // Last, so that a file cut short never passes for a smaller model.
    graph: [7, 'required', 'GraphProto'],
  },
  OperatorSetIdProto: {
    domain: [1, 'optional', 'string'],
    version: [2, 'required', 'int64'],
  },
  GraphProto: {
    node: [1, 'list', 'NodeProto'],
    name: [2, 'optional', 'string'],
    initializer: [5, 'list', 'TensorProto'],
    input: [11, 'list', 'ValueInfoProto'],
    output: [12, 'list', 'ValueInfoProto'],
  },
  NodeProto: {
    input: [1, 'list', 'string'],
    output: [2, 'list', 'string'],
    name: [3, 'optional', 'string'],
    opType: [4, 'required', 'string'],
    attribute: [5, 'list', 'AttributeProto'],
    domain: [7, 'optional', 'string'],
  },
  AttributeProto: {
    name: [1, 'required', 'string'],
    f: [2, 'optional', 'float'],
    i: [3, 'optional', 'int64'],
    s: [4, 'optional', 'bytes'],
    t: [5, 'optional', 'TensorProto'],
    g: [6, 'optional', 'GraphProto'],
    floats: [7, 'repeated', 'float'],
    ints: [8, 'repeated', 'int64'],
    strings: [9, 'repeated', 'bytes'],
    type: [20, 'required', 'int32'],
  },
  TensorProto: {
    dims: [1, 'list', 'int64'],
    dataType: [2, 'required', 'int32'],
    name: [8, 'optional', 'string'],
    rawData: [9, 'optional', 'bytes'],
  },
  ValueInfoProto: {
    name: [1, 'required', 'string'],
    type: [2, 'optional', 'TypeProto'],
  },
  TypeProto: {
    tensorType: [1, 'optional', 'TensorTypeProto'],
  },
  TensorTypeProto: {
    elemType: [1, 'required', 'int32'],
    shape: [2, 'optional', 'TensorShapeProto'],
  },
  TensorShapeProto: {
    dim: [1, 'list', 'DimensionProto'],
  },
  DimensionProto: {
    dimValue: [1, 'optional', 'int64'],
    dimParam: [2, 'optional', 'string'],
  },
} as const satisfies { readonly [N in MessageName]?: Partial<MessageSchema<Messages[N]>> };
