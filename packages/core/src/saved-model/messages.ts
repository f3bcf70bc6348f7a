/** The messages of a SavedModel and of its checkpoint, as TensorFlow numbers them, as far as they are read. */
import { decoderOf } from '../protobuf/decode.js';
import type { FieldRule, Int64 } from '../protobuf/schema.js';

/** Entries of maps are messages of a key and a value. */
const SCHEMA = {
  SavedModel: { metaGraphs: [2, 'list', 'MetaGraphDef'] },
  MetaGraphDef: {
    info: [1, 'optional', 'MetaInfoDef'],
    graph: [2, 'optional', 'GraphDef'],
    signatures: [5, 'list', 'SignatureEntry'],
    objects: [7, 'optional', 'SavedObjectGraph'],
  },
  MetaInfoDef: { tags: [4, 'list', 'string'] },
  GraphDef: { nodes: [1, 'list', 'NodeDef'], library: [2, 'optional', 'FunctionDefLibrary'] },
  NodeDef: {
    name: [1, 'required', 'string'],
    op: [2, 'required', 'string'],
    inputs: [3, 'list', 'string'],
    attributes: [5, 'list', 'AttributeEntry'],
  },
  AttributeEntry: { key: [1, 'required', 'string'], value: [2, 'required', 'AttributeValue'] },
  AttributeValue: {
    list: [1, 'optional', 'ListValue'],
    s: [2, 'optional', 'bytes'],
    i: [3, 'optional', 'int64'],
    f: [4, 'optional', 'float'],
    b: [5, 'optional', 'bool'],
    type: [6, 'optional', 'int32'],
    shape: [7, 'optional', 'ShapeProto'],
    tensor: [8, 'optional', 'TensorProto'],
    func: [10, 'optional', 'NameAttributes'],
  },
  ListValue: {
    s: [2, 'repeated', 'bytes'],
    i: [3, 'packed', 'int64'],
    f: [4, 'packed', 'float'],
    type: [6, 'packed', 'int32'],
    shape: [7, 'repeated', 'ShapeProto'],
    func: [9, 'repeated', 'NameAttributes'],
  },
  NameAttributes: { name: [1, 'required', 'string'] },
  ShapeProto: { dims: [2, 'list', 'DimProto'], unknownRank: [3, 'optional', 'bool'] },
  DimProto: { size: [1, 'optional', 'int64'] },
  TensorProto: {
    dtype: [1, 'optional', 'int32'],
    shape: [2, 'optional', 'ShapeProto'],
    content: [4, 'optional', 'bytes'],
    halfs: [13, 'packed', 'int32'],
    floats: [5, 'packed', 'float'],
    doubles: [6, 'packed', 'double'],
    ints: [7, 'packed', 'int32'],
    int64s: [10, 'packed', 'int64'],
    bools: [11, 'packed', 'bool'],
    uint32s: [16, 'packed', 'int64'],
    uint64s: [17, 'packed', 'uint64'],
  },
  FunctionDefLibrary: { functions: [1, 'list', 'FunctionDef'] },
  FunctionDef: {
    signature: [1, 'required', 'OpDef'],
    nodes: [3, 'list', 'NodeDef'],
    results: [4, 'list', 'TextEntry'],
    controlResults: [6, 'list', 'TextEntry'],
  },
  OpDef: { name: [1, 'required', 'string'], inputs: [2, 'list', 'ArgDef'], outputs: [3, 'list', 'ArgDef'] },
  ArgDef: { name: [1, 'required', 'string'], type: [3, 'optional', 'int32'] },
  TextEntry: { key: [1, 'required', 'string'], value: [2, 'required', 'string'] },
  SignatureEntry: { key: [1, 'required', 'string'], value: [2, 'required', 'SignatureDef'] },
  SignatureDef: { inputs: [1, 'list', 'TensorInfoEntry'], outputs: [2, 'list', 'TensorInfoEntry'] },
  TensorInfoEntry: { key: [1, 'required', 'string'], value: [2, 'required', 'TensorInfo'] },
  TensorInfo: { name: [1, 'optional', 'string'] },
  SavedObjectGraph: { nodes: [1, 'list', 'SavedObject'], functions: [2, 'list', 'ConcreteFunctionEntry'] },
  SavedObject: {
    children: [1, 'list', 'ObjectReference'],
    function: [6, 'optional', 'SavedFunction'],
    variable: [7, 'optional', 'SavedVariable'],
    bareFunction: [8, 'optional', 'BareFunction'],
    constant: [9, 'optional', 'SavedConstant'],
  },
  ObjectReference: { node: [1, 'optional', 'int32'], name: [2, 'optional', 'string'] },
  SavedFunction: { concreteFunctions: [1, 'list', 'string'] },
  BareFunction: { concreteFunction: [1, 'required', 'string'] },
  SavedVariable: {
    dtype: [1, 'optional', 'int32'],
    shape: [2, 'optional', 'ShapeProto'],
    trainable: [3, 'optional', 'bool'],
    name: [6, 'optional', 'string'],
  },
  SavedConstant: { operation: [1, 'required', 'string'] },
  ConcreteFunctionEntry: { key: [1, 'required', 'string'], value: [2, 'required', 'ConcreteFunction'] },
  ConcreteFunction: {
    bound: [2, 'packed', 'int32'],
    inputs: [3, 'optional', 'StructuredValue'],
    outputs: [4, 'optional', 'StructuredValue'],
  },
  StructuredValue: {
    tensor: [33, 'optional', 'TensorSpec'],
    boundedTensor: [36, 'optional', 'TensorSpec'],
    list: [51, 'optional', 'ValueList'],
    tuple: [52, 'optional', 'ValueList'],
    dict: [53, 'optional', 'ValueDict'],
    namedTuple: [54, 'optional', 'NamedTuple'],
  },
  TensorSpec: {
    name: [1, 'optional', 'string'],
    shape: [2, 'optional', 'ShapeProto'],
    dtype: [3, 'optional', 'int32'],
  },
  ValueList: { values: [1, 'list', 'StructuredValue'] },
  ValueDict: { fields: [1, 'list', 'ValueEntry'] },
  ValueEntry: { key: [1, 'required', 'string'], value: [2, 'required', 'StructuredValue'] },
  NamedTuple: { values: [2, 'list', 'ValueEntry'] },
  BundleHeader: { shards: [1, 'optional', 'int32'], endianness: [2, 'optional', 'int32'] },
  BundleEntry: {
    dtype: [1, 'optional', 'int32'],
    shape: [2, 'optional', 'ShapeProto'],
    shard: [3, 'optional', 'int32'],
    offset: [4, 'optional', 'int64'],
    size: [5, 'optional', 'int64'],
    checksum: [6, 'optional', 'fixed32'],
    slices: [7, 'repeated', 'bytes'],
  },
  TrackableObjectGraph: { nodes: [1, 'list', 'TrackableObject'] },
  TrackableObject: { children: [1, 'list', 'ObjectReference'], attributes: [2, 'list', 'TrackableAttribute'] },
  TrackableAttribute: { name: [1, 'optional', 'string'], key: [3, 'optional', 'string'] },
} as const satisfies Record<string, Record<string, readonly [number, FieldRule, string]>>;

type Messages = { readonly [N in keyof typeof SCHEMA]: Message<N> };
type Scalars = {
  string: string;
  bytes: Uint8Array;
  int32: number;
  int64: Int64;
  uint64: Int64;
  fixed32: number;
  bool: boolean;
  float: number;
  double: number;
};
type Value<T> = T extends keyof Scalars ? Scalars[T] : T extends keyof typeof SCHEMA ? Message<T> : never;
type FieldValue<F> = F extends readonly [number, infer Rule, infer T]
  ? Rule extends 'required'
    ? Value<T>
    : Rule extends 'optional'
      ? Value<T> | undefined
      : Rule extends 'list'
        ? readonly Value<T>[]
        : readonly Value<T>[] | undefined
  : never;

/** A message by its name in the table. */
export type Message<N extends keyof typeof SCHEMA> = {
  readonly [K in keyof (typeof SCHEMA)[N]]: FieldValue<(typeof SCHEMA)[N][K]>;
};

export const decode = /* @__PURE__ */ decoderOf<Messages>('a TensorFlow', SCHEMA);
