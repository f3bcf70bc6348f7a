/**
 * The messages of an ONNX file, as the ONNX IR specification numbers them: an interface for each, and one table,
 * {@link SCHEMA}, that drives encoding and decoding (wire.ts). The compiler checks the table against the interfaces.
 * Fields that the framework has no use for (training info, quantization annotations) are left out and skipped on reading.
 */
import type { DType } from '../dtype.js';
import type { FieldRule, Int64, ScalarName } from '../protobuf/schema.js';

export type { Int64 };

/** Element types of a tensor. */
export const TensorDataType = {
  UNDEFINED: 0,
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  STRING: 8,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
  COMPLEX64: 14,
  COMPLEX128: 15,
  BFLOAT16: 16,
  FLOAT8E4M3FN: 17,
  FLOAT8E4M3FNUZ: 18,
  FLOAT8E5M2: 19,
  FLOAT8E5M2FNUZ: 20,
  UINT4: 21,
  INT4: 22,
  FLOAT4E2M1: 23,
} as const;

/** ONNX's number for each of our element types. */
export const onnxTypes = {
  float32: TensorDataType.FLOAT,
  float16: TensorDataType.FLOAT16,
  bfloat16: TensorDataType.BFLOAT16,
  float64: TensorDataType.DOUBLE,
  int8: TensorDataType.INT8,
  int16: TensorDataType.INT16,
  int32: TensorDataType.INT32,
  int64: TensorDataType.INT64,
  uint8: TensorDataType.UINT8,
  uint16: TensorDataType.UINT16,
  uint32: TensorDataType.UINT32,
  uint64: TensorDataType.UINT64,
  bool: TensorDataType.BOOL,
  string: TensorDataType.STRING,
} as const satisfies Record<DType, number>;

/** Which field of an attribute holds its value. */
export const AttributeType = {
  UNDEFINED: 0,
  FLOAT: 1,
  INT: 2,
  STRING: 3,
  TENSOR: 4,
  GRAPH: 5,
  FLOATS: 6,
  INTS: 7,
  STRINGS: 8,
  TENSORS: 9,
  GRAPHS: 10,
  SPARSE_TENSOR: 11,
  SPARSE_TENSORS: 12,
  TYPE_PROTO: 13,
  TYPE_PROTOS: 14,
} as const;

export interface ModelProto {
  irVersion: Int64;
  opsetImport: OperatorSetIdProto[];
  producerName?: string;
  producerVersion?: string;
  domain?: string;
  modelVersion?: Int64;
  docString?: string;
  metadataProps?: StringStringEntryProto[];
  functions?: FunctionProto[];
  graph: GraphProto;
}

export interface OperatorSetIdProto {
  /** Absent or empty: the operators of ONNX itself. */
  domain?: string;
  version: Int64;
}

export interface StringStringEntryProto {
  key?: string;
  value?: string;
}

export interface GraphProto {
  node: NodeProto[];
  name?: string;
  initializer: TensorProto[];
  docString?: string;
  input: ValueInfoProto[];
  output: ValueInfoProto[];
  valueInfo?: ValueInfoProto[];
  /** Undecoded; present only so that a reader can refuse it instead of losing weights. */
  sparseInitializer?: Uint8Array[];
  metadataProps?: StringStringEntryProto[];
}

export interface NodeProto {
  /** Names of values; `''` stands for an optional input that is left out. */
  input: string[];
  output: string[];
  name?: string;
  opType: string;
  attribute: AttributeProto[];
  docString?: string;
  domain?: string;
  overload?: string;
  metadataProps?: StringStringEntryProto[];
}

export interface AttributeProto {
  name: string;
  f?: number;
  i?: Int64;
  /** UTF-8. */
  s?: Uint8Array;
  t?: TensorProto;
  g?: GraphProto;
  floats?: number[];
  ints?: Int64[];
  strings?: Uint8Array[];
  tensors?: TensorProto[];
  graphs?: GraphProto[];
  docString?: string;
  tp?: TypeProto;
  typeProtos?: TypeProto[];
  /** One of {@link AttributeType}. */
  type: number;
  /** Inside a function: the attribute of the calling node that supplies the value. */
  refAttrName?: string;
}

export interface TensorProto {
  dims: Int64[];
  /** One of {@link TensorDataType}. */
  dataType: number;
  floatData?: number[];
  int32Data?: number[];
  stringData?: Uint8Array[];
  int64Data?: Int64[];
  name?: string;
  /** Little-endian elements in row-major order. */
  rawData?: Uint8Array;
  doubleData?: number[];
  uint64Data?: Int64[];
  docString?: string;
  externalData?: StringStringEntryProto[];
  /** 1 when the elements are in another file. */
  dataLocation?: number;
  metadataProps?: StringStringEntryProto[];
}

export interface ValueInfoProto {
  name: string;
  type?: TypeProto;
  docString?: string;
}

/** The type of a value. Sequences, maps and optionals leave `tensorType` absent. */
export interface TypeProto {
  tensorType?: TensorTypeProto;
  denotation?: string;
}

/** `TypeProto.Tensor`. An absent shape is of unknown rank. */
export interface TensorTypeProto {
  elemType: number;
  shape?: TensorShapeProto;
}

export interface TensorShapeProto {
  dim: DimensionProto[];
}

/** `TensorShapeProto.Dimension`: a size, the name of one, or neither when it is unknown. */
export interface DimensionProto {
  dimValue?: Int64;
  dimParam?: string;
  denotation?: string;
}

/** A model-local function: a node whose domain and type match runs its body. */
export interface FunctionProto {
  name: string;
  input: string[];
  output: string[];
  attribute: string[];
  node: NodeProto[];
  docString?: string;
  opsetImport: OperatorSetIdProto[];
  domain?: string;
  attributeProto?: AttributeProto[];
  valueInfo?: ValueInfoProto[];
  overload?: string;
  metadataProps?: StringStringEntryProto[];
}

export interface Messages {
  ModelProto: ModelProto;
  OperatorSetIdProto: OperatorSetIdProto;
  StringStringEntryProto: StringStringEntryProto;
  GraphProto: GraphProto;
  NodeProto: NodeProto;
  AttributeProto: AttributeProto;
  TensorProto: TensorProto;
  ValueInfoProto: ValueInfoProto;
  TypeProto: TypeProto;
  TensorTypeProto: TensorTypeProto;
  TensorShapeProto: TensorShapeProto;
  DimensionProto: DimensionProto;
  FunctionProto: FunctionProto;
}

export type MessageName = keyof Messages;
/** Number, rule and type of a field. */
export type Field = readonly [id: number, rule: FieldRule, type: ScalarName | MessageName];

type TypeFor<T> = [T] extends [string]
  ? 'string'
  : [T] extends [Uint8Array]
    ? 'bytes'
    : [T] extends [number]
      ? 'int32' | 'float' | 'double'
      : [T] extends [Int64]
        ? 'int64' | 'uint64'
        : { [N in MessageName]: [T] extends [Messages[N]] ? N : never }[MessageName];

type FieldFor<T> = [T] extends [Uint8Array | undefined]
  ? readonly [number, undefined extends T ? 'optional' : 'required', 'bytes']
  : [T] extends [(infer E)[] | undefined]
    ? readonly [number, undefined extends T ? 'repeated' | 'packed' : 'list', TypeFor<E>]
    : readonly [number, undefined extends T ? 'optional' : 'required', TypeFor<NonNullable<T>>];

type MessageSchema<M> = { readonly [K in keyof M]-?: FieldFor<M[K]> };

/** Fields in the order of writing. The graph comes last in a model, so that a file cut short never passes for a smaller model. */
export const SCHEMA: { readonly [N in MessageName]: MessageSchema<Messages[N]> } = {
  ModelProto: {
    irVersion: [1, 'required', 'int64'],
    opsetImport: [8, 'list', 'OperatorSetIdProto'],
    producerName: [2, 'optional', 'string'],
    producerVersion: [3, 'optional', 'string'],
    domain: [4, 'optional', 'string'],
    modelVersion: [5, 'optional', 'int64'],
    docString: [6, 'optional', 'string'],
    metadataProps: [14, 'repeated', 'StringStringEntryProto'],
    functions: [25, 'repeated', 'FunctionProto'],
    graph: [7, 'required', 'GraphProto'],
  },
  OperatorSetIdProto: {
    domain: [1, 'optional', 'string'],
    version: [2, 'required', 'int64'],
  },
  StringStringEntryProto: {
    key: [1, 'optional', 'string'],
    value: [2, 'optional', 'string'],
  },
  GraphProto: {
    node: [1, 'list', 'NodeProto'],
    name: [2, 'optional', 'string'],
    initializer: [5, 'list', 'TensorProto'],
    docString: [10, 'optional', 'string'],
    input: [11, 'list', 'ValueInfoProto'],
    output: [12, 'list', 'ValueInfoProto'],
    valueInfo: [13, 'repeated', 'ValueInfoProto'],
    sparseInitializer: [15, 'repeated', 'bytes'],
    metadataProps: [16, 'repeated', 'StringStringEntryProto'],
  },
  NodeProto: {
    input: [1, 'list', 'string'],
    output: [2, 'list', 'string'],
    name: [3, 'optional', 'string'],
    opType: [4, 'required', 'string'],
    attribute: [5, 'list', 'AttributeProto'],
    docString: [6, 'optional', 'string'],
    domain: [7, 'optional', 'string'],
    overload: [8, 'optional', 'string'],
    metadataProps: [9, 'repeated', 'StringStringEntryProto'],
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
    tensors: [10, 'repeated', 'TensorProto'],
    graphs: [11, 'repeated', 'GraphProto'],
    docString: [13, 'optional', 'string'],
    tp: [14, 'optional', 'TypeProto'],
    typeProtos: [15, 'repeated', 'TypeProto'],
    type: [20, 'required', 'int32'],
    refAttrName: [21, 'optional', 'string'],
  },
  TensorProto: {
    dims: [1, 'list', 'int64'],
    dataType: [2, 'required', 'int32'],
    floatData: [4, 'packed', 'float'],
    int32Data: [5, 'packed', 'int32'],
    stringData: [6, 'repeated', 'bytes'],
    int64Data: [7, 'packed', 'int64'],
    name: [8, 'optional', 'string'],
    rawData: [9, 'optional', 'bytes'],
    doubleData: [10, 'packed', 'double'],
    uint64Data: [11, 'packed', 'uint64'],
    docString: [12, 'optional', 'string'],
    externalData: [13, 'repeated', 'StringStringEntryProto'],
    dataLocation: [14, 'optional', 'int32'],
    metadataProps: [16, 'repeated', 'StringStringEntryProto'],
  },
  ValueInfoProto: {
    name: [1, 'required', 'string'],
    type: [2, 'optional', 'TypeProto'],
    docString: [3, 'optional', 'string'],
  },
  TypeProto: {
    tensorType: [1, 'optional', 'TensorTypeProto'],
    denotation: [6, 'optional', 'string'],
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
