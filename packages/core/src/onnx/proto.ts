/**
 * The messages of an ONNX file, an interface for each. Fields that the framework has no use for (training info, quantization annotations)
 * are left out and skipped on reading.
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

export type MessageSchema<M> = { readonly [K in keyof M]-?: FieldFor<M[K]> };
