/**
 * Attribute values of a node. ONNX tells `1` from `1.0`, JavaScript does not, so each value says what it is:
 * `{ axis: int(1), alpha: float(1), perm: ints([1, 0]) }`.
 */
import { ValueError } from '../errors.js';
import { type AttributeProto, AttributeType, type GraphProto, type Int64, type TensorProto } from './proto.js';

/** The value of an attribute, without its name. */
export type Attribute = Omit<AttributeProto, 'name'>;

const utf8 = new TextEncoder();

function checkInteger(value: Int64): Int64 {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return value;
  throw new ValueError('An integer attribute needs an integer.', { received: String(value) });
}

export const int = (value: Int64): Attribute => ({ type: AttributeType.INT, i: checkInteger(value) });
export const ints = (values: readonly Int64[]): Attribute => ({
  type: AttributeType.INTS,
  ints: values.map(checkInteger),
});
export const float = (value: number): Attribute => ({ type: AttributeType.FLOAT, f: value });
export const floats = (values: readonly number[]): Attribute => ({ type: AttributeType.FLOATS, floats: [...values] });
export const string = (value: string): Attribute => ({ type: AttributeType.STRING, s: utf8.encode(value) });
export const strings = (values: readonly string[]): Attribute => ({
  type: AttributeType.STRINGS,
  strings: values.map((value) => utf8.encode(value)),
});
/** A tensor held by the node itself, as ConstantOfShape's value is. */
export const tensorAttr = (value: TensorProto): Attribute => ({ type: AttributeType.TENSOR, t: value });
/** The body of Loop, Scan or If. */
export const graph = (value: GraphProto): Attribute => ({ type: AttributeType.GRAPH, g: value });
