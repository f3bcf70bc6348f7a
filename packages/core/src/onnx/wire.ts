/** The messages of ONNX as bytes. */
import { decoderOf } from '../protobuf/decode.js';
import { encoderOf } from '../protobuf/encode.js';
import type { MessageName, MessageSchema, Messages } from './proto.js';
import { WRITTEN_FIELDS } from './written-fields.js';

/**
 * One table drives encoding and decoding, as the ONNX IR specification numbers the fields. The compiler checks it against the interfaces.
 */
export const SCHEMA: { readonly [N in MessageName]: MessageSchema<Messages[N]> } = {
  ModelProto: {
    producerVersion: [3, 'optional', 'string'],
    domain: [4, 'optional', 'string'],
    modelVersion: [5, 'optional', 'int64'],
    docString: [6, 'optional', 'string'],
    metadataProps: [14, 'repeated', 'StringStringEntryProto'],
    functions: [25, 'repeated', 'FunctionProto'],
    ...WRITTEN_FIELDS.ModelProto,
  },
  OperatorSetIdProto: WRITTEN_FIELDS.OperatorSetIdProto,
  StringStringEntryProto: {
    key: [1, 'optional', 'string'],
    value: [2, 'optional', 'string'],
  },
  GraphProto: {
    ...WRITTEN_FIELDS.GraphProto,
    docString: [10, 'optional', 'string'],
    valueInfo: [13, 'repeated', 'ValueInfoProto'],
    sparseInitializer: [15, 'repeated', 'bytes'],
    metadataProps: [16, 'repeated', 'StringStringEntryProto'],
  },
  NodeProto: {
    ...WRITTEN_FIELDS.NodeProto,
    docString: [6, 'optional', 'string'],
    overload: [8, 'optional', 'string'],
    metadataProps: [9, 'repeated', 'StringStringEntryProto'],
  },
  AttributeProto: {
    ...WRITTEN_FIELDS.AttributeProto,
    tensors: [10, 'repeated', 'TensorProto'],
    graphs: [11, 'repeated', 'GraphProto'],
    docString: [13, 'optional', 'string'],
    tp: [14, 'optional', 'TypeProto'],
    typeProtos: [15, 'repeated', 'TypeProto'],
    refAttrName: [21, 'optional', 'string'],
  },
  TensorProto: {
    ...WRITTEN_FIELDS.TensorProto,
    floatData: [4, 'packed', 'float'],
    int32Data: [5, 'packed', 'int32'],
    stringData: [6, 'repeated', 'bytes'],
    int64Data: [7, 'packed', 'int64'],
    doubleData: [10, 'packed', 'double'],
    uint64Data: [11, 'packed', 'uint64'],
    docString: [12, 'optional', 'string'],
    externalData: [13, 'repeated', 'StringStringEntryProto'],
    dataLocation: [14, 'optional', 'int32'],
    metadataProps: [16, 'repeated', 'StringStringEntryProto'],
  },
  ValueInfoProto: {
    ...WRITTEN_FIELDS.ValueInfoProto,
    docString: [3, 'optional', 'string'],
  },
  TypeProto: {
    ...WRITTEN_FIELDS.TypeProto,
    denotation: [6, 'optional', 'string'],
  },
  TensorTypeProto: WRITTEN_FIELDS.TensorTypeProto,
  TensorShapeProto: WRITTEN_FIELDS.TensorShapeProto,
  DimensionProto: {
    ...WRITTEN_FIELDS.DimensionProto,
    denotation: [3, 'optional', 'string'],
  },
  FunctionProto: {
    name: [1, 'required', 'string'],
    input: [4, 'list', 'string'],
    output: [5, 'list', 'string'],
    attribute: [6, 'list', 'string'],
    node: [7, 'list', 'NodeProto'],
    docString: [8, 'optional', 'string'],
    opsetImport: [9, 'list', 'OperatorSetIdProto'],
    domain: [10, 'optional', 'string'],
    attributeProto: [11, 'repeated', 'AttributeProto'],
    valueInfo: [12, 'repeated', 'ValueInfoProto'],
    overload: [13, 'optional', 'string'],
    metadataProps: [14, 'repeated', 'StringStringEntryProto'],
  },
};

export const encode = /* @__PURE__ */ encoderOf<Messages>(SCHEMA);
export const decode = /* @__PURE__ */ decoderOf<Messages>('an ONNX', SCHEMA);
